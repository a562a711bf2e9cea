package io.milepost.rsu.recording;

import io.milepost.rsu.recording.Stretch.Cause;
import io.milepost.rsu.recording.Stretch.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Each second of each camera: recorded, or a gap and why, or not asked for. What is recorded is
 * read from the index of segments, not from what anybody meant to record; what is missing of the
 * time a camera was configured is a gap, and the causes written down beside it say why.
 * Thread-safe; blocks for the disk.
 */
public final class CoverageLedger {
  /** A shorter hole is none: pictures come at their own pace. */
  static final long JOIN_MICROS = 250_000;

  /** How long after its picture a camera's time counts as missing, when nothing is known yet. */
  static final long LAG_MICROS = 5_000_000;

  private static final long HOUR_MICROS = 3_600_000_000L;

  private final RecordingDatabase database;
  private final SegmentIndex index;
  private final Clock clock;
  private volatile ToLongFunction<String> live = camera -> 0;

  /**
   * How much of an hour was recorded.
   *
   * @param fromMicros UTC microseconds, a whole hour or the beginning of what was asked for
   * @param toMicros UTC microseconds, not included
   * @param expectedSeconds seconds that should have been recorded
   * @param recordedSeconds seconds of them that were
   */
  public record Hour(
      long fromMicros, long toMicros, double expectedSeconds, double recordedSeconds) {
    /** Recorded of what was expected, 0..1; NaN when nothing was. */
    public double share() {
      return expectedSeconds == 0 ? Double.NaN : recordedSeconds / expectedSeconds;
    }
  }

  CoverageLedger(RecordingDatabase database, SegmentIndex index, Clock clock) {
    this.database = database;
    this.index = index;
    this.clock = clock;
  }

  /** Where the segment being written has come to, by camera; 0 when none is. */
  void live(ToLongFunction<String> upToMicros) {
    live = upToMicros;
  }

  /** What can be said of a camera's time, in order and without holes. */
  public List<Stretch> between(String camera, long fromMicros, long toMicros) {
    Span window = new Span(fromMicros, toMicros);
    if (window.isEmpty()) {
      return List.of();
    }
    Known known = known(camera, window);
    List<Stretch> all = new ArrayList<>();
    List<Span> deleted = Span.subtract(known.recorded, known.onDisk);
    add(all, Span.subtract(known.recorded, deleted), State.RECORDED, null);
    add(all, deleted, State.RECORDED, Stretch.DELETED);
    List<Span> missing = Span.subtract(known.expected, known.recorded);
    List<Gap> causes = gaps(camera, window);
    missing.forEach(each -> explain(all, each, causes));
    List<Span> said = new ArrayList<>(known.recorded);
    said.addAll(missing);
    add(all, Span.subtract(List.of(window), Span.union(said, 0)), State.EXPECTED_NONE, null);
    all.sort(Comparator.comparingLong(Stretch::fromMicros));
    return all;
  }

  /** Recorded of what was expected, 0..1; NaN when nothing was expected. */
  public double share(String camera, long fromMicros, long toMicros) {
    Known known = known(camera, new Span(fromMicros, toMicros));
    return hour(new Span(fromMicros, toMicros), known).share();
  }

  /** The same by hours of UTC; the first and the last may be shorter. */
  public List<Hour> hours(String camera, long fromMicros, long toMicros) {
    Known known = known(camera, new Span(fromMicros, toMicros));
    List<Hour> hours = new ArrayList<>();
    for (long at = fromMicros; at < toMicros; at = (at / HOUR_MICROS + 1) * HOUR_MICROS) {
      long end = Math.min(toMicros, (at / HOUR_MICROS + 1) * HOUR_MICROS);
      hours.add(hour(new Span(at, end), known));
    }
    return hours;
  }

  private static Hour hour(Span window, Known known) {
    List<Span> expected = Span.clip(known.expected, window);
    long whole = Span.length(expected);
    long missing = Span.length(Span.subtract(expected, known.recorded));
    return new Hour(window.from(), window.to(), whole / 1e6, (whole - missing) / 1e6);
  }

  private static void add(List<Stretch> to, List<Span> spans, State state, String detail) {
    spans.forEach(each -> to.add(new Stretch(each.from(), each.to(), state, null, detail)));
  }

