/**
 * Turns the alerts that hold into what the vehicle does. Pure: no clock, no I/O beyond reading the
 * rules once.
 *
 * <p>Talks to: {@code event}.
 */
package io.milepost.vehicle.policy;
