package io.milepost.rsu.recording.archive;

import io.milepost.rsu.recording.RecordingDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What is to go to the archive and what has gone, in {@code segments.db}. Clips put themselves into
 * it when they are complete. Thread-safe; blocks for the disk.
 */
final class Outbox {
  private static final String COLUMNS =
      "SELECT id, kind, ref, name, file, bytes, sha256, attempts FROM archive_items ";
  private static final int BATCH = 200;

  private final RecordingDatabase database;

  Outbox(RecordingDatabase database) {
    this.database = database;
  }

  /** From now on clips put themselves in; those that did not while there was no archive do now. */
  void enable(long nowMillis) {
    database.atomically(
        () -> {
          enabled(1);
          return database.update(
              "INSERT INTO archive_items (kind, ref, name, file, bytes, sha256, queued_ms)"
                  + " SELECT 'clip', id, 'clips/' || file, file, bytes, sha256, ? FROM clips c"
                  + " WHERE state = 'complete' AND sha256 IS NOT NULL AND NOT EXISTS"
                  + " (SELECT 1 FROM archive_items a WHERE a.name = 'clips/' || c.file)"
                  + " ORDER BY start_us",
              nowMillis);
        });
  }

  /** There is no archive; nothing waits for one. */
  void disable() {
    database.atomically(
        () -> {
          enabled(0);
          return database.update("DELETE FROM archive_items WHERE state = 'waiting'");
        });
  }

  private void enabled(int value) {
    database.update("INSERT OR REPLACE INTO archive_switch (id, enabled) VALUES (1, ?)", value);
  }

  /** Whether a clip of this time waits; UTC microseconds. */
  boolean isWaiting(String camera, long fromMicros, long toMicros) {
    return !database
        .query(
            row -> 1,
            "SELECT 1 FROM archive_items a JOIN clips c ON c.id = a.ref WHERE a.kind = 'clip'"
                + " AND a.state = 'waiting' AND c.camera = ? AND c.from_us <= ? AND c.to_us >= ?"
                + " LIMIT 1",
            camera,
            toMicros,
            fromMicros)
        .isEmpty();
  }

  /** Whether a file will not come back: its clip or segment has been deleted. */
  boolean isForgotten(Item item) {
    return database
        .query(
            row -> 1,
            item.clip()
                ? "SELECT 1 FROM clips WHERE id = ?"
                : "SELECT 1 FROM segments WHERE path = ?",
            item.clip() ? item.ref() : item.file())
        .isEmpty();
  }

  /** The next file that is due: clips first, each kind in the order it came. */
  Optional<Item> next(long nowMillis) {
    return database
        .query(
            Outbox::item,
            COLUMNS
                + "WHERE state = 'waiting' AND next_ms <= ? ORDER BY kind = 'segment', id LIMIT 1",
            nowMillis)
        .stream()
        .findFirst();
  }

  /** Puts segments into the outbox that ended before a moment; returns how many. */
  int addSegments(long beforeMicros, long nowMillis) {
    return database.update(
        "INSERT INTO archive_items (kind, ref, name, file, bytes, sha256, queued_ms)"
            + " SELECT 'segment', id, 'segments/' || path, path, bytes, sha256, ? FROM segments s"
            + " WHERE end_reason IS NOT NULL AND sha256 IS NOT NULL AND end_us < ?"
            + " AND NOT EXISTS (SELECT 1 FROM archive_items a WHERE a.name = 'segments/' || s.path)"
            + " ORDER BY start_us LIMIT ?",
        nowMillis,
        beforeMicros,
        BATCH);
  }

  void done(Item item, long nowMillis) {
    database.update(
        "UPDATE archive_items SET state = 'done', done_ms = ?, failure = NULL WHERE id = ?"
            + " AND sha256 = ?",
        nowMillis,
        item.id(),
        item.sha256());
  }

  void failed(Item item, long nextMillis, String why) {
    database.update(
        "UPDATE archive_items SET attempts = attempts + 1, next_ms = ?, failure = ? WHERE id = ?",
        nextMillis,
        why,
        item.id());
  }

  /** Its file here is gone for good. */
  void lost(Item item, String why) {
    database.update(
        "UPDATE archive_items SET state = 'lost', failure = ? WHERE id = ?", why, item.id());
  }

  /** Archived clips whose file here may go. */
  List<Item> deletable(long doneBeforeMillis) {
    return database.query(
        Outbox::item,
        COLUMNS
            + "WHERE state = 'done' AND here = 1 AND kind = 'clip' AND done_ms < ?"
            + " ORDER BY id LIMIT ?",
        doneBeforeMillis,
        BATCH);
  }

  void deletedHere(Item item) {
    database.update("UPDATE archive_items SET here = 0 WHERE id = ?", item.id());
  }

  /** A clip that lies in the archive. */
  Optional<Item> archived(String clip) {
    return database
        .query(Outbox::item, COLUMNS + "WHERE kind = 'clip' AND ref = ? AND state = 'done'", clip)
        .stream()
        .findFirst();
  }

  /** Forgets segments that have long gone both ways, so that the table does not grow for ever. */
  void forgetSegments(long doneBeforeMillis) {
    database.update(
        "DELETE FROM archive_items WHERE kind = 'segment' AND state <> 'waiting'"
            + " AND coalesce(done_ms, queued_ms) < ?"
            + " AND NOT EXISTS (SELECT 1 FROM segments s WHERE s.path = archive_items.file)",
        doneBeforeMillis);
  }

  /**
   * How the outbox stands.
   *
   * @param files waiting
   * @param bytes waiting
   * @param oldestMillis UTC at which the oldest waiting one came, 0 for none
   */
  record Backlog(long files, long bytes, long oldestMillis) {}

  Backlog backlog() {
    return database
        .query(
            row -> new Backlog(row.getLong(1), row.getLong(2), row.getLong(3)),
            "SELECT count(*), coalesce(sum(bytes), 0), coalesce(min(queued_ms), 0)"
                + " FROM archive_items WHERE state = 'waiting'")
        .get(0);
  }

  private static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getLong(1),
        "clip".equals(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getInt(8));
  }
}
