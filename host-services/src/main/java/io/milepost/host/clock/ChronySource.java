package io.milepost.host.clock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks chronyd through {@code chronyc -c tracking}: one line of comma-separated values. Columns by
 * chronyc(1): reference id, name, stratum, reference time, system time, last offset, RMS offset,
 * frequency, residual frequency, skew, root delay, root dispersion, update interval, leap status.
 */
final class ChronySource implements ClockSource {
  private static final String NAME = "chrony";
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int COLUMNS = 14;
  // 127.127.1.1, the reference id of chronyd's local mode.
  private static final String OWN_CLOCK = "7F7F0101";
  private static final double MILLIS = 1000;

  private final List<String> command;

  ChronySource() {
    this(List.of("chronyc", "-c", "-n", "tracking"));
  }

  ChronySource(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public Optional<ClockReading> read() {
    return HostCommand.output(command, LIMIT).map(ChronySource::parse);
  }

  static ClockReading parse(String line) {
    String[] column = line.strip().split(",", -1);
    if (column.length < COLUMNS) {
      return ClockReading.failed(NAME, null, "chronyc answered in a form that is not understood");
    }
    try {
      String reference = column[1].isEmpty() ? column[0] : column[1];
      boolean synchronised = !column[COLUMNS - 1].equals("Not synchronised");
      if (!synchronised) {
        return ClockReading.failed(
            NAME,
            null,
            "chronyd runs but has not synchronised the clock; chronyc sources shows which servers"
                + " answer");
      }
      if (column[0].equals(OWN_CLOCK)) {
        return ClockReading.failed(
            NAME,
            "own clock",
            "chronyd follows only this machine's own clock (its directive local), so how far that is"
                + " from UTC is not known");
      }
      // Positive here is slow of NTP time; a reading is positive when ahead.
      double ahead = -Double.parseDouble(column[4]) * MILLIS;
      return new ClockReading(
          NAME,
          reference,
          true,
          ahead + 0.0,
          Integer.valueOf(column[2]),
          Double.parseDouble(column[10]) * MILLIS,
          Double.parseDouble(column[11]) * MILLIS,
          null);
    } catch (NumberFormatException e) {
      return ClockReading.failed(NAME, null, "chronyc answered in a form that is not understood");
    }
  }
}
