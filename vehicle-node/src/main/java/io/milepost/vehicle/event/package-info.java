/**
 * What happens in a vehicle, as immutable records: alerts that hold, decisions, and the events that
 * journal and screen show.
 *
 * <p>Talks to: {@code protocol.alert} for the bodies, {@code position} for places.
 */
package io.milepost.vehicle.event;
