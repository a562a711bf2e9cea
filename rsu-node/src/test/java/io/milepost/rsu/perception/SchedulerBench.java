package io.milepost.rsu.perception;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** A scheduler with one worker and cameras of fixed rates, under a clock of one millisecond. */
final class SchedulerBench {
  static final long MS = 1_000_000L;
  static final long SECOND = 1000 * MS;

  final InferenceScheduler scheduler;
  final Map<String, Pace> paces = new HashMap<>();
  final Map<String, List<Long>> looks = new HashMap<>();
  private final Map<String, Long> periods = new HashMap<>();
  private final Map<String, Long> arrivedAt = new HashMap<>();
  private LongConsumer each = now -> {};
  private String busyWith;
  private long busyUntil;
  private long now;
  private long cost = MS;

  SchedulerBench() {
    this(PacingConfig.defaults());
  }

  SchedulerBench(PacingConfig pacing) {
    scheduler = new InferenceScheduler(1, 500 * MS, pacing);
  }

  /** A camera of 25 pictures a second. */
  Pace camera(String id, double targetFps, int priority) {
    Pace pace = new Pace(targetFps, priority, 0, new Attention(), new Activity());
    scheduler.add(id, pace, now);
    paces.put(id, pace);
    periods.put(id, 40 * MS);
    return pace;
  }

  /** From now on one inference takes so long. */
  SchedulerBench cost(long nanos) {
    cost = nanos;
    return this;
  }

  /** Called once a millisecond from now on. */
  SchedulerBench each(LongConsumer call) {
    each = call;
    return this;
  }

  long now() {
    return now;
  }

  SchedulerBench run(double seconds) {
    looks.clear();
    for (long end = now + Math.round(seconds * SECOND); now < end; now += MS) {
      each.accept(now);
      periods.forEach(
          (id, period) -> {
            if (now % period == 0) {
              scheduler.arrived(id, now);
              arrivedAt.put(id, now);
            }
          });
      if (busyWith != null && now >= busyUntil) {
        scheduler.finished(busyWith, cost);
        busyWith = null;
      }
      if (busyWith == null) {
        String camera = scheduler.next(now);
        if (camera != null && scheduler.accept(camera, arrivedAt.get(camera), now)) {
          looks.computeIfAbsent(camera, c -> new ArrayList<>()).add(now);
          busyWith = camera;
          busyUntil = now + cost;
        }
      }
    }
    return this;
  }

  int looks(String camera) {
    return looks.getOrDefault(camera, List.of()).size();
  }

  /** The longest time between two looks of the last run, nanoseconds. */
  long longestGap(String camera) {
    long longest = 0;
    List<Long> all = looks.getOrDefault(camera, List.of());
    for (int i = 1; i < all.size(); i++) {
      longest = Math.max(longest, all.get(i) - all.get(i - 1));
    }
    return longest;
  }
}
