package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Sight;
import io.milepost.rsu.perception.Sight.Fault;
import java.util.Arrays;
import java.util.Locale;

/**
 * Whether the camera sees, and sees what it used to see. Frozen: hardly a picture differs from the
 * one before, and the present one not from that of many seconds ago. Dark and blinded: nothing but
 * black or white. Blurred: the edges that this camera usually shows are gone. Moved: the directions
 * of its edges, which no change of light turns, match those learned no longer. What anything that
 * moves disproves is over with the next picture. Halted: much moved, and from one picture to the
 * next nothing does, not even noise; a stream that freezes while traffic flows looks like a crash
 * to rules long before it counts as frozen. Seconds are those of the video. Not thread-safe.
 */
final class ViewWatch {
  static final float FROZEN_SECONDS = 15;
  static final float DARK_SECONDS = 3;

  /** Nothing differs for this long, in three pictures at least. */
  private static final float HALTED_SECONDS = 0.25f;

  private static final int HALTED_PICTURES = 3;

  /** So many pictures in a row may differ by little: an encoder draws what is frozen anew. */
  private static final int REDRAWN_PICTURES = 2;

  /** So much of the picture changed within the second before. */
  private static final float LIVELY_SHARE = 0.004f;

  static final float BLURRED_SECONDS = 8;
  static final float MOVED_SECONDS = 5;
  static final float SETTLED_SECONDS = 60;

  private static final float LEARN_SECONDS = 15;
  private static final float QUIET_SHARE = 0.001f;
  private static final float CHANGED_SHARE = 0.002f;
  private static final int CHANGED_LEVELS = 4;
  private static final float QUIET_PICTURES = 0.85f;
  private static final int BLACK = 12;
  private static final int LIT = 24;
  private static final int WHITE = 248;
  private static final float BLUR_RATIO = 0.45f;
  private static final float BASE_SECONDS = 120;
  private static final float AVERAGE_SECONDS = 1.5f;
  private static final float FLAT = 4;
  private static final float OTHER_VIEW = 0.5f;
  private static final float LEAST_USUAL = 0.25f;
  private static final int REACH = 6;
  private static final double JUMP_SECONDS = 1;
  private static final float JUMPS_SECONDS = 60;
  private static final float JUMPS_MOST = 3;

  private final int[] histogram = new int[256];
  private byte[] before = new byte[0];
  private byte[] still = new byte[0];
  private float[] average = new float[0];
  private final EdgeField present = new EdgeField();
  private final EdgeField reference = new EdgeField();
  private final EdgeField earlier = new EdgeField();
  private float lively;
  private float sameFor;
  private int samePictures;
  private int redrawn;
  private boolean livelyBefore;
  private float quietShare;
  private float stillFor;
  private float darkFor;
  private float whiteFor;
  private float energyBase;
  private float energy;
  private float blurredFor;
  private float usual;
  private float movedFor;
  private float settledFor;
  private float sinceCheck;
  private float learned;
  private float jumps;
  private boolean compare;
  private boolean elsewhere;
  private int shiftX;
  private int shiftY;
  private boolean shifted;
  private int scale = 1;
  private Sight last = Sight.CLEAR;

  /** Forgets what the camera used to show. */
  void reset() {
    before = new byte[0];
    compare = false;
  }

  /**
   * Looks at the time of every picture.
   *
   * @param step seconds since the one before
   * @param usualStep what it mostly is
   */
  void time(double step, double usualStep) {
    jumps = (float) Math.max(0, jumps - JUMPS_MOST * Math.max(0, step) / JUMPS_SECONDS);
    if (step <= 0 || step > Math.max(JUMP_SECONDS, 10 * usualStep)) {
      jumps = Math.min(2 * JUMPS_MOST, jumps + 1);
    }
  }

  /**
   * Looks at the next picture.
   *
   * @param dt seconds since the one before
   * @return what can be said now
   */
  Sight look(SmallPicture p, float dt) {
    if (before.length != p.y.length) {
      begin(p);
      return verdict();
    }
    freeze(p, dt);
    exposure(p, dt);
    average(p, dt);
    sinceCheck += dt;
    boolean seeing = darkFor == 0 && whiteFor == 0;
    if (sinceCheck >= 1 && seeing && !frozen()) {
      view(p, sinceCheck);
      sinceCheck = 0;
    }
    System.arraycopy(p.y, 0, before, 0, before.length);
    return verdict();
  }

