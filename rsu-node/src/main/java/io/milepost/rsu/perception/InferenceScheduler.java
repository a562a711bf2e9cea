package io.milepost.rsu.perception;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which camera is looked at next: earliest deadline first, a deadline being one period
 * after the last. When the cameras ask for more than the machine can do, all rates are lowered in
 * proportion, and {@link #degraded()} says so. Pure logic on times given to it, in nanoseconds of
 * one monotonic clock. Not thread-safe; the caller locks.
 */
final class InferenceScheduler {
  /** Share of the workers' time that may be planned; the rest absorbs jitter. */
  static final double PLANNED_SHARE = 0.9;

  /** Rates return to normal only when they would need clearly less than that. */
  private static final double RELEASE_SHARE = 0.8;

  private static final double SECOND = 1e9;
  private static final long REVIEW_NANOS = 500_000_000L;
  private static final long SILENT_NANOS = 2_000_000_000L;
  private static final double SMOOTHING = 0.1;

  /** One stalled inference counts as this many average ones; a lasting slowness is still seen. */
  private static final double STALL_FACTOR = 3;

  /** Inferences to be measured before rates may be lowered: the first ones warm up. */
  private static final int MEASURED_FIRST = 10;

  private final int workers;
  private final long maxAgeNanos;
  private final Map<String, Entry> cameras = new LinkedHashMap<>();
  private double costNanos;
  private int measured;
  private double admitted = 1;
  private double demandFps;
  private long reviewedAt = Long.MIN_VALUE;

  private static final class Entry {
    final String camera;
    final double targetFps;
    long deadline;
    long lastArrival;
    double arrivalInterval;
    long lastStart;
    double startInterval;
    boolean arrivedOnce;
    boolean startedOnce;
    boolean pending;
    boolean inFlight;
    long tooOld;

    Entry(String camera, double targetFps, long now) {
      this.camera = camera;
      this.targetFps = targetFps;
      this.deadline = now;
    }

    /** Frames per second that it can use: no more than it sends. */
    double demandFps(long now) {
      if (!arrivedOnce || now - lastArrival > SILENT_NANOS) {
        return 0;
      }
      return arrivalInterval > 0 ? Math.min(targetFps, SECOND / arrivalInterval) : targetFps;
    }
  }

  InferenceScheduler(int workers, long maxAgeNanos) {
    this.workers = workers;
    this.maxAgeNanos = maxAgeNanos;
  }

  /** Adds a camera; the first of its pictures is due at once. */
  void add(String camera, double targetFps, long now) {
    if (cameras.putIfAbsent(camera, new Entry(camera, targetFps, now)) != null) {
      throw new IllegalStateException("camera " + camera + " is registered already");
    }
  }

  /** Forgets a camera. */
  void remove(String camera) {
    cameras.remove(camera);
  }

  /** A new picture of this camera waits, in place of any that waited before. */
  void arrived(String camera, long now) {
    Entry e = cameras.get(camera);
    if (e == null) {
      return;
    }
    if (e.arrivedOnce && now - e.lastArrival < SILENT_NANOS) {
      e.arrivalInterval = smooth(e.arrivalInterval, now - e.lastArrival);
    }
    e.arrivedOnce = true;
    e.lastArrival = now;
    e.pending = true;
  }

  /**
   * Hands out the camera whose turn it is. The caller must end the turn with {@link #finished} or
   * {@link #released}; until then nobody else gets this camera, so its frames stay in order.
   *
   * @return null when no picture waits or none is due; {@link #waitNanos} says how long
   */
  String next(long now) {
    review(now);
    Entry best = null;
    for (Entry e : cameras.values()) {
      if (e.pending && !e.inFlight && e.deadline <= now && before(e, best)) {
        best = e;
      }
    }
    if (best == null) {
      return null;
    }
    best.pending = false;
    best.inFlight = true;
    return best.camera;
  }

  private static boolean before(Entry e, Entry other) {
    return other == null || e.deadline < other.deadline;
  }

  /** Time until a waiting picture is due, nanoseconds; {@link Long#MAX_VALUE} when none waits. */
  long waitNanos(long now) {
    long wait = Long.MAX_VALUE;
    for (Entry e : cameras.values()) {
      if (e.pending && !e.inFlight) {
        wait = Math.min(wait, Math.max(0, e.deadline - now));
      }
    }
    return wait;
  }

  /**
   * Whether a picture is fresh enough to be looked at. If it is, the camera's next deadline is set;
   * if not, it is counted and the turn ends, and the next picture is due at once.
   */
  boolean accept(String camera, long arrivedNanos, long now) {
    Entry e = cameras.get(camera);
    if (e == null) {
      return false;
    }
    if (now - arrivedNanos > maxAgeNanos) {
      e.tooOld++;
      e.inFlight = false;
      return false;
    }
    long period = Math.round(SECOND / (e.targetFps * admitted));
    // A small delay keeps the cadence; after a long one it starts anew, without a burst.
    e.deadline = now - e.deadline < period ? e.deadline + period : now + period;
    if (e.startedOnce) {
      e.startInterval = smooth(e.startInterval, now - e.lastStart);
    }
    e.startedOnce = true;
    e.lastStart = now;
    return true;
  }

  /** Ends a turn in which a picture was looked at. */
  void finished(String camera, long tookNanos) {
    measured++;
    costNanos =
        smooth(
            costNanos, measured == 1 ? tookNanos : Math.min(tookNanos, STALL_FACTOR * costNanos));
    released(camera);
  }

  /** Ends a turn in which nothing was looked at. */
  void released(String camera) {
    Entry e = cameras.get(camera);
    if (e != null) {
      e.inFlight = false;
    }
  }

  private void review(long now) {
    if (reviewedAt != Long.MIN_VALUE && now - reviewedAt < REVIEW_NANOS) {
      return;
    }
    reviewedAt = now;
    demandFps = 0;
    for (Entry e : cameras.values()) {
      demandFps += e.demandFps(now);
    }
    if (measured < MEASURED_FIRST) {
      return;
    }
    double share = demandFps * costNanos / (workers * SECOND);
    if (share > PLANNED_SHARE || (admitted < 1 && share > RELEASE_SHARE)) {
      admitted = Math.min(1, PLANNED_SHARE / share);
    } else {
      admitted = 1;
    }
  }

  /** Share of the configured rates that is granted, above 0 to 1. */
  double admitted() {
    return admitted;
  }

  /** Pictures per second really looked at, smoothed; 0 before the second and after silence. */
  double fps(String camera, long now) {
    Entry e = cameras.get(camera);
    boolean silent = e == null || now - e.lastStart > SILENT_NANOS;
    return silent || e.startInterval == 0 ? 0 : SECOND / e.startInterval;
  }

  /** Pictures of a camera dropped because they were too old when their turn came. */
  long tooOld(String camera) {
    Entry e = cameras.get(camera);
    return e == null ? 0 : e.tooOld;
  }

  /** A sentence while rates are lowered. */
  Optional<String> degraded() {
    if (admitted >= 1) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "inference is short of time: the cameras ask for %.1f pictures a second and %.1f are"
                + " possible, so each is looked at %.0f %% as often as configured; lower target_fps"
                + " or use a smaller model",
            demandFps,
            demandFps * admitted,
            admitted * 100));
  }

  private static double smooth(double average, double sample) {
    return average == 0 ? sample : average + SMOOTHING * (sample - average);
  }
}
