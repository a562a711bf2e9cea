package io.milepost.host.clock;

import java.util.Locale;

/**
 * Whether a clock is good enough for alerts.
 *
 * @param ok good enough
 * @param sentence why, or what follows and what to do
 */
public record ClockVerdict(boolean ok, String sentence) {
  /** A vehicle takes a datagram whose sender's clock is ahead by up to this, milliseconds. */
  public static final double AHEAD_MS = 250;

  /** A vehicle takes a datagram up to this old, milliseconds. */
  public static final double OLD_MS = 2000;

  /** A vehicle learns an RSU's offset up to this, milliseconds. */
  public static final double LEARNED_MS = 10_000;

  /** Judges a reading by the bounds of the alert protocol. */
  public static ClockVerdict of(ClockReading reading) {
    if (!reading.synchronised()) {
      return new ClockVerdict(false, reading.problem());
    }
    double worst = reading.worstMs();
    if (Double.isNaN(worst)) {
      return new ClockVerdict(true, "synchronised; the source does not tell the offset");
    }
    if (worst <= AHEAD_MS) {
      return new ClockVerdict(
          true, within(worst) + "alerts are fresh even before the first heartbeat is heard");
    }
    if (worst <= OLD_MS) {
      return new ClockVerdict(
          false,
          within(worst)
              + "more than 250 ms ahead, a first alert is refused until a heartbeat has told the"
              + " offset; let chrony or systemd-timesyncd keep the clock");
    }
    if (worst <= LEARNED_MS) {
      return new ClockVerdict(
          false,
          within(worst)
              + "a first alert is refused as stale or early until a heartbeat has told the offset;"
              + " let chrony or systemd-timesyncd keep the clock");
    }
    return new ClockVerdict(
        false,
        within(worst)
            + "beyond 10 s vehicles show alerts but never brake on them; set the clock and let"
            + " chrony or systemd-timesyncd keep it");
  }

  private static String within(double worst) {
    return String.format(Locale.ROOT, "within %.1f ms of UTC: ", worst);
  }
}
