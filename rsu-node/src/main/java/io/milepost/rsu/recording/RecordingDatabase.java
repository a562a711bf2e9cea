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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sqlite.SQLiteConfig;

/**
 * The file {@code segments.db}: SQLite, write-ahead log, every commit on disk before it returns.
 * One connection; callers queue for it, so never call from an event loop or a capture thread. For
 * this package and those below it.
 */
public final class RecordingDatabase implements AutoCloseable {
  private final Connection connection;

  /**
   * Opens or makes the file.
   *
   * @throws MilepostException UNAVAILABLE when it cannot be opened
   */
  public RecordingDatabase(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5000);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      connection = config.createConnection("jdbc:sqlite:" + file);
      RecordingSchema.apply(connection);
    } catch (SQLException | IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "the index of recordings " + file + " cannot be opened: " + e.getMessage(),
          e);
    }
  }

  /** Changes rows; returns how many. */
  public synchronized int update(String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Reads rows. */
  public synchronized <T> List<T> query(Row<T> row, String sql, Object... values) {
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

  /**
   * Does several things as one: all of it is on disk afterwards, or nothing when the work throws.
   * May be nested; the outermost call commits.
   */
  public synchronized <T> T atomically(Supplier<T> work) {
    try {
      if (!connection.getAutoCommit()) {
        return work.get();
      }
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.get();
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
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
  public interface Row<T> {
    /** The value of the row the result stands at. */
    T read(ResultSet row) throws SQLException;
  }
}
