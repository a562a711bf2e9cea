package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The file {@code segments.db}: SQLite, write-ahead log, every commit on disk before it returns.
 * One connection; callers queue for it, so never call from an event loop or a capture thread.
 */
final class RecordingDatabase implements AutoCloseable {
  private static final String[] SCHEMA = {
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
    "CREATE INDEX IF NOT EXISTS clips_incident ON clips (incident)"
  };

  private final Connection connection;

  RecordingDatabase(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5000);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        for (String each : SCHEMA) {
          statement.execute(each);
        }
      }
    } catch (SQLException | IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "the index of recordings " + file + " cannot be opened: " + e.getMessage(),
          e);
    }
  }

  /** Changes rows; returns how many. */
  synchronized int update(String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Reads rows. */
  synchronized <T> List<T> query(Row<T> row, String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(row.read(result));
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static MilepostException failed(SQLException e) {
    return new MilepostException(
        FailureCode.UNAVAILABLE, "the index of recordings fails: " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Makes a value of one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }
}