  /** Gives each part of what is missing the cause written down for it, or the next one to it. */
  private static void explain(List<Stretch> to, Span missing, List<Gap> causes) {
    List<Gap> near =
        causes.stream()
            .filter(gap -> gap.from <= missing.to() && gap.to >= missing.from())
            .filter(gap -> !new Span(gap.from, gap.to).within(missing).isEmpty())
            .toList();
    if (near.isEmpty()) {
      to.add(
          new Stretch(
              missing.from(), missing.to(), State.GAP, Cause.NODE, "nothing is known of it"));
      return;
    }
    long at = missing.from();
    for (int i = 0; i < near.size(); i++) {
      long end = i + 1 < near.size() ? near.get(i + 1).from : missing.to();
      end = Math.min(missing.to(), Math.max(at, end));
      if (end > at) {
        to.add(new Stretch(at, end, State.GAP, near.get(i).cause, near.get(i).detail));
      }
      at = end;
    }
  }

  /** What was recorded, what of it is still there, and what should have been. */
  private record Known(List<Span> recorded, List<Span> onDisk, List<Span> expected) {}

  private Known known(String camera, Span window) {
    long now = clock.millis() * 1000;
    List<Span> segments = new ArrayList<>();
    List<Span> rows = index.spans(camera, window.from(), window.to());
    long reached = live.applyAsLong(camera);
    for (int i = 0; i < rows.size(); i++) {
      Span each = rows.get(i);
      boolean open = each.to() == 0;
      segments.add(open ? new Span(each.from(), i + 1 < rows.size() ? 0 : reached) : each);
    }
    List<Span> onDisk = Span.union(segments, JOIN_MICROS);
    List<Span> all = new ArrayList<>(onDisk);
    all.addAll(purged(camera, window));
    List<Span> holes = holes(camera, window);
    List<Span> recorded = Span.clip(Span.subtract(Span.union(all, JOIN_MICROS), holes), window);
    long until = hasOpenGap(camera) ? now : Math.min(now, Math.max(reached, now - LAG_MICROS));
    List<Span> expected =
        database.query(
            row -> new Span(row.getLong(1), row.getLong(2)),
            "SELECT from_us, coalesce(to_us, ?) FROM watches WHERE camera = ? AND from_us <= ?",
            until,
            camera,
            window.to());
    return new Known(recorded, onDisk, Span.clip(Span.union(expected, 0), window));
  }

  private List<Span> purged(String camera, Span window) {
    return database.query(
        row -> new Span(row.getLong(1), row.getLong(2)),
        "SELECT from_us, to_us FROM purged WHERE camera = ? AND from_us <= ? AND to_us >= ?",
        camera,
        window.to(),
        window.from());
  }

  /** Times without a picture in the middle of a segment. */
  private List<Span> holes(String camera, Span window) {
    return Span.union(
        database.query(
            row -> new Span(row.getLong(1), row.getLong(2)),
            "SELECT from_us, to_us FROM gaps WHERE camera = ? AND from_us <= ? AND to_us >= ?"
                + " AND inside = 1",
            camera,
            window.to(),
            window.from()),
        0);
  }

  private record Gap(long from, long to, Cause cause, String detail) {}

  private List<Gap> gaps(String camera, Span window) {
    return database.query(
        row ->
            new Gap(
                row.getLong(1),
                row.getLong(2),
                Cause.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getString(4)),
        "SELECT from_us, coalesce(to_us, ?), cause, detail FROM gaps"
            + " WHERE camera = ? AND from_us <= ? AND (to_us IS NULL OR to_us >= ?)"
            + " ORDER BY from_us, id",
        Long.MAX_VALUE,
        camera,
        window.to(),
        window.from());
  }

  private boolean hasOpenGap(String camera) {
    return !database
        .query(row -> 1, "SELECT 1 FROM gaps WHERE camera = ? AND to_us IS NULL", camera)
        .isEmpty();
  }

  /** From now on every second of this camera counts; does nothing when it already does. */
  void expect(String camera, long micros) {
    database.update(
        "INSERT INTO watches (camera, from_us) SELECT ?, ? WHERE NOT EXISTS"
            + " (SELECT 1 FROM watches WHERE camera = ? AND to_us IS NULL)",
        camera,
        micros,
        camera);
  }

  /** From then on nobody asks for this camera. */
  void expectNoMore(String camera, long micros) {
    close(camera, micros);
    database.update(
        "UPDATE watches SET to_us = max(from_us, ?) WHERE camera = ? AND to_us IS NULL",
        micros,
        camera);
  }

  /** Cameras whose every second counts now. */
  List<String> expected() {
    return database.query(
        row -> row.getString(1), "SELECT DISTINCT camera FROM watches WHERE to_us IS NULL");
  }

