package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.Arrays;
import java.util.List;

/**
 * Shapes that stand out of the background as objects, for a node without a model. Something upright
 * and narrow is taken for a person, everything else for a vehicle. What stops stays until the
 * background takes it in; a hole left by what was part of the background is taken in at once. Not
 * thread-safe.
 */
final class MovingShapes {
  private static final float LEARNED_SECONDS = 2;
  private static final int NEIGHBOURS = 3;
  private static final int LEAST_PIXELS = 24;
  private static final int GAP = 2;
  private static final float STANDS_SECONDS = 1.5f;
  private static final float MOST_SHARE = 0.3f;
  private static final float UPRIGHT = 1.7f;
  private static final float HOLE_SECONDS = 1.5f;

  private final Blobs blobs = new Blobs();
  private byte[] clean = new byte[0];
  private byte[] chosen = new byte[0];
  private byte[] closed = new byte[0];

  /**
   * Finds shapes.
   *
   * @param found shapes are added, boxes in source pixels
   */
  void look(SmallPicture p, Background background, List<Detection> found) {
    if (background.elapsed() < LEARNED_SECONDS) {
      return;
    }
    int w = p.width;
    int h = p.height;
    if (clean.length != w * h) {
      clean = new byte[w * h];
      chosen = new byte[w * h];
      closed = new byte[w * h];
    }
    clean(background.mask, w, h);
    // What stands and what passes it are two shapes, though they touch.
    part(background, true, w, h);
    shapes(p, background, found);
    part(background, false, w, h);
    shapes(p, background, found);
  }

  private void part(Background background, boolean stands, int w, int h) {
    for (int i = 0; i < clean.length; i++) {
      boolean mine = clean[i] != 0 && background.age[i] >= STANDS_SECONDS == stands;
      chosen[i] = mine ? clean[i] : 0;
    }
    close(w, h);
  }

  /** Widens by some pixels each way, so that the parts of a shape are one. */
  private void close(int w, int h) {
    Arrays.fill(closed, (byte) 0);
    for (int y = GAP; y < h - GAP; y++) {
      for (int x = GAP; x < w - GAP; x++) {
        byte value = chosen[y * w + x];
        if (value == 0) {
          continue;
        }
        for (int k = -GAP; k <= GAP; k++) {
          int across = y * w + x + k;
          int down = (y + k) * w + x;
          closed[across] = closed[across] < value ? value : closed[across];
          closed[down] = closed[down] < value ? value : closed[down];
        }
      }
    }
  }

  private void shapes(SmallPicture p, Background background, List<Detection> found) {
    int w = p.width;
    int h = p.height;
    int count = blobs.find(closed, w, h, 1, 2, LEAST_PIXELS);
    for (int i = 0; i < count; i++) {
      int left = blobs.left[i] + GAP;
      int top = blobs.top[i] + GAP;
      int wide = blobs.right[i] - GAP - left + 1;
      int high = blobs.bottom[i] - GAP - top + 1;
      boolean thin = wide < 3 || high < 3 || blobs.area[i] < 0.25f * wide * high;
      if (thin || blobs.area[i] > MOST_SHARE * w * h || hole(p, background, i)) {
        continue;
      }
      boolean person = high > UPRIGHT * wide;
      float solid = Math.min(1, blobs.seeds[i] / (float) blobs.area[i]);
      found.add(
          new Detection(
              Detection.MOVING_SHAPE,
              person ? ObjectClass.PERSON : ObjectClass.CAR,
              0.45f + 0.4f * solid,
              left * p.scaleX(),
              top * p.scaleY(),
              wide * p.scaleX(),
              high * p.scaleY()));
    }
  }

  /** Takes single pixels out. */
  private void clean(byte[] mask, int w, int h) {
    Arrays.fill(clean, (byte) 0);
    for (int y = 1; y < h - 1; y++) {
      for (int x = 1; x < w - 1; x++) {
        int i = y * w + x;
        if (mask[i] == 0) {
          continue;
        }
        int around =
            Integer.signum(mask[i - 1])
                + Integer.signum(mask[i + 1])
                + Integer.signum(mask[i - w])
                + Integer.signum(mask[i + w])
                + Integer.signum(mask[i - w - 1])
                + Integer.signum(mask[i - w + 1])
                + Integer.signum(mask[i + w - 1])
                + Integer.signum(mask[i + w + 1]);
        clean[i] = around >= NEIGHBOURS ? mask[i] : 0;
      }
    }
  }

  /**
   * Whether an area is where something was and is no longer: its outline is an edge of the
   * background and none of the picture. Then the background takes it in.
   */
  private boolean hole(SmallPicture p, Background background, int which) {
    int w = p.width;
    float now = 0;
    float usual = 0;
    int old = 0;
    for (int y = Math.max(1, blobs.top[which]); y <= blobs.bottom[which]; y++) {
      for (int x = Math.max(1, blobs.left[which]); x <= blobs.right[which]; x++) {
        int i = y * w + x;
        if (blobs.label[i] != which + 1) {
          continue;
        }
        old += background.age[i] >= HOLE_SECONDS ? 1 : 0;
        now += outline(p, i, i - 1, which) + outline(p, i, i - w, which);
        usual += outline(background, i, i - 1, which) + outline(background, i, i - w, which);
        if (x + 1 < w && y + 1 < p.height) {
          now += outline(p, i, i + 1, which) + outline(p, i, i + w, which);
          usual += outline(background, i, i + 1, which) + outline(background, i, i + w, which);
        }
      }
    }
    if (old < 0.6f * blobs.area[which] || now > 0.6f * usual) {
      return false;
    }
    for (int i = 0; i < blobs.label.length; i++) {
      if (blobs.label[i] == which + 1) {
        background.absorb(i);
      }
    }
    return true;
  }

  private float outline(SmallPicture p, int in, int out, int which) {
    return blobs.label[out] == which + 1 ? 0 : Math.abs((p.y[in] & 255) - (p.y[out] & 255));
  }

  private float outline(Background b, int in, int out, int which) {
    return blobs.label[out] == which + 1 ? 0 : Math.abs(b.mean[in] - b.mean[out]);
  }
}