  private void begin(SmallPicture p) {
    before = p.y.clone();
    still = p.y.clone();
    average = new float[(p.width / 2) * (p.height / 2)];
    scale = Math.round(2 * p.scaleX());
    stillFor = 0;
    lively = 0;
    samePictures = 0;
    quietShare = 0;
    darkFor = 0;
    whiteFor = 0;
    blurredFor = 0;
    movedFor = 0;
    learned = 0;
    sinceCheck = 0;
    energyBase = 0;
    usual = 0;
    compare = false;
    elsewhere = false;
    halve(p, 1);
  }

  private void freeze(SmallPicture p, float dt) {
    int differ = 0;
    int moved = 0;
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      differ += p.y[i] != before[i] ? 1 : 0;
      moved += Math.abs((p.y[i] & 255) - (before[i] & 255)) >= CHANGED_LEVELS ? 1 : 0;
      changed += Math.abs((p.y[i] & 255) - (still[i] & 255)) >= CHANGED_LEVELS ? 1 : 0;
    }
    float quiet = differ <= QUIET_SHARE * before.length ? 1 : 0;
    boolean redraws =
        halted() && redrawn < REDRAWN_PICTURES && moved <= CHANGED_SHARE * before.length;
    redrawn = quiet > 0 || !redraws ? 0 : redrawn + 1;
    halt(quiet > 0 || redraws, moved > LIVELY_SHARE * before.length, dt);
    quietShare += dt / (FROZEN_SECONDS / 3 + dt) * (quiet - quietShare);
    if (changed > CHANGED_SHARE * before.length) {
      stillFor = 0;
      System.arraycopy(p.y, 0, still, 0, still.length);
    } else {
      stillFor += dt;
    }
  }

  private void halt(boolean same, boolean moves, float dt) {
    if (!same) {
      samePictures = 0;
    } else if (samePictures++ == 0) {
      livelyBefore = lively > 0;
      sameFor = 0;
    } else {
      sameFor += dt;
    }
    lively = moves ? 1 : Math.max(0, lively - dt);
  }

  /** Whether everything stands still since a moment at which much moved. */
  boolean halted() {
    return livelyBefore && samePictures >= HALTED_PICTURES && sameFor >= HALTED_SECONDS;
  }

  private boolean frozen() {
    return stillFor >= FROZEN_SECONDS && quietShare >= QUIET_PICTURES;
  }

  private void exposure(SmallPicture p, float dt) {
    Arrays.fill(histogram, 0);
    for (byte value : p.y) {
      histogram[value & 255]++;
    }
    int n = p.y.length;
    boolean black = upTo(BLACK) >= 0.95 * n && upTo(LIT) >= 0.998 * n;
    boolean white = n - upTo(WHITE) >= 0.85 * n;
    darkFor = black ? darkFor + dt : 0;
    whiteFor = white ? whiteFor + dt : 0;
  }

  private int upTo(int level) {
    int sum = 0;
    for (int i = 0; i < level; i++) {
      sum += histogram[i];
    }
    return sum;
  }

  private void average(SmallPicture p, float dt) {
    halve(p, dt / (AVERAGE_SECONDS + dt));
    float sum = 0;
    float light = 0;
    for (int y = 0; y + 1 < p.height; y += 2) {
      for (int x = 0; x + 1 < p.width; x += 2) {
        int i = y * p.width + x;
        int value = p.y[i] & 255;
        sum += Math.abs(value - (p.y[i + 1] & 255)) + Math.abs(value - (p.y[i + p.width] & 255));
        light += value;
      }
    }
    float now = sum / (light + 32 * average.length);
    energy += dt / (AVERAGE_SECONDS + dt) * (now - energy);
    if (learned < LEARN_SECONDS) {
      energyBase = energyBase == 0 ? now : energyBase + 0.05f * (now - energyBase);
      energy = learned < 1 ? now : energy;
    }
    blurredFor =
        learned >= LEARN_SECONDS && energy < BLUR_RATIO * energyBase && darkFor == 0
            ? blurredFor + dt
            : 0;
    learned += dt;
  }

  private void halve(SmallPicture p, float gain) {
    int half = p.width / 2;
    for (int y = 0; y < p.height / 2; y++) {
      for (int x = 0; x < half; x++) {
        int i = 2 * y * p.width + 2 * x;
        int sum =
            (p.y[i] & 255)
                + (p.y[i + 1] & 255)
                + (p.y[i + p.width] & 255)
                + (p.y[i + p.width + 1] & 255);
        int k = y * half + x;
        average[k] += gain * (sum / 4f - average[k]);
      }
    }
  }

  private void view(SmallPicture p, float dt) {
    int columns = p.width / 2;
    present.take(average, columns, p.height / 2, FLAT);
    if (!compare) {
      if (learned >= LEARN_SECONDS / 2) {
        reference.copy(present);
        compare = true;
      }
      return;
    }
    float match = present.match(reference, 0, 0);
    if (learned < LEARN_SECONDS) {
      usual = usual == 0 ? match : Math.min(usual, match);
      reference.follow(present, 0.2f);
      return;
    }
    boolean other = usual >= LEAST_USUAL && match < OTHER_VIEW * usual;
    if (!other) {
      movedFor = 0;
      settledFor = 0;
      elsewhere = false;
      if (blurredFor == 0) {
        float gain = dt / (BASE_SECONDS + dt);
        reference.follow(present, gain);
        usual += gain * (match - usual);
        energyBase += gain * (energy - energyBase);
      }
    } else {
      movedFor += dt;
      where();
      settle(dt);
    }
    earlier.copy(present);
  }

  private void where() {
    float best = present.match(reference, 0, 0);
    shiftX = 0;
    shiftY = 0;
    for (int dy = -REACH; dy <= REACH; dy++) {
      for (int dx = -REACH; dx <= REACH; dx++) {
        float match = present.match(reference, dx, dy);
        if (match > best) {
          best = match;
          shiftX = dx;
          shiftY = dy;
        }
      }
    }
    shifted = best > 0.7f * usual;
  }

  /** A camera that stays where it was turned to has a new usual view after a while. */
  private void settle(float dt) {
    elsewhere |= movedFor >= MOVED_SECONDS;
    settledFor = present.match(earlier, 0, 0) > OTHER_VIEW * usual ? settledFor + dt : 0;
    if (elsewhere && settledFor >= SETTLED_SECONDS && blurredFor == 0) {
      reference.copy(present);
      movedFor = 0;
      settledFor = 0;
      learned = LEARN_SECONDS / 2;
      energyBase = energy;
      usual = 0;
      elsewhere = false;
    }
  }

  private Sight verdict() {
    Fault fault = fault();
    if (fault != last.fault()) {
      last = fault == Fault.NONE ? Sight.CLEAR : new Sight(fault, false, sentence(fault));
    }
    return last;
  }

  private Fault fault() {
    if (jumps >= JUMPS_MOST) {
      return Fault.JUMPING;
    }
    if (darkFor >= DARK_SECONDS) {
      return Fault.DARK;
    }
    if (whiteFor >= DARK_SECONDS) {
      return Fault.BLINDED;
    }
    if (frozen()) {
      return Fault.FROZEN;
    }
    if (blurredFor >= BLURRED_SECONDS) {
      return Fault.BLURRED;
    }
    return movedFor >= MOVED_SECONDS ? Fault.MOVED : Fault.NONE;
  }

  private String sentence(Fault fault) {
    return switch (fault) {
      case JUMPING -> "the time of its pictures jumps again and again";
      case DARK -> "the picture is black: is the lens covered, or the light out?";
      case BLINDED -> "the picture is white: does the sun or a lamp shine into it?";
      case FROZEN -> "pictures arrive but have not changed for many seconds";
      case BLURRED ->
          String.format(
              Locale.ROOT,
              "it shows %.0f %% of the edges it used to show: clean the lens, check the focus",
              100 * energy / energyBase);
      case MOVED ->
          shifted
              ? "it was turned by about "
                  + -shiftX * scale
                  + " columns and "
                  + -shiftY * scale
                  + " rows: put it back or check its zones"
              : "it shows another view than before: put it back or check its zones";
      case NONE -> "";
    };
  }
}
