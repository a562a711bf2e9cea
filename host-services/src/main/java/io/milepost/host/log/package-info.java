/**
 * The form of log lines for the journal of systemd.
 *
 * <p>Talks to: Logback, which loads it by name from {@code conf/logging.xml}.
 */
package io.milepost.host.log;
