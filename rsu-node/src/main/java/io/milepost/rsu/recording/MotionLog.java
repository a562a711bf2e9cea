package io.milepost.rsu.recording;

import io.milepost.protocol.message.MotionSeen;
import java.util.List;

/** When something moved before a camera. Thread-safe; blocks for the disk. */
public final class MotionLog {
  private final RecordingDatabase database;

  MotionLog(RecordingDatabase database) {
    this.database = database;
  }

  /**
   * A stretch in which something moved.
   *
   * @param fromMicros UTC microseconds
   * @param toMicros UTC microseconds
   * @param share largest share of the picture that moved, 0..1
   */
  public record Motion(long fromMicros, long toMicros, double share) {}

  /** Writes down motion that is over; what still goes on comes again. */
  public void seen(MotionSeen motion) {
    if (!motion.moving()) {
      long to = motion.utcMillis() * 1000;
      long from = to - Math.max(0, motion.ptsMicros() - motion.sincePtsMicros());
      database.update(
          "INSERT INTO motion (camera, from_us, to_us, share) VALUES (?, ?, ?, ?)",
          motion.camera(),
          from,
          to,
          motion.share());
    }
  }

  /** Motion that overlaps this time, in order. */
  public List<Motion> between(String camera, long fromMicros, long toMicros) {
    return database.query(
        row -> new Motion(row.getLong(1), row.getLong(2), row.getDouble(3)),
        "SELECT from_us, to_us, share FROM motion"
            + " WHERE camera = ? AND from_us BETWEEN ? AND ? AND to_us >= ? ORDER BY from_us",
        camera,
        fromMicros - LONGEST_MICROS,
        toMicros,
        fromMicros);
  }

  /** Forgets what is older than anybody may ask. */
  void forgetBefore(long micros) {
    database.update("DELETE FROM motion WHERE to_us < ?", micros);
  }

  /** Motion that lasted longer is found by its last hours only. */
  private static final long LONGEST_MICROS = 6 * 3_600_000_000L;
}
