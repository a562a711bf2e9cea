package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.CoverageLedger;
import io.milepost.rsu.recording.MotionLog;
import io.milepost.rsu.recording.Stretch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What there is of a camera, when. Thread-safe; blocks for the disk. */
public final class Timeline {
  private final CoverageLedger coverage;
  private final MotionLog motion;

  /** A timeline from these two. */
  public Timeline(CoverageLedger coverage, MotionLog motion) {
    this.coverage = coverage;
    this.motion = motion;
  }

  /**
   * A camera's time.
   *
   * @param stretches recorded, gaps and what nobody asked for, in order and without holes
   * @param motion when something moved
   */
  public record View(List<Item> stretches, List<Moved> motion) {}

  /**
   * A stretch of which one thing can be said.
   *
   * @param from UTC milliseconds
   * @param to UTC milliseconds
   * @param state {@code recorded}, {@code deleted} when it was and is no longer kept, {@code gap}
   *     or {@code none}
   * @param cause of a gap, else null
   * @param detail a sentence on a gap, else null
   */
  public record Item(long from, long to, String state, String cause, String detail) {}

  /**
   * Motion.
   *
   * @param from UTC milliseconds
   * @param to UTC milliseconds
   * @param share largest share of the picture that moved, 0..1
   */
  public record Moved(long from, long to, double share) {}

  /** What there is; empty when this node knows nothing of that camera at that time. */
  public Optional<View> of(String camera, long fromMicros, long toMicros) {
    List<Stretch> stretches = coverage.between(camera, fromMicros, toMicros);
    List<MotionLog.Motion> moved = motion.between(camera, fromMicros, toMicros);
    boolean nothing =
        stretches.stream().allMatch(each -> each.state() == Stretch.State.EXPECTED_NONE);
    if (nothing && moved.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new View(
            stretches.stream().map(Timeline::item).toList(),
            moved.stream()
                .map(
                    each ->
                        new Moved(each.fromMicros() / 1000, each.toMicros() / 1000, each.share()))
                .toList()));
  }

  private static Item item(Stretch stretch) {
    String state =
        switch (stretch.state()) {
          case RECORDED -> Stretch.DELETED.equals(stretch.detail()) ? "deleted" : "recorded";
          case GAP -> "gap";
          case EXPECTED_NONE -> "none";
        };
    boolean gap = stretch.state() == Stretch.State.GAP;
    return new Item(
        stretch.fromMicros() / 1000,
        stretch.toMicros() / 1000,
        state,
        gap ? stretch.cause().name().toLowerCase(Locale.ROOT) : null,
        gap ? stretch.detail() : null);
  }
}
