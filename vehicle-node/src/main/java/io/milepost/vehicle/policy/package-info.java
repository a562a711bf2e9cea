/**
 * Turns the alerts that hold into what the vehicle does. No clock of its own, no I/O beyond reading
 * the rules once.
 *
 * <p>Talks to: {@code approach} for distances, {@code position}, {@code event}.
 */
package io.milepost.vehicle.policy;
