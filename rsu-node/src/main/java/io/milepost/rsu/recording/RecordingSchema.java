package io.milepost.rsu.recording;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables of {@code segments.db}, by version. SQLite's {@code user_version} says which ones a
 * file has; opening adds what is missing, each version whole or not at all. A version that has been
 * released is never changed.
 */
final class RecordingSchema {
  private static final Map<Integer, List<String>> VERSIONS = new TreeMap<>();

  /** What a segment holds, who needs it, and which time of which camera is recorded. */
  private static final List<String> LEDGER =
      List.of(
          "ALTER TABLE segments ADD COLUMN codec TEXT",
          "ALTER TABLE segments ADD COLUMN width INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE segments ADD COLUMN height INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE segments ADD COLUMN gops BLOB",
          "CREATE INDEX segments_span ON segments (camera, start_us, end_us)",
          "CREATE INDEX segments_age ON segments (start_us)",
          "DROP INDEX segments_time",
          "CREATE INDEX segments_open ON segments (start_us) WHERE end_reason IS NULL",
          "CREATE INDEX clips_time ON clips (camera, from_us)",
          "CREATE TABLE pins (id TEXT PRIMARY KEY, camera TEXT NOT NULL,"
              + " from_us INTEGER NOT NULL, to_us INTEGER NOT NULL, kind TEXT NOT NULL,"
              + " reason TEXT NOT NULL, who TEXT NOT NULL, made_ms INTEGER NOT NULL,"
              + " until_ms INTEGER NOT NULL)",
          "CREATE INDEX pins_time ON pins (camera, from_us)",
          "CREATE TABLE watches (id INTEGER PRIMARY KEY, camera TEXT NOT NULL,"
              + " from_us INTEGER NOT NULL, to_us INTEGER)",
          "CREATE INDEX watches_time ON watches (camera, from_us)",
          "CREATE TABLE gaps (id INTEGER PRIMARY KEY, camera TEXT NOT NULL,"
              + " from_us INTEGER NOT NULL, to_us INTEGER, cause TEXT NOT NULL,"
              + " detail TEXT NOT NULL, inside INTEGER NOT NULL)",
          "CREATE INDEX gaps_time ON gaps (camera, from_us)",
          "CREATE TABLE purged (id INTEGER PRIMARY KEY, camera TEXT NOT NULL,"
              + " from_us INTEGER NOT NULL, to_us INTEGER NOT NULL)",
          "CREATE INDEX purged_time ON purged (camera, from_us)",
          "CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1),"
              + " at_us INTEGER NOT NULL, stopped INTEGER NOT NULL)");

  static {
    VERSIONS.put(
        1,
        List.of(
            "CREATE TABLE IF NOT EXISTS segments ("
                + " id INTEGER PRIMARY KEY, camera TEXT NOT NULL, path TEXT NOT NULL UNIQUE,"
                + " start_us INTEGER NOT NULL, end_us INTEGER, frames INTEGER NOT NULL DEFAULT 0,"
                + " bytes INTEGER NOT NULL DEFAULT 0, sha256 TEXT, end_reason TEXT)",
            "CREATE INDEX IF NOT EXISTS segments_time ON segments (camera, start_us)",
            "CREATE TABLE IF NOT EXISTS clips ("
                + " id TEXT PRIMARY KEY, incident TEXT NOT NULL, camera TEXT NOT NULL,"
                + " file TEXT NOT NULL, from_us INTEGER NOT NULL, to_us INTEGER NOT NULL,"
                + " moment_us INTEGER NOT NULL, triggered_ms INTEGER NOT NULL,"
                + " start_us INTEGER NOT NULL DEFAULT 0, end_us INTEGER NOT NULL DEFAULT 0,"
                + " seconds REAL NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,"
                + " sha256 TEXT, state TEXT NOT NULL)",
            "CREATE INDEX IF NOT EXISTS clips_incident ON clips (incident)"));
    VERSIONS.put(2, LEDGER);
    VERSIONS.put(
        6,
        List.of(
            "CREATE TABLE motion (camera TEXT NOT NULL, from_us INTEGER NOT NULL,"
                + " to_us INTEGER NOT NULL, share REAL NOT NULL)",
            "CREATE INDEX motion_time ON motion (camera, from_us)"));
    VERSIONS.put(
        3,
        List.of(
            "ALTER TABLE clips ADD COLUMN lead_us INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE clips ADD COLUMN pictures INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE clips ADD COLUMN gaps TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE clips ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE clips ADD COLUMN ordered_by TEXT",
            "ALTER TABLE clips ADD COLUMN profile TEXT",
            "ALTER TABLE clips ADD COLUMN built_ms INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE clips ADD COLUMN checked_ms INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE clips ADD COLUMN damage TEXT",
            "ALTER TABLE clips ADD COLUMN export TEXT"));
    VERSIONS.put(4, EvidenceTables.SQL);
    VERSIONS.put(5, ArchiveTables.SQL);
  }

  private RecordingSchema() {}

  /** Brings a file to the newest version. */
  static void apply(Connection connection) throws SQLException {
    int version = version(connection);
    for (Map.Entry<Integer, List<String>> each : VERSIONS.entrySet()) {
      if (each.getKey() > version) {
        apply(connection, each.getKey(), each.getValue());
      }
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA user_version")) {
      return found.getInt(1);
    }
  }

  private static void apply(Connection connection, int version, List<String> sql)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
      statement.execute("PRAGMA user_version = " + version);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
