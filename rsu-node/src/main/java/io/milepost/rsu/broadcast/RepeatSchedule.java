package io.milepost.rsu.broadcast;

import java.util.concurrent.TimeUnit;

/**
 * When copies of an event leave: a burst at 0, 20, 60, 140, 300 and 620 ms, then an interval with
 * ±10 % jitter, so that neighbouring RSUs do not fall into step. Four copies come within 300 ms: at
 * 20 % independent loss one of them gets through in 99.84 % of cases on one interface, in 99.9997 %
 * on two.
 *
 * @param intervalNanos time between copies after the burst
 * @param minGapNanos least time between two copies; 100 ms when ETSI-strict (GeoNetworking's
 *     itsGnMinPacketRepetitionInterval)
 * @param etsiStrict whether the gap holds between versions too; news leaves at once otherwise
 */
record RepeatSchedule(long intervalNanos, long minGapNanos, boolean etsiStrict) {
  private static final long[] BURST_MILLIS = {0, 20, 60, 140, 300, 620};
  private static final long GAP_MILLIS = 10;
  private static final long ETSI_GAP_MILLIS = 100;
  private static final double JITTER = 0.1;

  static RepeatSchedule of(BroadcastConfig config) {
    return new RepeatSchedule(
        (long) (config.repeatSeconds() * TimeUnit.SECONDS.toNanos(1)),
        TimeUnit.MILLISECONDS.toNanos(config.etsiStrict() ? ETSI_GAP_MILLIS : GAP_MILLIS),
        config.etsiStrict());
  }

  /** Least time between the last copy of one version and the first of the next. */
  long versionGapNanos() {
    return etsiStrict ? minGapNanos : 0;
  }

  /** Copies of a burst. */
  static int burstCopies() {
    return BURST_MILLIS.length;
  }

  /**
   * When the next copy is due.
   *
   * @param copies copies of the burst sent so far, at least 1
   * @param burstStart when the first one was due, nanoseconds
   * @param lastSent when the last one left, nanoseconds
   * @param random 0..1
   */
  long next(int copies, long burstStart, long lastSent, double random) {
    if (copies < BURST_MILLIS.length) {
      long planned = burstStart + TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS[copies]);
      return planned - lastSent >= minGapNanos ? planned : lastSent + minGapNanos;
    }
    return lastSent + (long) (intervalNanos * (1 - JITTER + 2 * JITTER * random));
  }
}
