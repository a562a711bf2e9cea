package io.milepost.vehicle.receive;

/**
 * How far a vehicle's clock is ahead of an RSU's: the minimum of (received − sent) over the last
 * heartbeats. The network can only add delay, so the minimum is closest to the truth; the window is
 * short, so that a step of either clock is forgotten after it. Not thread-safe.
 */
final class ClockOffset {
  /** Beyond this the RSU counts as unsynchronised, milliseconds. */
  static final long MAX_OFFSET_MILLIS = 10_000;

  /**
   * The same when both clocks are known to be right, milliseconds: each within 250 ms of UTC, and
   * half a second on the way. More is no clock's error then; somebody holds datagrams back.
   */
  static final long MAX_KEPT_OFFSET_MILLIS = 1_000;

  private static final int WINDOW = 10;

  private final long[] samples = new long[WINDOW];
  private int count;
  private int next;
  private boolean kept;

  /** Takes the heartbeat's receive time minus its send time, milliseconds. */
  void add(long millis) {
    samples[next] = millis;
    next = (next + 1) % WINDOW;
    count = Math.min(count + 1, WINDOW);
  }

  void reset() {
    count = 0;
    next = 0;
  }

  /** Milliseconds to subtract from (received − sent); 0 before the first heartbeat. */
  long millis() {
    long least = count == 0 ? 0 : samples[0];
    for (int i = 1; i < count; i++) {
      least = Math.min(least, samples[i]);
    }
    return least;
  }

  /** Takes note of whether both clocks are known to be right. */
  void kept(boolean bothKept) {
    kept = bothKept;
  }

  /** The vehicle's clock was set forward by so much: what was measured by it is put right. */
  void shift(long stepMillis) {
    for (int i = 0; i < count; i++) {
      samples[i] += stepMillis;
    }
  }

  /** False when the two clocks are so far apart that nothing may be braked on. */
  boolean synchronised() {
    return trouble() == null;
  }

  /** Why nothing may be braked on; null when the clocks agree. */
  String trouble() {
    long apart = Math.abs(millis());
    if (apart > MAX_OFFSET_MILLIS) {
      return "clock of the RSU is unsynchronised, shown only";
    }
    return kept && apart > MAX_KEPT_OFFSET_MILLIS
        ? "comes late though both clocks are right, shown only"
        : null;
  }
}
