package io.milepost.rsu.perception.pixels;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * What one camera's eye looks for.
 *
 * @param width width of the small picture, pixels, 80..640; 0 for 160, or 320 without a model
 * @param fps small pictures per second of video, at most, 2..30; 0 for 12.5
 * @param idleFps the same while nothing has moved for five seconds, 1..30; 0 for 5
 * @param motion whether motion is looked for
 * @param sensitivity 0 (only what stands out) to 1 (everything); negative for 0.5
 * @param publish whether motion that begins and ends is published
 * @param fire whether flames and smoke are looked for
 * @param debris whether things left lying are looked for
 * @param health whether a frozen, dark, blurred or moved camera suspends its rules
 */
public record EyeConfig(
    int width,
    double fps,
    double idleFps,
    boolean motion,
    double sensitivity,
    boolean publish,
    boolean fire,
    boolean debris,
    boolean health) {
  private static final int USUAL_WIDTH = 160;
  private static final int WIDTH_ALONE = 320;

  /** Fills in what is left out and checks the ranges. */
  public EyeConfig {
    fps = fps == 0 ? 12.5 : fps;
    idleFps = idleFps == 0 ? 5 : idleFps;
    sensitivity = sensitivity < 0 ? 0.5 : sensitivity;
    require("eye.width", width == 0 ? USUAL_WIDTH : width, 80, 640);
    require("eye.fps", fps, 2, 30);
    require("eye.idle_fps", idleFps, 1, 30);
    require("motion.sensitivity", sensitivity, 0, 1);
  }

  /** With the default rate while nothing moves. */
  public EyeConfig(
      int width,
      double fps,
      boolean motion,
      double sensitivity,
      boolean publish,
      boolean fire,
      boolean debris,
      boolean health) {
    this(width, fps, 0, motion, sensitivity, publish, fire, debris, health);
  }

  /** Everything is looked for, nothing is published. */
  public static EyeConfig defaults() {
    return new EyeConfig(0, 0, true, -1, false, true, true, true);
  }

  /** Width of the small picture. */
  int pictureWidth(boolean alone) {
    if (width != 0) {
      return width;
    }
    return alone ? WIDTH_ALONE : USUAL_WIDTH;
  }

  private static void require(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, key + " must be " + min + ".." + max + " but is " + value);
    }
  }
}
