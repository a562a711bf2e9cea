package io.milepost.host.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LevelToSyslogSeverity;

/**
 * A pattern whose every line begins with the priority that systemd's journal reads from standard
 * error, {@code <3>} for an error to {@code <7>} for debug (sd-daemon(3)). The journal stores each
 * line as a record of its own; a stack trace or a line break in a message must not lose its level.
 */
public final class JournalLayout extends PatternLayout {
  @Override
  public String doLayout(ILoggingEvent event) {
    String text = super.doLayout(event).stripTrailing();
    String priority = "<" + LevelToSyslogSeverity.convert(event) + ">";
    StringBuilder lines = new StringBuilder(text.length() + priority.length() + 1);
    text.lines().forEach(line -> lines.append(priority).append(line).append('\n'));
    return lines.toString();
  }
}
