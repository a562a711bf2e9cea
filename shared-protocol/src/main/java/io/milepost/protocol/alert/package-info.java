/**
 * The alert protocol, version 1: envelope, bodies, key ring. The wire that RSU, vehicle and third
 * parties share.
 *
 * <p>Talks to: {@code incident} and {@code json}; no sockets here.
 */
package io.milepost.protocol.alert;
