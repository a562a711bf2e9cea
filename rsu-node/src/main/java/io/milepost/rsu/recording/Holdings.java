package io.milepost.rsu.recording;

import io.milepost.protocol.message.RecordedCameras;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Of which cameras something is kept, those included that are configured no more. Thread-safe;
 * blocks for the disk.
 */
public final class Holdings {
  private final RecordingDatabase database;
  private final SegmentIndex segments;
  private final Predicate<String> isRecorded;

  /**
   * What an index knows.
   *
   * @param isRecorded whether a camera is configured
   */
  Holdings(RecordingDatabase database, SegmentIndex segments, Predicate<String> isRecorded) {
    this.database = database;
    this.segments = segments;
    this.isRecorded = isRecorded;
  }

  /**
   * What is kept, by camera id; cameras of which nothing is kept are left out.
   *
   * @param node this node's id
   */
  public List<RecordedCameras.Item> list(String node) {
    Map<String, Kept> clips = clips();
    Set<String> cameras = new TreeSet<>(segments.cameras());
    cameras.addAll(clips.keySet());
    List<RecordedCameras.Item> items = new ArrayList<>();
    for (String camera : cameras) {
      Kept cut = clips.getOrDefault(camera, Kept.NOTHING);
      Kept all = cut.and(recorded(camera));
      if (all.from < Long.MAX_VALUE) {
        items.add(
            new RecordedCameras.Item(
                camera,
                node,
                !isRecorded.test(camera),
                Math.floorDiv(all.from, 1000),
                Math.floorDiv(all.to, 1000),
                segments.totalBytes(camera),
                cut.count,
                cut.bytes));
      }
    }
    return items;
  }

  /** Bytes of closed segments of cameras that are configured no more. */
  long removedBytes() {
    return segments.cameras().stream()
        .filter(isRecorded.negate())
        .mapToLong(segments::totalBytes)
        .sum();
  }

  /** Whether any segment or clip holds some of this time; UTC microseconds. */
  boolean isAnyKept(String camera, long fromMicros, long toMicros) {
    return segments.spans(camera, fromMicros, toMicros).stream()
            .anyMatch(span -> span.to() == 0 || span.to() > fromMicros)
        || !database
            .query(
                row -> 1,
                "SELECT 1 FROM clips WHERE camera = ? AND from_us < ? AND to_us > ?"
                    + " AND bytes > 0 LIMIT 1",
                camera,
                toMicros,
                fromMicros)
            .isEmpty();
  }

  /** The two ends of a camera's segments, each one step in the index of their times. */
  private Kept recorded(String camera) {
    return database
        .query(
            row -> {
              long from = row.getLong(1);
              return row.wasNull() ? Kept.NOTHING : new Kept(from, row.getLong(2), 0, 0);
            },
            "SELECT (SELECT min(start_us) FROM segments WHERE camera = ?),"
                + " (SELECT coalesce(end_us, start_us) FROM segments WHERE camera = ?"
                + " ORDER BY start_us DESC LIMIT 1)",
            camera,
            camera)
        .get(0);
  }

  private Map<String, Kept> clips() {
    Map<String, Kept> found = new TreeMap<>();
    database.query(
        row ->
            found.put(
                row.getString(1),
                new Kept(row.getLong(2), row.getLong(3), row.getInt(4), row.getLong(5))),
        "SELECT camera, min(start_us), max(end_us), count(*), sum(bytes) FROM clips"
            + " WHERE bytes > 0 GROUP BY camera");
    return found;
  }

  private record Kept(long from, long to, int count, long bytes) {
    static final Kept NOTHING = new Kept(Long.MAX_VALUE, Long.MIN_VALUE, 0, 0);

    Kept and(Kept other) {
      return new Kept(Math.min(from, other.from), Math.max(to, other.to), count, bytes);
    }
  }
}
