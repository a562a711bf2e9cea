package io.milepost.rsu.perception;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which camera is looked at next: earliest deadline first, a deadline being one period
 * after the last. How long a period is depends on what there is to see ({@link CameraTurn}) and on
 * what the machine can do: when the cameras ask for more, rates are lowered by priority ({@link
 * Admission}), at once, and raised again slowly; {@link #degraded()} says so. Pure logic on times
 * given to it, in nanoseconds of one monotonic clock. Not thread-safe; the caller locks.
 */
final class InferenceScheduler {
  /** Share of the workers' time that may be planned; the rest absorbs jitter. */
  static final double PLANNED_SHARE = 0.9;

  /** A shortage is over when there has been none for so long. */
  static final long CALM_NANOS = 3_000_000_000L;

  private static final long REVIEW_NANOS = 500_000_000L;

  /** How much of a gain in capacity is used with each review. */
  private static final double RECOVERY = 0.25;

  /** Rates lowered by less than this are not worth a word. */
  private static final double NOTABLE = 0.98;

  /** One stalled inference counts as this many average ones; a lasting slowness is still seen. */
  private static final double STALL_FACTOR = 3;

  /** Inferences to be measured before rates may be lowered: the first ones warm up. */
  private static final int MEASURED_FIRST = 10;

  /** Second looks that may follow one another after a quiet time. */
  private static final double MOST_TOKENS = 2;

  private final int workers;
  private final long maxAgeNanos;
  private final PacingConfig pacing;
  private final Map<String, CameraTurn> cameras = new HashMap<>();

  /** The same in the order they came, for walking through them without garbage. */
  private CameraTurn[] turns = {};

  private double costNanos;
  private int measured;
  private double capacityFps;
  private double admitted = 1;
  private double spareFps;
  private double tokens;
  private boolean due = true;
  private long reviewedAt;
  private long shortAt;
  private Shortage shortage;

  /**
   * A scheduler without cameras.
   *
   * @param workers inferences at the same time
   * @param maxAgeNanos age limit of cameras that have none of their own
   * @param pacing when cameras are looked at more or less often
   */
  InferenceScheduler(int workers, long maxAgeNanos, PacingConfig pacing) {
    this.workers = workers;
    this.maxAgeNanos = maxAgeNanos;
    this.pacing = pacing;
  }

  /** Adds a camera; the first of its pictures is due at once. */
  void add(String camera, Pace pace, long now) {
    long own = pace.maxFrameAgeMillis() * 1_000_000L;
    CameraTurn turn = new CameraTurn(camera, pace, own > 0 ? own : maxAgeNanos, pacing, now);
    if (cameras.putIfAbsent(camera, turn) != null) {
      throw new IllegalStateException("camera " + camera + " is registered already");
    }
    turns = Arrays.copyOf(turns, turns.length + 1);
    turns[turns.length - 1] = turn;
  }

  /** Forgets a camera. */
  void remove(String camera) {
    CameraTurn gone = cameras.remove(camera);
    turns = Arrays.stream(turns).filter(turn -> turn != gone).toArray(CameraTurn[]::new);
  }

  /**
   * A new picture of this camera waits, in place of any that waited before.
   *
   * @return when its turn is due; {@link Long#MAX_VALUE} while it cannot have one
   */
  long arrived(String camera, long now) {
    CameraTurn turn = cameras.get(camera);
    if (turn == null) {
      return Long.MAX_VALUE;
    }
    if (turn.arrived(now)) {
      review(now);
    }
    return turn.inFlight ? Long.MAX_VALUE : turn.deadline;
  }

  /**
   * Hands out the camera whose turn it is. The caller must end the turn with {@link #finished} or
   * {@link #released}; until then nobody else gets this camera, so its frames stay in order.
   *
   * @return null when no picture waits or none is due; {@link #waitNanos} says how long
   */
  String next(long now) {
    if (due || now - reviewedAt >= REVIEW_NANOS) {
      review(now);
    }
    CameraTurn best = null;
    for (CameraTurn turn : turns) {
      if (turn.pending && !turn.inFlight && turn.deadline <= now && before(turn, best)) {
        best = turn;
      }
    }
    if (best == null) {
      return null;
    }
    best.pending = false;
    best.inFlight = true;
    return best.camera;
  }

  private static boolean before(CameraTurn turn, CameraTurn other) {
    return other == null || turn.deadline < other.deadline;
  }

  /** Time until a waiting picture is due, nanoseconds; {@link Long#MAX_VALUE} when none waits. */
  long waitNanos(long now) {
    long wait = Long.MAX_VALUE;
    for (CameraTurn turn : turns) {
      if (turn.pending && !turn.inFlight) {
        wait = Math.min(wait, Math.max(0, turn.deadline - now));
      }
    }
    return wait;
  }

  /**
   * Whether a picture is fresh enough to be looked at. If it is, the camera's next deadline is set;
   * if not, it is counted and the turn ends, and the next picture is due at once.
   */
  boolean accept(String camera, long arrivedNanos, long now) {
    CameraTurn turn = cameras.get(camera);
    if (turn == null) {
      return false;
    }
    if (now - arrivedNanos > turn.maxAgeNanos) {
      turn.tooOld++;
      turn.inFlight = false;
      return false;
    }
    turn.started(now);
    return true;
  }

  /** Ends a turn in which a picture was looked at. */
  void finished(String camera, long tookNanos) {
    measured++;
    costNanos =
        CameraTurn.smooth(
            costNanos, measured == 1 ? tookNanos : Math.min(tookNanos, STALL_FACTOR * costNanos));
    released(camera);
  }

  /** Ends a turn in which nothing was looked at. */
  void released(String camera) {
    CameraTurn turn = cameras.get(camera);
    if (turn != null) {
      turn.inFlight = false;
    }
  }

  /**
   * Whether there is time for a second look at this camera now: it has not had its share this
   * second, and the cameras' own turns leave room. Takes the time when there is.
   */
  boolean secondLook(String camera, long now) {
    CameraTurn turn = cameras.get(camera);
    if (turn == null || tokens < 1 || !turn.mayLookAgain(now)) {
      return false;
    }
    tokens--;
    return true;
  }

  private void review(long now) {
    long since = due ? 0 : now - reviewedAt;
    tokens = Math.min(MOST_TOKENS, tokens + spareFps * since / CameraTurn.SECOND);
    boolean wholeReview = due || since >= REVIEW_NANOS;
    due = false;
    reviewedAt = now;
    int n = turns.length;
    double[] base = new double[n];
    double[] extra = new double[n];
    double[] floor = new double[n];
    int[] rank = new int[n];
    int i = 0;
    for (CameraTurn turn : turns) {
      turn.updateMood(now);
      base[i] = turn.baseFps(now);
      extra[i] = turn.extraFps(now);
      floor[i] = Math.min(base[i], pacing.idleFps());
      rank[i++] = turn.rank();
    }
    double[] granted = base;
    double[] more = extra;
    if (measured >= MEASURED_FIRST) {
      double capacity = capacity(wholeReview);
      granted = Admission.grant(base, floor, rank, capacity);
      double left = Math.max(0, capacity - Admission.sum(granted));
      more = Admission.grant(extra, new double[n], rank, left);
      spareFps = Math.max(0, left - Admission.sum(more));
    }
    i = 0;
    for (CameraTurn turn : turns) {
      turn.grant(granted[i], more[i++], now);
    }
    account(base, granted, now);
  }

  /** Pictures per second that can be looked at; falls at once, rises slowly. */
  private double capacity(boolean mayRise) {
    double measuredFps = PLANNED_SHARE * workers * CameraTurn.SECOND / costNanos;
    if (capacityFps == 0 || measuredFps < capacityFps) {
      capacityFps = measuredFps;
    } else if (mayRise) {
      capacityFps += RECOVERY * (measuredFps - capacityFps);
    }
    return capacityFps;
  }

  private void account(double[] base, double[] granted, long now) {
    double asked = Admission.sum(base);
    double given = Admission.sum(granted);
    admitted = asked > 0 ? Math.min(1, given / asked) : 1;
    if (admitted < NOTABLE) {
      shortAt = now;
      shortage = Shortage.of(turns, base, granted, NOTABLE);
    } else if (shortage != null && now - shortAt >= CALM_NANOS) {
      shortage = null;
    }
  }

  /** Share of the rates asked for that is granted, above 0 to 1; what suspicion adds left out. */
  double admitted() {
    return admitted;
  }

  /** Pictures per second a camera is granted now; 0 while it is silent or unknown. */
  double granted(String camera) {
    CameraTurn turn = cameras.get(camera);
    return turn == null ? 0 : turn.granted;
  }

  /** Pictures per second really looked at, smoothed; 0 before the second and after silence. */
  double fps(String camera, long now) {
    CameraTurn turn = cameras.get(camera);
    return turn == null ? 0 : turn.fps(now);
  }

  /** Pictures of a camera dropped because they were too old when their turn came. */
  long tooOld(String camera) {
    CameraTurn turn = cameras.get(camera);
    return turn == null ? 0 : turn.tooOld;
  }

  /** A sentence while rates are lowered, and for some seconds after. */
  Optional<String> degraded() {
    return Optional.ofNullable(shortage).map(Shortage::sentence);
  }
}
