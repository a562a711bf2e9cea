package io.milepost.rsu.perception.pixels;

import io.milepost.rsu.perception.Sight;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Figures of one eye. Written by the camera's thread, read by any. */
public final class EyeFigures {
  private static final double SILENT_NANOS = 2e9;

  private final AtomicLong pictures = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLongArray faults = new AtomicLongArray(Sight.Fault.values().length);
  private volatile float moving;
  private volatile float motion = Float.NaN;
  private volatile long lastReport;
  private volatile double interval;

  void looked(long took) {
    pictures.incrementAndGet();
    nanos.addAndGet(took);
  }

  long failed() {
    return failures.incrementAndGet();
  }

  void moving(float share) {
    moving = share;
  }

  void motion(float share) {
    motion = share;
  }

  void fault(Sight.Fault fault) {
    faults.incrementAndGet(fault.ordinal());
  }

  void reported(long now) {
    if (lastReport != 0) {
      double step = now - lastReport;
      interval = interval == 0 ? step : interval + 0.1 * (step - interval);
    }
    lastReport = now;
  }

  double reportedFps() {
    boolean silent = lastReport == 0 || System.nanoTime() - lastReport > SILENT_NANOS;
    return silent || interval == 0 ? 0 : 1e9 / interval;
  }

  /** Small pictures looked at since start. */
  public long pictures() {
    return pictures.get();
  }

  /** Time spent on them, nanoseconds. */
  public long nanos() {
    return nanos.get();
  }

  /** Pictures that could not be made small. */
  public long failures() {
    return failures.get();
  }

  /** How often a fault began. */
  public long faults(Sight.Fault fault) {
    return faults.get(fault.ordinal());
  }

  /** Share of the last picture that moved, 0..1. */
  public float moving() {
    return moving;
  }

  /**
   * Share of the last picture that moved, 0..1; NaN where nobody looks for motion, before the
   * camera has learned what stands, and while its pictures cannot be believed.
   */
  public float motion() {
    return motion;
  }
}
