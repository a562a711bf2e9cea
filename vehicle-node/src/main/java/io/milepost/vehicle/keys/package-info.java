/**
 * The vehicle's keys: options, and the watch over the key ring's file.
 *
 * <p>Talks to: the key ring of the protocol; nothing of the vehicle.
 */
package io.milepost.vehicle.keys;
