package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.Arrays;
import java.util.List;

/**
 * Things left lying: small, new, and the same for ten seconds and more where the background knew
 * nothing. No shadow (darker by a share, same colour), no hole (its outline is an edge now), not
 * where the model saw something of late. Seconds are those of the video. Not thread-safe.
 */
final class LeftThings {
  /** How long a thing must lie. */
  static final float STABLE_SECONDS = 10;

  private static final float LEARNED_SECONDS = 20;
  private static final int LEAST_PIXELS = 3;
  private static final float MOST_SHARE = 0.01f;
  private static final float COVERED_SECONDS = 4;
  private static final float SHADOW_LEAST = 0.5f;
  private static final float SHADOW_MOST = 0.93f;
  private static final float MOST_BUSY = 0.3f;

  private final Blobs blobs = new Blobs();
  private byte[] mask = new byte[0];
  private float[] covered = new float[0];

  /** Where the model sees something now, source pixels; from the thread that brings pictures. */
  void cover(SmallPicture p, List<Detection> known) {
    if (covered.length != p.width * p.height) {
      return;
    }
    for (Detection d : known) {
      if (d.type() == ObjectClass.DEBRIS) {
        continue;
      }
      int left = Math.max(0, (int) (d.x() / p.scaleX()) - 1);
      int top = Math.max(0, (int) (d.y() / p.scaleY()) - 1);
      int right = Math.min(p.width, (int) Math.ceil((d.x() + d.w()) / p.scaleX()) + 1);
      int bottom = Math.min(p.height, (int) Math.ceil((d.y() + d.h()) / p.scaleY()) + 1);
      for (int y = top; y < bottom; y++) {
        Arrays.fill(
            covered,
            y * p.width + left,
            Math.max(y * p.width + left, y * p.width + right),
            COVERED_SECONDS);
      }
    }
  }

  /** Forgets everything. */
  void reset() {
    Arrays.fill(covered, 0);
  }

  /**
   * Looks at the next picture.
   *
   * @param dt seconds since the one before
   * @param found things are added, boxes in source pixels
   */
  void look(SmallPicture p, Background background, float dt, List<Detection> found) {
    int n = p.width * p.height;
    if (mask.length != n) {
      mask = new byte[n];
      covered = new float[n];
    }
    boolean any = false;
    for (int i = 0; i < n; i++) {
      covered[i] = Math.max(0, covered[i] - dt);
      float age = background.mask[i] == Background.STRONG ? background.age[i] : 0;
      mask[i] = (byte) (age >= STABLE_SECONDS ? 2 : age >= STABLE_SECONDS / 2 ? 1 : 0);
      any |= mask[i] == 2;
    }
    if (!any
        || background.elapsed() < LEARNED_SECONDS
        || background.foregroundShare() > MOST_BUSY) {
      return;
    }
    int count = blobs.find(mask, p.width, p.height, 1, 2, LEAST_PIXELS);
    for (int i = 0; i < count; i++) {
      if (blobs.area[i] <= MOST_SHARE * n && lies(p, background, i)) {
        found.add(detection(p, background, i));
      }
    }
  }

  private boolean lies(SmallPicture p, Background background, int which) {
    int w = p.width;
    int shadow = 0;
    int hidden = 0;
    float now = 0;
    float usual = 0;
    for (int y = Math.max(1, blobs.top[which]);
        y <= Math.min(p.height - 2, blobs.bottom[which]);
        y++) {
      for (int x = Math.max(1, blobs.left[which]); x <= Math.min(w - 2, blobs.right[which]); x++) {
        int i = y * w + x;
        if (blobs.label[i] != which + 1) {
          continue;
        }
        float ratio = (p.y[i] & 255) / Math.max(1, background.mean[i]);
        shadow += ratio >= SHADOW_LEAST && ratio <= SHADOW_MOST ? 1 : 0;
        hidden += covered[i] > 0 ? 1 : 0;
        for (int side = 0; side < 4; side++) {
          int k = i + (side == 0 ? -1 : side == 1 ? 1 : side == 2 ? -w : w);
          if (blobs.label[k] != which + 1) {
            now += Math.abs((p.y[i] & 255) - (p.y[k] & 255));
            usual += Math.abs(background.mean[i] - background.mean[k]);
          }
        }
      }
    }
    return shadow < 0.7f * blobs.area[which] && hidden == 0 && now > 1.3f * usual;
  }

  private Detection detection(SmallPicture p, Background background, int which) {
    float most = 0;
    for (int y = blobs.top[which]; y <= blobs.bottom[which]; y++) {
      for (int x = blobs.left[which]; x <= blobs.right[which]; x++) {
        most = Math.max(most, background.age[y * p.width + x]);
      }
    }
    return new Detection(
        "debris",
        ObjectClass.DEBRIS,
        Math.min(0.8f, 0.45f + 0.01f * (most - STABLE_SECONDS)),
        blobs.left[which] * p.scaleX(),
        blobs.top[which] * p.scaleY(),
        (blobs.right[which] - blobs.left[which] + 1) * p.scaleX(),
        (blobs.bottom[which] - blobs.top[which] + 1) * p.scaleY());
  }
}
