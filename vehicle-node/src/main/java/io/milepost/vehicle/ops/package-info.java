/**
 * Health, metrics and state of a running vehicle over HTTP.
 *
 * <p>Talks to: {@code receive} for the state, Vert.x for HTTP.
 */
package io.milepost.vehicle.ops;
