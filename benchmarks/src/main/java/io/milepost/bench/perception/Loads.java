package io.milepost.bench.perception;

import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.PerceptionConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** Loads of cameras on one pool, and the search for the largest that is kept. */
final class Loads {
  /** Share of the time in which a gated camera is awake: motion and the hold after it. */
  static final double AWAKE_SHARE = 0.3;

  /** One round of motion and quiet of a gated camera, seconds. */
  static final double CYCLE = 40;

  private static final double WARM_SECONDS = 4;

  /** Cores kept busy by others from which a trial says little. */
  private static final double DISTURBED = 0.25;

  private static final int MOST_CAMERAS = 128;
  private static final int MOST_TRIALS = 8;

  private final Model model;
  private final PerceptionConfig config;
  private final List<Path> videos;
  private final List<Path> active;
  private final PrintWriter progress;

  /**
   * Loads.
   *
   * @param videos of steady traffic
   * @param active of traffic and an empty road, one {@link #CYCLE} long
   */
  Loads(
      Model model,
      PerceptionConfig config,
      List<Path> videos,
      List<Path> active,
      PrintWriter progress) {
    this.model = model;
    this.config = config;
    this.videos = videos;
    this.active = active;
    this.progress = progress;
  }

  /** So many cameras in steady traffic: every due picture has to be looked at. */
  Load steady(int cameras, double fps, double seconds) {
    try (CameraPark park = new CameraPark(model, config, videos.get(0).getParent())) {
      for (int i = 0; i < cameras; i++) {
        park.add(videos.get(i % videos.size()), fps, false);
      }
      park.run(WARM_SECONDS);
      return told(park.measure(seconds));
    }
  }

  /**
   * So many cameras of which each sees traffic for a part of the time, in turns; their eyes decide
   * when they are awake.
   */
  Load gated(int cameras, double fps) {
    try (CameraPark park = new CameraPark(model, config, active.get(0).getParent())) {
      for (int i = 0; i < cameras; i++) {
        park.add(active.get(i % active.size()), fps, true);
        park.run(CYCLE / cameras);
      }
      park.run(CYCLE);
      return told(park.measure(CYCLE));
    }
  }

  private Load told(Load load) {
    progress.println("  " + load.line());
    progress.flush();
    return load;
  }

  /**
   * The largest number of cameras that is kept. One that is not kept gets a second chance when
   * others kept the machine busy meanwhile.
   *
   * @param seconds after which no further number is tried
   * @param trial runs a number of cameras
   * @return 0 when not even one camera is kept
   */
  static int search(int guess, double seconds, IntFunction<Load> trial) {
    long end = System.nanoTime() + Math.round(seconds * 1e9);
    BooleanSupplier timeLeft = () -> System.nanoTime() < end;
    return most(guess, MOST_CAMERAS, timeLeft, n -> kept(n, trial));
  }

  private static boolean kept(int cameras, IntFunction<Load> trial) {
    Load load = trial.apply(cameras);
    return load.kept() || load.othersCores() > DISTURBED && trial.apply(cameras).kept();
  }

  /**
   * The largest number that passes, by steps of growing size from a first guess and then by halves,
   * in a few trials. What passes is taken to pass for all smaller numbers.
   */
  static int most(int guess, int limit, IntPredicate passes) {
    return most(guess, limit, () -> true, passes);
  }

  private static int most(int guess, int limit, BooleanSupplier more, IntPredicate passes) {
    int low = 0;
    int high = limit + 1;
    int step = Math.max(1, guess / 8);
    int next = Math.max(1, Math.min(limit, guess));
    for (int i = 0; i < MOST_TRIALS && high - low > 1 && more.getAsBoolean(); i++) {
      if (passes.test(next)) {
        low = next;
      } else {
        high = next;
      }
      if (low > 0 && high <= limit) {
        next = (low + high) / 2;
      } else {
        next = low > 0 ? low + step : high - step;
        step *= 2;
      }
      next = Math.max(low + 1, Math.min(high - 1, next));
    }
    return low;
  }
}
