/**
 * Tells other makers' systems what vehicles are told: each alert on air as a JSON DENM on the bus
 * and, when configured, at an MQTT 5 broker.
 *
 * <p>Talks to: the bus ({@code Topics.ALERTS}, {@code Topics.DENM}) and the broker.
 */
package io.milepost.rsu.denm;
