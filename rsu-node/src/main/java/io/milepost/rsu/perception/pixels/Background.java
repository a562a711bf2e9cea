package io.milepost.rsu.perception.pixels;

import java.util.Arrays;

/**
 * What a still camera sees when nothing is there, per pixel of luma: a mean and its usual
 * deviation, and beside them a candidate, the value that took the mean's place and how long it has
 * lasted. A candidate becomes the mean once it has lasted three times as long as the mean was ever
 * seen, at most some minutes: so the first seconds sort themselves out, and later a vehicle that
 * stops stays in the foreground for minutes. Seconds are those of the video. Not thread-safe.
 *
 * <p>After the running Gaussian of Wren et al. (Pfinder, 1997) and the dual rates of Porikli et al.
 * (2008), with the age of the candidate in place of the second model.
 */
final class Background {
  /** Not foreground. */
  static final byte NOTHING = 0;

  /** Foreground where a neighbour stands out. */
  static final byte WEAK = 1;

  /** Stands out. */
  static final byte STRONG = 2;

  /** Longest time after which what stands still belongs to the background, seconds. */
  static final float ABSORB_SECONDS = 180;

  private static final float MEAN_SECONDS = 10;
  private static final float SPREAD_SECONDS = 20;
  private static final float FIRST_SPREAD = 4;
  private static final float SENIORITY = 3;
  private static final float FORGET = 3;
  private static final float SHAKEN_SHARE = 0.3f;
  private static final float WEAK_SHARE = 0.55f;
  private static final int SAMPLE_STEP = 7;
  private static final int LIGHT_STEP = 3;
  private static final float LIGHT_CHANGE_SHARE = 0.7f;

  private final float factor;
  private final float floor;
  private final int[] histogram = new int[511];
  private float[] spread = new float[0];
  private float[] candidate = new float[0];
  private float[] seen = new float[0];
  private boolean fresh = true;
  private float elapsed;
  private float foregroundShare;
  private float movingShare;

  /** Mean luma. */
  float[] mean = new float[0];

  /** How long the candidate has lasted, seconds; 0 for none. */
  float[] age = new float[0];

  /** {@link #NOTHING}, {@link #WEAK} or {@link #STRONG}. */
  byte[] mask = new byte[0];

  /**
   * A background that has seen nothing.
   *
   * @param sensitivity 0..1
   */
  Background(double sensitivity) {
    factor = (float) (8 - 5 * sensitivity);
    floor = (float) (24 - 20 * sensitivity);
  }

  /** Forgets everything; the next picture is the first. */
  void reset() {
    fresh = true;
  }

  private void begin(SmallPicture p) {
    int n = p.width * p.height;
    if (mean.length != n) {
      mean = new float[n];
      spread = new float[n];
      candidate = new float[n];
      age = new float[n];
      seen = new float[n];
      mask = new byte[n];
    }
    for (int i = 0; i < n; i++) {
      mean[i] = p.y[i] & 255;
    }
    Arrays.fill(spread, FIRST_SPREAD);
    Arrays.fill(age, 0);
    Arrays.fill(seen, 0);
    Arrays.fill(mask, NOTHING);
    fresh = false;
    elapsed = 0;
    foregroundShare = 0;
    movingShare = 0;
  }

