/**
 * {@code bench alert}: one alert's way from an RSU process to a vehicle process, beside a bare
 * datagram channel, an MQTT broker and a plain Python pair in the same run.
 *
 * <p>Talks to: two child processes that speak and listen, Mosquitto and Python where they are
 * installed.
 */
package io.milepost.bench.alert;
