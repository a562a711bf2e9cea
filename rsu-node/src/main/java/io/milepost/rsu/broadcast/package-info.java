/**
 * Tells vehicles: turns the node's incidents into signed datagrams, repeats, renews and cancels
 * them, and sends the heartbeat.
 *
 * <p>Talks to: the event bus (incidents in, alerts on air out), {@code protocol.alert} for the
 * wire, UDP multicast.
 */
package io.milepost.rsu.broadcast;
