package io.milepost.rsu.api;

import io.milepost.rsu.camera.Rendition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How much of a camera one viewer can take. Goes a step down when he reads too slowly and up again
 * when he has kept up for a while; a step up that does not last makes the next one wait twice as
 * long. Plain arithmetic on the times it is given, nanoseconds.
 */
final class LiveLadder {
  /** Dropped pictures within the window that cost a step, and how many cuts of video do. */
  private static final int PICTURES = 3;

  private static final int CUTS = 2;
  private static final long PICTURE_WINDOW = TimeUnit.SECONDS.toNanos(2);
  private static final long CUT_WINDOW = TimeUnit.SECONDS.toNanos(20);
  private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long LAST_PATIENCE = TimeUnit.SECONDS.toNanos(120);
  private static final double SLOWEST = 1;
  private static final int FALLBACK_WIDTH = 960;
  private static final double FALLBACK_FPS = 10;

  private final List<Step> steps = new ArrayList<>();
  private boolean rose;
  private int at;
  private int losses;
  private long windowStart;
  private long quietSince;
  private long patience = FIRST_PATIENCE;

  /** The ladder down from a wish. */
  LiveLadder(Rendition wished, boolean mp4, long now) {
    Rendition next = wished;
    if (mp4) {
      steps.add(new Step(true, next));
      next = next.within(new Rendition(FALLBACK_WIDTH, FALLBACK_FPS));
    }
    steps.add(new Step(false, next));
    boolean slower = true;
    while (true) {
      Rendition down =
          slower
              ? new Rendition(next.width(), Math.max(Math.min(next.fps(), SLOWEST), next.fps() / 2))
              : next.narrower();
      boolean same = down.equals(next);
      if (same && !slower) {
        break;
      }
      if (!same) {
        steps.add(new Step(false, down));
        next = down;
      }
      slower = !slower;
    }
    quietSince = now;
    windowStart = now;
  }

  Step step() {
    return steps.get(at);
  }

  /** Whether he gets less than he asked for. */
  boolean lowered() {
    return at > 0;
  }

  /** A picture, or with video all up to the next key picture, was dropped; true for a new step. */
  boolean lost(long now) {
    boolean video = step().mp4;
    if (now - windowStart > (video ? CUT_WINDOW : PICTURE_WINDOW)) {
      windowStart = now;
      losses = 0;
    }
    losses++;
    boolean soon = now - quietSince < patience;
    quietSince = Math.max(quietSince, now);
    if (losses < (video ? CUTS : PICTURES)) {
      return false;
    }
    losses = 0;
    windowStart = now;
    if (at == steps.size() - 1) {
      return false;
    }
    if (rose && soon) {
      patience = Math.min(LAST_PATIENCE, patience * 2);
    }
    rose = false;
    at++;
    return true;
  }

  /** Looks whether he has kept up for long enough; true for a new step. */
  boolean rise(long now) {
    if (at == 0 || now - quietSince < patience) {
      return false;
    }
    if (rose) {
      patience = FIRST_PATIENCE;
    }
    rose = true;
    quietSince = now;
    losses = 0;
    at--;
    return true;
  }

  /**
   * What is sent.
   *
   * @param mp4 the camera's own video; else pictures of this size and rate
   */
  record Step(boolean mp4, Rendition rendition) {}
}