  /** Where the running gap of a camera began; now when there is none. */
  long beganGap(String camera, long nowMicros) {
    return database
        .query(
            row -> row.getLong(1),
            "SELECT from_us FROM gaps WHERE camera = ? AND to_us IS NULL",
            camera)
        .stream()
        .findFirst()
        .orElse(nowMicros);
  }

  /** A gap has begun, or has another cause from then on; the same cause again changes nothing. */
  void open(String camera, long fromMicros, Cause cause, String detail) {
    String code = cause.name().toLowerCase(Locale.ROOT);
    List<String> running =
        database.query(
            row -> row.getString(1) + row.getString(2),
            "SELECT cause, detail FROM gaps WHERE camera = ? AND to_us IS NULL",
            camera);
    if (!running.contains(code + detail)) {
      close(camera, fromMicros);
      insert(camera, fromMicros, null, code, detail, 0);
    }
  }

  /** Pictures are recorded again. */
  void close(String camera, long toMicros) {
    database.update(
        "UPDATE gaps SET to_us = max(from_us, ?) WHERE camera = ? AND to_us IS NULL",
        toMicros,
        camera);
  }

  /**
   * Writes down a gap that is over, unless its cause has been written down already.
   *
   * @param inside whether it lies in the middle of a segment
   */
  void over(String camera, Span gap, Cause cause, String detail, boolean inside) {
    boolean told =
        !inside
            && !database
                .query(
                    row -> 1,
                    "SELECT 1 FROM gaps WHERE camera = ? AND from_us < ?"
                        + " AND (to_us IS NULL OR to_us > ?)",
                    camera,
                    gap.to(),
                    gap.from())
                .isEmpty();
    String code = cause.name().toLowerCase(Locale.ROOT);
    if (!told && (inside || !extended(camera, gap, code, detail))) {
      insert(camera, gap.from(), gap.to(), code, detail, inside ? 1 : 0);
    }
  }

  /** A disk that refuses every few seconds for a night is one gap. */
  private boolean extended(String camera, Span gap, String code, String detail) {
    return database.update(
            "UPDATE gaps SET to_us = ? WHERE camera = ? AND to_us BETWEEN ? AND ?"
                + " AND cause = ? AND detail = ? AND inside = 0",
            gap.to(),
            camera,
            gap.from() - JOIN_MICROS,
            gap.from(),
            code,
            detail)
        > 0;
  }

  private void insert(String camera, long from, Long to, String cause, String detail, int inside) {
    database.update(
        "INSERT INTO gaps (camera, from_us, to_us, cause, detail, inside)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        camera,
        from,
        to,
        cause,
        detail,
        inside);
  }

  /** A segment is about to be deleted; that its time was recorded stays known. */
  void purging(Segment segment) {
    int extended =
        database.update(
            "UPDATE purged SET to_us = max(to_us, ?) WHERE id ="
                + " (SELECT id FROM purged WHERE camera = ? AND from_us <= ? AND to_us >= ?"
                + " ORDER BY from_us DESC LIMIT 1)",
            segment.endMicros(),
            segment.camera(),
            segment.startMicros(),
            segment.startMicros() - JOIN_MICROS);
    if (extended == 0) {
      database.update(
          "INSERT INTO purged (camera, from_us, to_us) VALUES (?, ?, ?)",
          segment.camera(),
          segment.startMicros(),
          segment.endMicros());
    }
  }

  /** Forgets what lies further back than anybody may ask. */
  void forgetBefore(long micros) {
    database.update("DELETE FROM gaps WHERE to_us < ?", micros);
    database.update("DELETE FROM purged WHERE to_us < ?", micros);
    database.update("DELETE FROM watches WHERE to_us < ?", micros);
  }

  /** This node runs, or stops in order. */
  void beat(long micros, boolean stopping) {
    database.update(
        "INSERT OR REPLACE INTO heartbeat (id, at_us, stopped) VALUES (1, ?, ?)",
        micros,
        stopping ? 1 : 0);
  }

  /**
   * The node has started: all cameras that were recorded have a gap since it was last known to run,
   * which ends when their pictures are recorded again.
   */
  void started(long nowMicros) {
    List<Object[]> last =
        database.query(
            row -> new Object[] {row.getLong(1), row.getInt(2) == 1},
            "SELECT at_us, stopped FROM heartbeat");
    if (!last.isEmpty()) {
      long from = Math.min((Long) last.get(0)[0], nowMicros);
      String detail =
          (Boolean) last.get(0)[1]
              ? "this node was stopped"
              : "this node ended without being stopped: killed, crashed or without power";
      for (String camera : expected()) {
        open(camera, from, Cause.NODE, detail);
      }
    }
    beat(nowMicros, false);
  }
}
