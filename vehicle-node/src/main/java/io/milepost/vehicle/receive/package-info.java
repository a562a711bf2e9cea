/**
 * Receives datagrams and decides whom to believe: socket and thread, the order of rejections, state
 * per RSU, the life of alerts.
 *
 * <p>Talks to: {@code protocol.alert} for the wire, {@code policy}, {@code approach} and {@code
 * position} for decisions, {@code event} for what comes out.
 */
package io.milepost.vehicle.receive;
