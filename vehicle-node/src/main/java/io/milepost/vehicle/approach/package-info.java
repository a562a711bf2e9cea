/**
 * How an alert's place lies to the vehicle: how far, ahead or behind, on whose carriageway. Pure:
 * no clock, no I/O beyond reading the road's line once.
 *
 * <p>Talks to: {@code position} for geometry, {@code event}.
 */
package io.milepost.vehicle.approach;
