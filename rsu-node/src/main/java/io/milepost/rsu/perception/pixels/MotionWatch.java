package io.milepost.rsu.perception.pixels;

import io.milepost.protocol.message.MotionSeen;
import java.util.function.Consumer;

/** Makes motion of single pictures into motion that begins and ends. Not thread-safe. */
final class MotionWatch {
  /** Pictures with motion must follow each other for this long. */
  private static final double BEGIN_SECONDS = 0.4;

  private static final double END_SECONDS = 5;
  private static final double GAP_SECONDS = 1;

  private final String camera;
  private Consumer<MotionSeen> listener = motion -> {};
  private double since = Double.NaN;
  private double until;
  private long utcMillis;
  private float share;
  private boolean told;

  MotionWatch(String camera) {
    this.camera = camera;
  }

  void tell(Consumer<MotionSeen> to) {
    listener = to;
  }

  void look(double now, long utc, boolean moves, float moving) {
    if (moves) {
      if (Double.isNaN(since) || now < until) {
        since = now;
        share = 0;
      }
      until = now;
      utcMillis = utc;
      share = Math.max(share, moving);
      if (!told && until - since >= BEGIN_SECONDS) {
        told = true;
        listener.accept(seen(true));
      }
    } else if (!Double.isNaN(since) && now - until > (told ? END_SECONDS : GAP_SECONDS)) {
      if (told) {
        listener.accept(seen(false));
      }
      told = false;
      since = Double.NaN;
    }
  }

  private MotionSeen seen(boolean moving) {
    return new MotionSeen(
        camera, moving, Math.round(since * 1e6), Math.round(until * 1e6), utcMillis, share);
  }
}
