package io.milepost.host.clock;

/**
 * What a source says about this machine's clock. Numbers that it does not tell are null.
 *
 * @param source {@code chrony}, {@code systemd-timesyncd}, {@code files}, {@code sntp} or {@code
 *     none}
 * @param reference the server it follows or that was asked
 * @param synchronised whether the source calls the clock, or the server itself, synchronised
 * @param offsetMs local clock minus UTC, milliseconds; positive when the clock is ahead
 * @param stratum distance from a reference clock in hops, 1 to 15
 * @param rootDelayMs round trip to the reference clock, milliseconds
 * @param rootDispersionMs error that has built up on the way from it, milliseconds
 * @param problem a sentence when there is nothing to rely on
 */
public record ClockReading(
    String source,
    String reference,
    boolean synchronised,
    Double offsetMs,
    Integer stratum,
    Double rootDelayMs,
    Double rootDispersionMs,
    String problem) {

  /** A reading that says only what is wrong. */
  static ClockReading failed(String source, String reference, String problem) {
    return new ClockReading(source, reference, false, null, null, null, null, problem);
  }

  /**
   * The largest error that the reading allows, milliseconds: offset plus root distance (RFC 5905
   * §10: half the root delay plus the root dispersion). NaN when the offset is not known.
   */
  public double worstMs() {
    if (offsetMs == null) {
      return Double.NaN;
    }
    double delay = rootDelayMs == null ? 0 : rootDelayMs / 2;
    return Math.abs(offsetMs) + delay + (rootDispersionMs == null ? 0 : rootDispersionMs);
  }
}
