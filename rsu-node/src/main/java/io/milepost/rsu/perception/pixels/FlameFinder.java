package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Flames by colour and flicker. A pixel may burn when it is warm (red difference well above blue,
 * bright; after Celik and Demirel, 2009) most of the time and its brightness turns around several
 * times a second (after Toreyin et al., 2006: flames flicker near 10 Hz, which aliases at the rate
 * of the small picture and stays visible). An area burns when that lasts at its place and its
 * pixels do not all brighten at once, as those of a blinking lamp do. Vehicles pass, lamps and
 * vests do not flicker. Seconds are those of the video. Not thread-safe.
 */
final class FlameFinder {
  private static final int WARM = 25;
  private static final int RED = 138;
  private static final int BRIGHT = 95;
  private static final int GLARING = 190;

  /** Mean brightness of a picture up to which it shows night, of 255. */
  private static final float NIGHT = 80;

  private static final float LEAST_COLOUR = 1.5f;
  private static final float COLOUR_SECONDS = 1f;
  private static final float FLICKER_SECONDS = 1f;

  /** A turn of brightness counts when it follows the one before this quickly. */
  private static final float TURN_SECONDS = 0.26f;

  private static final int TURN_LEVELS = 8;
  private static final float NOISE_FACTOR = 2.6f;
  private static final float HOT_SHARE = 0.3f;
  private static final float FLICKER_MEMBER = 0.9f;
  private static final float FLICKER_SEED = 1.8f;
  private static final float FLICKER_AREA = 1.7f;
  private static final float FLICKER_SURE = 3.2f;
  private static final float LEAST_SIDE = 1.7f;
  private static final float MOST_DRIFT = 0.25f;
  private static final float FLATTEST = 3.2f;
  private static final float QUICK_SECONDS = 0.4f;
  private static final float SLOW_SECONDS = 1.6f;
  private static final float MOST_TOGETHER = 0.8f;
  private static final int LEAST_PIXELS = 3;
  private static final float KEEP_SECONDS = 0.7f;
  private static final float LASTS_SECONDS = 1f;
  private static final int MOST_PLACES = 16;

  /** Share of its neighbours' range that a pixel may change per pixel of shake taken out. */
  private static final float SHAKE_FACTOR = 0.4f;

  private final Shake shake = new Shake();
  private final Blobs blobs = new Blobs();
  private final List<Flames> places = new ArrayList<>();
  private float[] hot = new float[0];
  private float[] flicker = new float[0];
  private float[] sinceTurn = new float[0];
  private byte[] direction = new byte[0];
  private byte[] before = new byte[0];
  private byte[] mask = new byte[0];
  private boolean first = true;
  private float colour = 9;
  private float brightness = 128;
  private boolean colourless;
  private boolean night;

  /** One place that may burn. */
  private static final class Flames {
    private int left;
    private int top;
    private int right;
    private int bottom;
    private float age;
    private float unseen;
    private float changes;
    private float together;
    private float strength;
    private float wide;
    private float high;
    private float x;
    private float y;
    private float slowX;
    private float slowY;

    /** Where and how large it is now, and where it was of late. */
    private void settle(float dt) {
      float nowX = (left + right) / 2f;
      float nowWide = right - left + 1;
      float nowHigh = bottom - top + 1;
      if (wide == 0) {
        x = nowX;
        slowX = nowX;
        y = bottom;
        slowY = bottom;
        wide = nowWide;
        high = nowHigh;
      }
      float quick = dt / (QUICK_SECONDS + dt);
      float slow = dt / (SLOW_SECONDS + dt);
      x += quick * (nowX - x);
      y += quick * (bottom - y);
      slowX += slow * (nowX - slowX);
      slowY += slow * (bottom - slowY);
      wide += quick * (nowWide - wide);
      high += quick * (nowHigh - high);
    }

    /** A fire stays where it is; lamps of a far convoy and clothing wander. */
    private boolean stays() {
      return Math.abs(x - slowX) <= MOST_DRIFT * Math.max(3, wide)
          && Math.abs(y - slowY) <= MOST_DRIFT * Math.max(3, high)
          && wide <= FLATTEST * high;
    }

