/**
 * How far this machine's clock can be trusted: asks chrony, systemd-timesyncd or an NTP server, and
 * judges the answer by what the alert protocol bears.
 *
 * <p>Talks to: the time services' own commands, and NTP servers through Commons Net's packets.
 */
package io.milepost.host.clock;
