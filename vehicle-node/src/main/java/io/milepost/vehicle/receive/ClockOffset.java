package io.milepost.vehicle.receive;

/**
 * How far a vehicle's clock is ahead of an RSU's: the minimum of (received − sent) over the last
 * heartbeats. The network can only add delay, so the minimum is closest to the truth; the window is
 * short, so that a step of either clock is forgotten after it. Not thread-safe.
 */
final class ClockOffset {
  /** Beyond this the RSU counts as unsynchronised, milliseconds. */
  static final long MAX_OFFSET_MILLIS = 10_000;

  private static final int WINDOW = 10;

  private final long[] samples = new long[WINDOW];
  private int count;
  private int next;

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

  /** False when the two clocks are so far apart that nothing may be braked on. */
  boolean synchronised() {
    return Math.abs(millis()) <= MAX_OFFSET_MILLIS;
  }
}