    private boolean near(Blobs b, int i) {
      int slack = 2;
      return b.left[i] <= right + slack
          && b.right[i] >= left - slack
          && b.top[i] <= bottom + slack
          && b.bottom[i] >= top - slack;
    }
  }

  /** Whether some place may burn, not yet for long enough. */
  boolean wonders() {
    return !places.isEmpty();
  }

  /** Forgets everything. */
  void reset() {
    first = true;
    places.clear();
  }

  /**
   * Looks at the next picture.
   *
   * @param dt seconds since the one before
   * @param found flames are added, boxes in source pixels
   */
  void look(SmallPicture p, float dt, List<Detection> found) {
    int n = p.width * p.height;
    if (first || hot.length != n) {
      begin(n);
      System.arraycopy(p.y, 0, before, 0, n);
      first = false;
      return;
    }
    shake.measure(p.y, before, p.width, p.height, dt);
    colour(p, dt);
    measure(p, dt);
    int count = blobs.find(mask, p.width, p.height, 1, 2, LEAST_PIXELS);
    for (Flames f : places) {
      f.unseen += dt;
      f.age += dt;
    }
    for (int i = 0; i < count; i++) {
      note(p, i, dt);
    }
    System.arraycopy(p.y, 0, before, 0, n);
    places.removeIf(f -> f.unseen > KEEP_SECONDS);
    for (Flames f : places) {
      if (f.unseen == 0) {
        f.settle(dt);
      }
      if (f.unseen == 0 && burns(f)) {
        found.add(detection(f, p));
      }
    }
  }

  private void begin(int n) {
    hot = new float[n];
    flicker = new float[n];
    sinceTurn = new float[n];
    direction = new byte[n];
    before = new byte[n];
    mask = new byte[n];
    Arrays.fill(sinceTurn, 9);
  }

  /**
   * By night many cameras see infrared alone; flames are then what glares and flickers. By day a
   * picture without colour tells nothing of flames: roofs, lines and lettering glare as well.
   */
  private void colour(SmallPicture p, float dt) {
    int sum = 0;
    for (int i = 0; i < p.u.length; i++) {
      sum += Math.abs((p.u[i] & 255) - 128) + Math.abs((p.v[i] & 255) - 128);
    }
    colour += dt / (COLOUR_SECONDS + dt) * (sum / (float) p.u.length - colour);
    colourless = colour < LEAST_COLOUR;
    if (!colourless) {
      return;
    }
    long light = 0;
    for (int i = 0; i < p.y.length; i++) {
      light += p.y[i] & 255;
    }
    brightness += dt / (COLOUR_SECONDS + dt) * (light / (float) p.y.length - brightness);
    night = brightness <= NIGHT;
  }

  private void measure(SmallPicture p, float dt) {
    float colourGain = dt / (COLOUR_SECONDS + dt);
    float fade = (float) Math.exp(-dt / FLICKER_SECONDS);
    float levels = Math.max(TURN_LEVELS, NOISE_FACTOR * shake.noise);
    int half = p.width / 2;
    for (int y = 0, i = 0; y < p.height; y++) {
      int chroma = (y / 2) * half;
      for (int x = 0; x < p.width; x++, i++) {
        int blue = p.u[chroma + x / 2] & 255;
        int red = p.v[chroma + x / 2] & 255;
        int now = p.y[i] & 255;
        boolean warm = warm(red - blue, red, now);
        if (!warm && hot[i] < 0.02f) {
          hot[i] = 0;
          mask[i] = 0;
          continue;
        }
        hot[i] += colourGain * ((warm ? 1 : 0) - hot[i]);
        boolean border = nearBorder(x, y, p);
        float change = border ? 0 : now - shake.at(before, i, p.width);
        turn(i, change, levels + (border ? 0 : shaken(i, p.width)), dt, fade);
        boolean member = hot[i] >= HOT_SHARE && flicker[i] >= FLICKER_MEMBER;
        mask[i] = (byte) (!member ? 0 : flicker[i] >= FLICKER_SEED ? 2 : 1);
      }
    }
  }

