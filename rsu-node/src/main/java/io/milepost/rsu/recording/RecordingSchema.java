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
