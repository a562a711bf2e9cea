package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Smoke by what it hides: over cells of a fortieth of the picture's width the edges of the
 * background fade though something is there, it is grey, and it keeps changing softly. An area
 * smokes when it grows and its top rises, after Toreyin et al. (2005). A vehicle has edges of its
 * own or stands still, a shadow changes no edges relative to its brightness, fog covers everything.
 * Seconds are those of the video. Not thread-safe.
 */
final class SmokeFinder {
  private static final int CELLS_ACROSS = 40;
  private static final float LEAST_TEXTURE = 3;
  private static final float HIDDEN = 0.6f;
  private static final float LEAST_VEIL = 8;
  private static final float STILL = 0.35f;
  private static final float LIVELY = 7;
  private static final int MOST_COLOUR = 14;
  private static final float EVIDENCE_SECONDS = 2;
  private static final float MEMBER = 0.35f;
  private static final float SEED = 0.6f;
  private static final int LEAST_cellS = 5;
  private static final float MOST_SHARE = 0.5f;
  private static final float LASTS_SECONDS = 4;
  private static final float KEEP_SECONDS = 2;
  private static final float GROWTH = 1.5f;
  private static final float LEARNED_SECONDS = 8;
  private static final int MOST_PLACES = 8;

  private final Blobs blobs = new Blobs();
  private final List<Cloud> clouds = new ArrayList<>();
  private float[] evidence = new float[0];
  private byte[] mask = new byte[0];
  private byte[] before = new byte[0];
  private boolean first = true;
  private int cell = 4;

  /** One area that may smoke. */
  private static final class Cloud {
    private int left;
    private int top;
    private int right;
    private int bottom;
    private int firstTop;
    private float firstArea;
    private float area;
    private float age;
    private float unseen;
    private boolean grew;
  }

  /** Forgets everything. */
  void reset() {
    first = true;
    clouds.clear();
  }

  /** Whether something may be smoke, not yet for long enough. */
  boolean wonders() {
    return !clouds.isEmpty();
  }

  /**
   * Looks at the next picture.
   *
   * @param dt seconds since the one before
   * @param found smoke is added, boxes in source pixels
   */
  void look(SmallPicture p, Background background, float dt, List<Detection> found) {
    cell = Math.max(4, p.width / CELLS_ACROSS & ~1);
    int columns = p.width / cell;
    int rows = p.height / cell;
    if (first || before.length != p.y.length) {
      evidence = new float[columns * rows];
      mask = new byte[columns * rows];
      before = p.y.clone();
      first = false;
      return;
    }
    float gain = dt / (EVIDENCE_SECONDS + dt);
    boolean learned = background.elapsed() > LEARNED_SECONDS;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int k = r * columns + c;
        float veil = learned && veiled(p, background, c * cell, r * cell) ? 1 : 0;
        evidence[k] += gain * (veil - evidence[k]);
        mask[k] = (byte) (evidence[k] >= SEED ? 2 : evidence[k] >= MEMBER ? 1 : 0);
      }
    }
    System.arraycopy(p.y, 0, before, 0, before.length);
    int count = blobs.find(mask, columns, rows, 1, 2, LEAST_cellS);
    follow(count, columns * rows, dt);
    for (Cloud cloud : clouds) {
      if (cloud.unseen == 0 && cloud.age >= LASTS_SECONDS && cloud.grew) {
        found.add(detection(cloud, p));
      }
    }
  }

  private boolean veiled(SmallPicture p, Background background, int x0, int y0) {
    int w = p.width;
    float now = 0;
    float usual = 0;
    float veil = 0;
    float change = 0;
    for (int y = y0; y < y0 + cell; y++) {
      for (int x = x0; x < x0 + cell; x++) {
        int i = y * w + x;
        int value = p.y[i] & 255;
        float mean = background.mean[i];
        veil += Math.abs(value - mean);
        change += Math.abs(value - (before[i] & 255));
        if (x + 1 < w && y + 1 < p.height) {
          now += Math.abs(value - (p.y[i + 1] & 255)) + Math.abs(value - (p.y[i + w] & 255));
          usual +=
              Math.abs(mean - background.mean[i + 1]) + Math.abs(mean - background.mean[i + w]);
        }
      }
    }
    int pixels = cell * cell;
    int chroma = (y0 / 2 + 1) * (w / 2) + x0 / 2 + 1;
    int colour = Math.abs((p.u[chroma] & 255) - 128) + Math.abs((p.v[chroma] & 255) - 128);
    return usual >= LEAST_TEXTURE * pixels
        && now <= HIDDEN * usual
        && veil >= LEAST_VEIL * pixels
        && change >= STILL * pixels
        && change <= LIVELY * pixels
        && colour <= MOST_COLOUR;
  }

  private void follow(int count, int cells, float dt) {
    for (Cloud c : clouds) {
      c.unseen += dt;
      c.age += dt;
    }
    for (int i = 0; i < count; i++) {
      if (blobs.area[i] > MOST_SHARE * cells) {
        continue;
      }
      Cloud at = at(i);
      if (at == null) {
        if (clouds.size() >= MOST_PLACES) {
          continue;
        }
        at = new Cloud();
        at.firstArea = blobs.area[i];
        at.firstTop = blobs.top[i];
        clouds.add(at);
      }
      at.left = blobs.left[i];
      at.top = blobs.top[i];
      at.right = blobs.right[i];
      at.bottom = blobs.bottom[i];
      at.unseen = 0;
      at.area += (at.area == 0 ? 1 : 0.1f) * (blobs.area[i] - at.area);
      at.grew |= at.area >= GROWTH * at.firstArea && at.top < at.firstTop;
    }
    clouds.removeIf(c -> c.unseen > KEEP_SECONDS);
  }

  private Cloud at(int i) {
    for (Cloud c : clouds) {
      if (blobs.left[i] <= c.right + 1
          && blobs.right[i] >= c.left - 1
          && blobs.top[i] <= c.bottom + 1
          && blobs.bottom[i] >= c.top - 1) {
        return c;
      }
    }
    return null;
  }

  private Detection detection(Cloud c, SmallPicture p) {
    return new Detection(
        "smoke",
        ObjectClass.SMOKE,
        Math.min(0.8f, 0.4f + 0.02f * c.age),
        c.left * cell * p.scaleX(),
        c.top * cell * p.scaleY(),
        (c.right - c.left + 1) * cell * p.scaleX(),
        (c.bottom - c.top + 1) * cell * p.scaleY());
  }
}
