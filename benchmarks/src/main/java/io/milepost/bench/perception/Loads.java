package io.milepost.bench.perception;

import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.PerceptionConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** Loads of cameras on one pool, and the search for the largest that is kept. */
final class Loads {
  /** Share of the time in which a gated camera is awake: motion and the hold after it. */
  static final double AWAKE_SHARE = 0.3;

  /** One round of motion and quiet of a gated camera, seconds. */
  private static final double CYCLE = 20;

  private static final double WARM_SECONDS = 4;
  private static final int MOST_CAMERAS = 128;
  private static final int MOST_TRIALS = 7;

  private final Model model;
  private final PerceptionConfig config;
  private final List<Path> videos;
  private final PrintWriter progress;

  Loads(Model model, PerceptionConfig config, List<Path> videos, PrintWriter progress) {
    this.model = model;
    this.config = config;
    this.videos = videos;
    this.progress = progress;
  }

  /** So many cameras in steady traffic: every due picture has to be looked at. */
  Load steady(int cameras, double fps, double seconds) {
    try (CameraPark park = park(cameras, fps)) {
      Runnable nothing = () -> {};
      park.run(WARM_SECONDS, nothing);
      return told(park.measure(seconds, 1, nothing));
    }
  }

  /** So many cameras of which each sees motion for a part of the time, in turns. */
  Load gated(int cameras, double fps) {
    double idle = config.pacing().idleFps();
    double due = AWAKE_SHARE + (1 - AWAKE_SHARE) * Math.min(1, idle / fps);
    try (CameraPark park = park(cameras, fps)) {
      long begun = System.nanoTime();
      Runnable move =
          () -> {
            double now = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < park.size(); i++) {
              double at = (now + CYCLE * i / park.size()) % CYCLE;
              boolean moves = at < AWAKE_SHARE * CYCLE - config.pacing().motionHoldSeconds();
              park.motion(i, moves);
            }
          };
      park.run(WARM_SECONDS + config.pacing().motionHoldSeconds(), move);
      return told(park.measure(CYCLE, due, move));
    }
  }

  private CameraPark park(int cameras, double fps) {
    CameraPark park = new CameraPark(model, config, videos.get(0).getParent());
    for (int i = 0; i < cameras; i++) {
      park.add(videos.get(i % videos.size()), fps);
    }
    return park;
  }

  private Load told(Load load) {
    progress.println("  " + load.line());
    progress.flush();
    return load;
  }

  /**
   * The largest number of cameras that is kept, from a first guess on.
   *
   * @param trial runs a number of cameras; one that is not kept gets a second chance, because
   *     others disturb the machine
   * @return the load that was kept; null when not even one camera is
   */
  Load most(int guess, IntFunction<Load> trial) {
    int low = 0;
    int high = MOST_CAMERAS + 1;
    Load best = null;
    int next = Math.max(1, Math.min(MOST_CAMERAS, guess));
    for (int i = 0; i < MOST_TRIALS && high - low > 1; i++) {
      Load load = trial.apply(next);
      if (!load.kept()) {
        load = trial.apply(next);
      }
      if (load.kept()) {
        low = next;
        best = load;
      } else {
        high = next;
      }
      int step = Math.max(1, guess / 8);
      next =
          high > MOST_CAMERAS
              ? Math.min(MOST_CAMERAS, low + step)
              : low == 0 ? Math.max(1, high - step * (i + 1)) : (low + high) / 2;
      if (next >= high) {
        next = Math.max(1, high / 2);
      }
    }
    return best;
  }
}
