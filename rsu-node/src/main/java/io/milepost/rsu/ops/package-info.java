/**
 * How the node is doing: metrics registry, what is degraded and why, event-loop watch.
 *
 * <p>Talks to: Micrometer. Every other package may talk to it.
 */
package io.milepost.rsu.ops;
