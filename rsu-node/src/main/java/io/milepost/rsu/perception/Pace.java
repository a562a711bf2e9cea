package io.milepost.rsu.perception;

import java.util.Objects;

/**
 * How often a camera is to be looked at.
 *
 * @param targetFps pictures per second while something moves, 0.1..120
 * @param priority 0..9; when time is short, cameras of the lowest are slowed down first
 * @param maxFrameAgeMillis pictures older than this when their turn comes are dropped, up to 10000;
 *     0 for the node's own limit
 * @param attention what its rules want to see better
 * @param activity whether anything moves
 */
public record Pace(
    double targetFps, int priority, int maxFrameAgeMillis, Attention attention, Activity activity) {

  /** Priority of a camera that names none. */
  public static final int DEFAULT_PRIORITY = 5;

  /** Checks that nothing is missing or out of range. */
  public Pace {
    Objects.requireNonNull(attention, "attention");
    Objects.requireNonNull(activity, "activity");
    if (!(targetFps >= 0.1 && targetFps <= 120)) {
      throw new IllegalArgumentException("targetFps must be 0.1..120 but is " + targetFps);
    }
    require("priority", priority, 0, 9);
    require("maxFrameAgeMillis", maxFrameAgeMillis, 0, 10_000);
  }

  /** A steady rate: ordinary priority, no rules that ask for more, no motion reported. */
  public static Pace of(double targetFps) {
    return new Pace(targetFps, DEFAULT_PRIORITY, 0, new Attention(), new Activity());
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + ".." + max + " but is " + value);
    }
  }
}
