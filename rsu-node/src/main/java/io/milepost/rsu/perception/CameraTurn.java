package io.milepost.rsu.perception;

/**
 * One camera in the scheduler: how often it should be looked at now, and when next. Times are
 * nanoseconds of one monotonic clock. Not thread-safe; the scheduler's caller locks.
 */
final class CameraTurn {
  static final double SECOND = 1e9;

  /** A camera that has shown nothing for so long asks for nothing; dozing ones show less often. */
  static final long SILENT_NANOS = 3_000_000_000L;

  /** Suspicion from which a camera is looked at more often. */
  static final double BOOST_LEVEL = 0.3;

  /** Suspicion from which a camera is not slowed down although nothing moves. */
  static final double AWAKE_LEVEL = 0.05;

  /** Both last this much longer than the suspicion. */
  static final long HOLD_NANOS = 3_000_000_000L;

  /**
   * Longest run of looking more often. A jam or a wreck may stand for hours; afterwards the camera
   * keeps its target rate until the rules have let go of it.
   */
  static final long BOOST_LIMIT_NANOS = 30_000_000_000L;

  private static final double SMOOTHING = 0.1;

  /** A share that is all but rounding. */
  private static final double WHOLE = 0.999;

  final String camera;
  final Pace pace;
  final long maxAgeNanos;
  private final PacingConfig config;
  private final long motionHoldNanos;
  long deadline;
  boolean pending;
  boolean inFlight;
  long tooOld;

  /** Pictures per second it is granted; 0 until the first review. */
  double granted;

  private long nextLook = Long.MIN_VALUE;
  private Mood mood = Mood.AWAKE;
  private long period;
  private long lastArrival;
  private double arrivalInterval;
  private long lastStart;
  private double startInterval;
  private boolean arrivedOnce;
  private boolean startedOnce;
  private boolean suspected;
  private long suspectedSince;
  private long suspectedUntil;
  private boolean noticed;
  private long noticedUntil;

  /** How much there is to see. */
  enum Mood {
    /** Nothing moves, nothing is suspected. */
    IDLE,
    /** The ordinary case. */
    AWAKE,
    /** Suspected for long, or once more than enough: the target rate, before others. */
    WATCHED,
    /** Suspected: more often than the target rate. */
    BOOSTED
  }

  CameraTurn(String camera, Pace pace, long maxAgeNanos, PacingConfig config, long now) {
    this.camera = camera;
    this.pace = pace;
    this.maxAgeNanos = maxAgeNanos;
    this.config = config;
    this.motionHoldNanos = Math.round(config.motionHoldSeconds() * SECOND);
    this.deadline = now;
    this.period = Math.round(SECOND / pace.targetFps());
  }

  /** A new picture waits; true when there is more to see than before it. */
  boolean arrived(long now) {
    hurry(now);
    if (arrivedOnce && now - lastArrival < SILENT_NANOS) {
      arrivalInterval = smooth(arrivalInterval, now - lastArrival);
    }
    arrivedOnce = true;
    lastArrival = now;
    pending = true;
    Mood before = mood;
    return updateMood(now).compareTo(before) > 0;
  }

  /**
   * A picture that would be too old before the next comes is not kept waiting for its deadline,
   * when that is nearer than half the way to the next picture.
   */
  private void hurry(long now) {
    long gap = now - lastArrival;
    if (arrivedOnce && gap > maxAgeNanos && deadline - now > 0 && deadline - now <= gap / 2) {
      deadline = now;
    }
  }

  /** Finds out how much there is to see. */
  Mood updateMood(long now) {
    double level = pace.attention().level(now);
    if (level >= BOOST_LEVEL) {
      if (!suspected) {
        suspected = true;
        suspectedSince = now;
      }
      suspectedUntil = now + HOLD_NANOS;
    } else if (suspected && now - suspectedUntil >= 0) {
      suspected = false;
    }
    if (level >= AWAKE_LEVEL) {
      noticed = true;
      noticedUntil = now + HOLD_NANOS;
    } else if (noticed && now - noticedUntil >= 0) {
      noticed = false;
    }
    if (suspected) {
      mood = now - suspectedSince < BOOST_LIMIT_NANOS ? Mood.BOOSTED : Mood.WATCHED;
    } else if (noticed || !pace.activity().idle(now, motionHoldNanos)) {
      mood = Mood.AWAKE;
    } else {
      mood = Mood.IDLE;
    }
    return mood;
  }

  /** Who is served first when time is short: by priority, then whoever is suspected. */
  int rank() {
    return 2 * pace.priority() + (suspected ? 1 : 0);
  }

  /** Pictures per second it should get, no more than it sends; 0 when it is silent. */
  double baseFps(long now) {
    double fps = pace.targetFps();
    return sent(now, mood == Mood.IDLE ? Math.min(fps, config.idleFps()) : fps);
  }

  /** What suspicion asks for above {@link #baseFps}. */
  double extraFps(long now) {
    return mood == Mood.BOOSTED
        ? sent(now, pace.targetFps() * config.suspicionBoost()) - baseFps(now)
        : 0;
  }

  private double sent(long now, double fps) {
    if (!arrivedOnce || now - lastArrival > SILENT_NANOS) {
      return 0;
    }
    return arrivalInterval > 0 ? Math.min(fps, SECOND / arrivalInterval) : fps;
  }

  /**
   * Grants a rate; a higher one than before brings the next turn forward. A camera that gets all it
   * asks for is not held back by how well the rate it sends is known.
   *
   * @param base of {@link #baseFps}
   * @param extra of {@link #extraFps}
   */
  void grant(double base, double extra, long now) {
    double asked = baseFps(now) + extraFps(now);
    granted = base + extra;
    double wanted =
        switch (mood) {
          case IDLE -> Math.min(pace.targetFps(), config.idleFps());
          case BOOSTED -> pace.targetFps() * config.suspicionBoost();
          default -> pace.targetFps();
        };
    long before = period;
    period = Math.round(SECOND / (granted > 0 && granted < WHOLE * asked ? granted : wanted));
    if (startedOnce && period < before) {
      deadline = Math.min(deadline, lastStart + period);
    }
  }

  /** A picture is being looked at: sets the next deadline. */
  void started(long now) {
    // A small delay keeps the cadence; after a long one it starts anew, without a burst.
    deadline = now - deadline < period ? deadline + period : now + period;
    if (startedOnce) {
      startInterval = smooth(startInterval, now - lastStart);
    }
    startedOnce = true;
    lastStart = now;
  }

  /** Whether a second look keeps within the camera's budget; takes its share if so. */
  boolean mayLookAgain(long now) {
    if (config.secondLooksPerSecond() <= 0 || now < nextLook) {
      return false;
    }
    nextLook = now + Math.round(SECOND / config.secondLooksPerSecond());
    return true;
  }

  /** Pictures per second really looked at, smoothed; 0 before the second and after silence. */
  double fps(long now) {
    double silence = Math.max(SILENT_NANOS, 3 * startInterval);
    return now - lastStart > silence || startInterval == 0 ? 0 : SECOND / startInterval;
  }

  static double smooth(double average, double sample) {
    return average == 0 ? sample : average + SMOOTHING * (sample - average);
  }
}
