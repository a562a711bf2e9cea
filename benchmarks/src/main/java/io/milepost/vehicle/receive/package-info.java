/**
 * The benchmark's foot in the receiver's door: it measures the real, package-private reception.
 *
 * <p>Talks to: {@code bench.alert}.
 */
package io.milepost.vehicle.receive;
