package io.milepost.host.clock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks systemd-timesyncd through {@code timedatectl timesync-status}. Its root distance goes into
 * the reading as root dispersion. {@code show-timesync} is of no use: it rounds the packet's times
 * to seconds.
 */
final class TimesyncdSource implements ClockSource {
  private static final String NAME = "systemd-timesyncd";
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Pattern SPAN =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s|min|h|d|w|month|y)");
  private static final Map<String, Double> MILLIS =
      Map.of(
          "us", 1e-3, "ms", 1.0, "s", 1e3, "min", 6e4, "h", 3.6e6, "d", 8.64e7, "w", 6.048e8,
          "month", 2.63e9, "y", 3.156e10);

  private final List<String> command;

  TimesyncdSource() {
    this(List.of("timedatectl", "timesync-status"));
  }

  TimesyncdSource(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public Optional<ClockReading> read() {
    return HostCommand.output(command, LIMIT).map(TimesyncdSource::parse);
  }

  static ClockReading parse(String text) {
    String offset = field(text, "Offset");
    String leap = field(text, "Leap");
    String server = field(text, "Server");
    if (offset == null || leap == null || leap.startsWith("not synchronized")) {
      return ClockReading.failed(
          NAME, server, "systemd-timesyncd runs but has had no valid answer from a server yet");
    }
    double fromServer = millis(offset);
    String stratum = field(text, "Stratum");
    String distance = field(text, "Root distance");
    return new ClockReading(
        NAME,
        server,
        true,
        // The offset is what must be added to the clock.
        -fromServer + 0.0,
        stratum == null || !stratum.matches("\\d{1,2}") ? null : Integer.valueOf(stratum),
        null,
        distance == null ? null : millis(distance.replaceAll("\\(.*", "")),
        null);
  }

  private static String field(String text, String name) {
    Matcher matcher = Pattern.compile("(?m)^\\s*" + name + ": (.+)$").matcher(text);
    return matcher.find() ? matcher.group(1).strip() : null;
  }

  /** A time span as systemd writes it, for example {@code -1min 2.5s}. */
  private static double millis(String span) {
    Matcher matcher = SPAN.matcher(span);
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1)) * MILLIS.get(matcher.group(2));
    }
    return span.startsWith("-") ? -sum : sum;
  }
}
