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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * The file {@code segments.db}: SQLite, write-ahead log, every commit on disk before it returns.
 * One connection; callers queue for it, so never call from an event loop or a capture thread. A
 * file that is damaged is set aside under another name, never deleted, and an empty one takes its
 * place. For this package and those below it.
 */
public final class RecordingDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingDatabase.class);
  private static final String[] TAILS = {"", "-wal", "-shm"};

  private final Connection connection;
  private final Path aside;

  /**
   * Opens or makes the file.
   *
   * @throws MilepostException UNAVAILABLE when it cannot be opened
   */
  public RecordingDatabase(Path file) {
    Path damaged = null;
    Connection opened;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try {
        opened = open(file);
      } catch (SQLException e) {
        if (!isDamage(e)) {
          throw e;
        }
        damaged = setAside(file);
        LOG.error("index damaged file={} aside={} reason={}", file, damaged, e.getMessage());
        opened = open(file);
      }
    } catch (SQLException | IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "the index of recordings " + file + " cannot be opened: " + e.getMessage(),
          e);
    }
    connection = opened;
    aside = damaged;
  }

  private static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5000);
    Connection opened = config.createConnection("jdbc:sqlite:" + file);
    try {
      RecordingSchema.apply(opened);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  private static boolean isDamage(SQLException e) {
    int code = e.getErrorCode() & 0xff;
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static Path setAside(Path file) throws IOException {
    String name = file.getFileName() + ".damaged-" + System.currentTimeMillis();
    for (String tail : TAILS) {
      Path each = file.resolveSibling(file.getFileName() + tail);
      if (Files.exists(each)) {
        Files.move(each, file.resolveSibling(name + tail));
      }
    }
    return file.resolveSibling(name);
  }

  /** Where a damaged file was put when this one was made, null when none was. */
  Path aside() {
    return aside;
  }

  private RecordingDatabase(Connection connection) {
    this.connection = connection;
    this.aside = null;
  }

  /**
   * Opens the file of a node that may be running, for reading only.
   *
   * @throws MilepostException NOT_FOUND when there is none
   */
  public static RecordingDatabase readOnly(Path file) {
    if (Files.notExists(file)) {
      throw new MilepostException(
          FailureCode.NOT_FOUND, "there are no recordings: " + file + " does not exist");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5000);
    try {
      RecordingDatabase open =
          new RecordingDatabase(config.createConnection("jdbc:sqlite:" + file));
      try {
        open.query(row -> 1, "SELECT 1 FROM segments LIMIT 1");
        return open;
      } catch (MilepostException e) {
        // On a medium that cannot be written, SQLite must be told that nobody else will.
        open.close();
        return new RecordingDatabase(
            config.createConnection("jdbc:sqlite:file:" + file + "?immutable=1"));
      }
    } catch (SQLException e) {
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
