/**
 * The benchmark's foot in the broadcaster's door: it drives the real, package-private broadcaster.
 *
 * <p>Talks to: {@code bench.alert}.
 */
package io.milepost.rsu.broadcast;