  /**
   * Takes a picture in.
   *
   * @param dt seconds since the one before
   */
  void update(SmallPicture p, float dt) {
    if (fresh || mean.length != p.width * p.height) {
      begin(p);
      return;
    }
    elapsed += dt;
    adjustToLight(p);
    float gain = dt / (MEAN_SECONDS + dt);
    float spreadGain = dt / (SPREAD_SECONDS + dt);
    if (elapsed < MEAN_SECONDS) {
      gain = Math.max(gain, dt / (elapsed + dt));
    }
    int strong = 0;
    int moving = 0;
    for (int i = 0; i < mean.length; i++) {
      float value = p.y[i] & 255;
      float difference = value - mean[i];
      float off = Math.abs(difference);
      float limit = Math.max(floor, factor * spread[i]);
      if (off <= limit) {
        mean[i] += gain * difference;
        spread[i] += spreadGain * (off - spread[i]);
        seen[i] = Math.min(ABSORB_SECONDS, seen[i] + dt);
        age[i] = age[i] > 0 ? Math.max(0, age[i] - FORGET * dt) : 0;
        mask[i] = off > WEAK_SHARE * limit ? WEAK : NOTHING;
        continue;
      }
      if (shaken(i, p.width, value, limit)) {
        mask[i] = NOTHING;
        age[i] = age[i] > 0 ? Math.max(0, age[i] - FORGET * dt) : 0;
        continue;
      }
      mask[i] = STRONG;
      strong++;
      if (Math.abs(value - candidate[i]) <= limit) {
        candidate[i] += gain * (value - candidate[i]);
        age[i] += dt;
      } else {
        age[i] -= FORGET * dt;
        if (age[i] <= 0) {
          age[i] = 0;
          candidate[i] = value;
        }
      }
      moving += age[i] < 1 ? 1 : 0;
      if (age[i] > Math.min(ABSORB_SECONDS, SENIORITY * seen[i])) {
        take(i);
      }
    }
    foregroundShare = strong / (float) mean.length;
    movingShare = moving / (float) mean.length;
  }

  /** Whether the neighbours' means explain a value: an edge that a shaking camera moved. */
  private boolean shaken(int i, int width, float value, float limit) {
    if (i < width || i >= mean.length - width) {
      return false;
    }
    float side = Math.min(mean[i - 1], mean[i + 1]);
    float otherSide = Math.max(mean[i - 1], mean[i + 1]);
    float least = Math.min(side, Math.min(mean[i - width], mean[i + width]));
    float most = Math.max(otherSide, Math.max(mean[i - width], mean[i + width]));
    return value >= least - SHAKEN_SHARE * limit && value <= most + SHAKEN_SHARE * limit;
  }

  private void take(int i) {
    mean[i] = candidate[i];
    spread[i] = FIRST_SPREAD;
    seen[i] = age[i];
    age[i] = 0;
  }

  /** What stands here belongs to the background from now on. */
  void absorb(int i) {
    if (age[i] > 0) {
      take(i);
    }
    mask[i] = NOTHING;
  }

  /**
   * When most of the picture became brighter or darker by some levels, the light or the exposure
   * changed and the means follow at once.
   */
  private void adjustToLight(SmallPicture p) {
    Arrays.fill(histogram, 0);
    int n = 0;
    for (int i = 0; i < mean.length; i += SAMPLE_STEP) {
      histogram[Math.round((p.y[i] & 255) - mean[i]) + 255]++;
      n++;
    }
    int half = n / 2;
    int sum = 0;
    int median = -255;
    for (int i = 0; i < histogram.length; i++) {
      sum += histogram[i];
      if (sum > half) {
        median = i - 255;
        break;
      }
    }
    if (Math.abs(median) >= LIGHT_STEP) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] = Math.max(0, Math.min(255, mean[i] + median));
        candidate[i] = Math.max(0, Math.min(255, candidate[i] + median));
      }
    }
    if (foregroundShare > LIGHT_CHANGE_SHARE) {
      for (int i = 0; i < seen.length; i++) {
        seen[i] = Math.min(seen[i], 1);
      }
    }
  }

  /** Share of the picture that stands out, 0..1. */
  float foregroundShare() {
    return foregroundShare;
  }

  /** Share of the picture that stands out and has not stood for a second, 0..1. */
  float movingShare() {
    return movingShare;
  }

  /** Seconds since it began. */
  float elapsed() {
    return elapsed;
  }

  /** Usual deviation at a pixel, grey levels. */
  float spread(int i) {
    return spread[i];
  }
}
