package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * Live pictures.
 *
 * @param maxWidth widest picture sent, pixels, 160..3840; viewers ask for what their screen needs,
 *     and narrower cameras are not enlarged
 * @param quality JPEG quality, 1..100
 * @param maxFps most pictures a second, 0.2..30
 */
public record LiveConfig(int maxWidth, int quality, double maxFps) {
  /** 1280 pixels, quality 75, 10 pictures a second. */
  public static final LiveConfig DEFAULT = new LiveConfig(1280, 75, 10);

  /** Checks the ranges. */
  public LiveConfig {
    if (maxWidth < 160 || maxWidth > 3840) {
      throw wrong("max_width", maxWidth, "160..3840");
    }
    if (quality < 1 || quality > 100) {
      throw wrong("quality", quality, "1..100");
    }
    if (!(maxFps >= 0.2 && maxFps <= 30)) {
      throw wrong("max_fps", maxFps, "0.2..30");
    }
  }

  private static MilepostException wrong(String key, Object value, String range) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "live." + key + " is " + value + "; allowed is " + range);
  }
}