  private boolean warm(int redOverBlue, int red, int luma) {
    return colourless
        ? night && luma >= GLARING
        : redOverBlue >= WARM && red >= RED && luma >= BRIGHT;
  }

  private static boolean nearBorder(int x, int y, SmallPicture p) {
    return x < 3 || y < 3 || x >= p.width - 3 || y >= p.height - 3;
  }

  /** What the shake of the camera may change here though it was taken out. */
  private float shaken(int i, int width) {
    int here = before[i] & 255;
    int across = range(here, before[i - 1] & 255, before[i + 1] & 255);
    int down = range(here, before[i - width] & 255, before[i + width] & 255);
    return SHAKE_FACTOR * shake.held * Math.max(across, down);
  }

  private static int range(int a, int b, int c) {
    return Math.max(a, Math.max(b, c)) - Math.min(a, Math.min(b, c));
  }

  private void turn(int i, float change, float least, float dt, float fade) {
    flicker[i] *= fade;
    sinceTurn[i] += dt;
    if (Math.abs(change) >= least) {
      byte sign = (byte) (change > 0 ? 1 : -1);
      if (sign != direction[i] && sinceTurn[i] <= TURN_SECONDS) {
        flicker[i] += 1;
      }
      direction[i] = sign;
      sinceTurn[i] = 0;
    }
  }

  private void note(SmallPicture p, int i, float dt) {
    Flames at = null;
    for (Flames f : places) {
      if (f.near(blobs, i)) {
        at = f;
        break;
      }
    }
    if (at == null) {
      if (places.size() >= MOST_PLACES) {
        return;
      }
      at = new Flames();
      places.add(at);
    }
    boolean more = at.unseen == 0 && at.age > 0;
    at.left = more ? Math.min(at.left, blobs.left[i]) : blobs.left[i];
    at.top = more ? Math.min(at.top, blobs.top[i]) : blobs.top[i];
    at.right = more ? Math.max(at.right, blobs.right[i]) : blobs.right[i];
    at.bottom = more ? Math.max(at.bottom, blobs.bottom[i]) : blobs.bottom[i];
    at.unseen = 0;
    float sum = 0;
    float changes = 0;
    float flickers = 0;
    for (int y = blobs.top[i]; y <= blobs.bottom[i]; y++) {
      for (int x = blobs.left[i]; x <= blobs.right[i]; x++) {
        int k = y * p.width + x;
        if (blobs.label[k] == i + 1) {
          int change = (p.y[k] & 255) - (before[k] & 255);
          sum += change;
          changes += Math.abs(change);
          flickers += flicker[k];
        }
      }
    }
    float fade = (float) Math.exp(-dt / COLOUR_SECONDS);
    at.together = at.together * fade + Math.abs(sum);
    at.changes = at.changes * fade + changes;
    float mean = flickers / blobs.area[i];
    at.strength += (at.strength == 0 ? 1 : 0.2f) * (mean - at.strength);
  }

  private static boolean burns(Flames f) {
    return f.age >= LASTS_SECONDS
        && f.wide >= LEAST_SIDE
        && f.high >= LEAST_SIDE
        && (f.strength >= FLICKER_SURE || f.strength >= FLICKER_AREA && f.stays())
        && f.together <= MOST_TOGETHER * f.changes;
  }

  private static Detection detection(Flames f, SmallPicture p) {
    float confidence = Math.min(0.9f, 0.4f + 0.15f * (f.strength - FLICKER_AREA) + 0.03f * f.age);
    return new Detection(
        "fire",
        ObjectClass.FIRE,
        confidence,
        f.left * p.scaleX(),
        f.top * p.scaleY(),
        (f.right - f.left + 1) * p.scaleX(),
        (f.bottom - f.top + 1) * p.scaleY());
  }
}
