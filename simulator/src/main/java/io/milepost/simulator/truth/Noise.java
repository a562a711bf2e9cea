package io.milepost.simulator.truth;

import io.milepost.simulator.scene.Light;

/**
 * How imperfect a detector is. Shares, seconds and rates are those of an object of 20 pixels or
 * more by day; where {@link #harder} is set, small ones, bad light and drops on the lens make it
 * worse.
 *
 * @param misses share of the frames in which a visible object is not reported, 0..0.9
 * @param burstSeconds mean length of a run of misses, 0 for frames that are missed independently
 * @param jitter standard deviation of each edge, share of the box's height
 * @param exchangesPerSecond how often, of two boxes that overlap, the farther one jumps towards the
 *     nearer
 * @param mergesPerSecond how often two boxes that overlap are reported as one
 * @param falsePerMinute boxes where nothing is, each for up to 1.5 s
 * @param leastVisible share of an object that must show, 0..1
 * @param leastHeight pixels; smaller objects are never reported (safety wear: half of it)
 * @param harder whether size, light and weather matter
 */
public record Noise(
    double misses,
    double burstSeconds,
    double jitter,
    double exchangesPerSecond,
    double mergesPerSecond,
    double falsePerMinute,
    double leastVisible,
    double leastHeight,
    boolean harder) {

  /** Reports everything that shows, exactly. */
  public static final Noise PERFECT = new Noise(0, 0, 0, 0, 0, 0, 0.2, 4, false);

  /** A tenth missed, independently; edges shaken by 3 % of the height; nothing invented. */
  public static final Noise GOOD = new Noise(0.10, 0, 0.03, 0, 0, 0, 0.35, 9, false);

  /** What a small detector does on an ordinary camera. */
  public static final Noise TYPICAL = new Noise(0.12, 0.3, 0.035, 0.1, 0.25, 2, 0.4, 9, true);

  /** What it does on a bad one. */
  public static final Noise POOR = new Noise(0.25, 0.7, 0.06, 0.3, 0.6, 8, 0.45, 12, true);

  private static final double FULL_SIZE = 20;

  /** Share of misses of one object, 0..0.9. */
  double misses(double height, Light light, boolean dim) {
    if (!harder) {
      return misses;
    }
    double small = 1 + 1.5 * Math.max(0, 1 - height / FULL_SIZE);
    double dark =
        switch (light) {
          case DAY -> 1;
          case DUSK -> 1.15;
          case RAIN -> 1.3;
          case NIGHT -> 1.5;
        };
    return Math.min(0.9, misses * small * dark * (dim ? 1.4 : 1));
  }
}
