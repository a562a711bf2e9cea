package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.Parsed;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What is on air, in {@code alerts.db} of the node's data folder (WAL, synchronous=FULL), so that a
 * node that was killed goes on where it was. Written on a thread of its own after the datagram has
 * left, never before (docs/adr/0002).
 *
 * <p>Bound: one waiting row per event, the newest wins. A failing disk is tried again every second
 * and shown by {@link #degraded()}. Thread-safe.
 */
final class AlertJournal implements AlertLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertJournal.class);
  private static final String NAME = "alerts.db";
  private static final long RETRY_MILLIS = 1000;
  private static final long CLOSE_MILLIS = 3000;
  private static final String[] SCHEMA = {
    "CREATE TABLE IF NOT EXISTS alert (event TEXT PRIMARY KEY, incident TEXT NOT NULL,"
        + " body BLOB NOT NULL, upstream INTEGER NOT NULL, heard_at INTEGER NOT NULL,"
        + " until INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL)"
  };
  private static final Set<SQLiteErrorCode> PASSING =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_PERM);
  private static final String RESERVE =
      "INSERT INTO meta(key, value) VALUES ('next_event', ?)"
          + " ON CONFLICT(key) DO UPDATE SET value = max(value, excluded.value)";

  private final Map<String, Optional<Row>> waiting = new LinkedHashMap<>();
  private final Connection connection;
  private final long firstEvent;
  private final List<Row> rows;
  private final Thread writer = new Thread(this::run, "alert-journal");
  private long reserve;
  private boolean closing;
  private volatile String trouble;

  private AlertJournal(Connection connection, long atLeast) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    this.firstEvent = Math.max(atLeast, readNext());
    this.rows = List.copyOf(read());
    reserve(firstEvent + EventNumbers.BLOCK);
    connection.commit();
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Opens or creates the file and reserves the first event numbers; blocks. A file that cannot be
   * read is put aside: a node must be able to tell vehicles whatever its disk is like. One that is
   * only in use by another process, or whose disk does not take part now, stays where it is.
   *
   * @param folder the node's data folder
   * @param atLeast lowest number of the first event
   * @throws SQLException when even a new file cannot be used
   */
  static AlertJournal open(Path folder, long atLeast) throws SQLException {
    try {
      return start(folder, atLeast);
    } catch (SQLException e) {
      if (isPassing(e)) {
        throw e;
      }
      Path file = folder.resolve(NAME);
      Path aside = folder.resolve(NAME + ".corrupt");
      LOG.error("alert journal unreadable action=start_anew moved_to={}", aside, e);
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve(NAME + "-wal"));
        Files.deleteIfExists(folder.resolve(NAME + "-shm"));
      } catch (IOException moved) {
        e.addSuppressed(moved);
        throw e;
      }
      return start(folder, atLeast);
    }
  }

  private static AlertJournal start(Path folder, long atLeast) throws SQLException {
    Connection connection = connect(folder);
    try {
      return new AlertJournal(connection, atLeast);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether it says nothing about what is in the file. */
  private static boolean isPassing(SQLException e) {
    // The low byte is the primary result code (sqlite.org/rescode.html).
    return e instanceof SQLiteException known
        && PASSING.contains(SQLiteErrorCode.getErrorCode(known.getResultCode().code & 0xFF));
  }

  private static Connection connect(Path folder) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5000);
    Connection connection =
        config.createConnection("jdbc:sqlite:" + folder.resolve(NAME).toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private long readNext() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE key = 'next_event'")) {
      long next = row.next() ? row.getLong(1) : 1;
      return next < 1 || next > EventNumbers.LAST ? 1 : next;
    }
  }

  private List<Row> read() throws SQLException {
    List<Row> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT event, incident, body, upstream, heard_at, until FROM alert")) {
      while (row.next()) {
        byte[] bytes = row.getBytes(3);
        Parsed<AlertBody> body = AlertBody.read(bytes, 0, bytes.length);
        if (!body.ok()) {
          LOG.warn(
              "alert journal row skipped event={} reason={}", row.getString(1), body.problem());
          continue;
        }
        Incident incident;
        try {
          incident = Json.read(row.getString(2), Incident.class);
        } catch (MilepostException e) {
          LOG.warn(
              "alert journal row skipped event={} reason={}", row.getString(1), e.getMessage());
          continue;
        }
        found.add(
            new Row(
                row.getString(1),
                incident,
                body.value(),
                row.getInt(4) != 0,
                row.getLong(5),
                row.getLong(6)));
      }
    }
    return found;
  }

  /** What was on air when the node ended. */
  List<Row> rows() {
    return rows;
  }

  /** Number of this boot's first event; a block from it on is reserved. */
  long firstEvent() {
    return firstEvent;
  }

  /** Reserves event numbers up to this one, exclusive, as soon as the disk can. */
  void reserveUpTo(long number) {
    synchronized (waiting) {
      reserve = Math.max(reserve, number);
      waiting.notifyAll();
    }
  }

  @Override
  public void keep(Row row) {
    offer(row.event(), Optional.of(row));
  }

  @Override
  public void forget(String event) {
    offer(event, Optional.empty());
  }

  private void offer(String event, Optional<Row> row) {
    synchronized (waiting) {
      if (!closing) {
        waiting.put(event, row);
        waiting.notifyAll();
      }
    }
  }

  private void run() {
    try {
      while (true) {
        Map<String, Optional<Row>> batch;
        long numbers;
        synchronized (waiting) {
          while (waiting.isEmpty() && reserve == 0 && !closing) {
            waiting.wait();
          }
          if (waiting.isEmpty() && reserve == 0) {
            break;
          }
          batch = new LinkedHashMap<>(waiting);
          numbers = reserve;
          waiting.clear();
          reserve = 0;
        }
        if (!write(batch, numbers)) {
          putBack(batch, numbers);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("alert journal not closed cleanly reason={}", e.getMessage());
    }
  }

  private void putBack(Map<String, Optional<Row>> batch, long numbers) throws InterruptedException {
    synchronized (waiting) {
      if (closing) {
        waiting.clear();
        reserve = 0;
        return;
      }
      batch.forEach(waiting::putIfAbsent);
      reserve = Math.max(reserve, numbers);
    }
    Thread.sleep(RETRY_MILLIS);
  }

  private boolean write(Map<String, Optional<Row>> batch, long numbers) {
    try {
      for (Map.Entry<String, Optional<Row>> each : batch.entrySet()) {
        if (each.getValue().isPresent()) {
          insert(each.getValue().get());
        } else {
          delete(each.getKey());
        }
      }
      if (numbers > 0) {
        reserve(numbers);
      }
      connection.commit();
      trouble = null;
      return true;
    } catch (SQLException | RuntimeException e) {
      if (trouble == null) {
        LOG.error("alert journal write failed rows={} retry_ms={}", batch.size(), RETRY_MILLIS, e);
      }
      trouble = e.getMessage();
      try {
        connection.rollback();
      } catch (SQLException again) {
        LOG.debug("rollback failed", again);
      }
      return false;
    }
  }

  private void insert(Row row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO alert(event, incident, body, upstream, heard_at, until)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, row.event());
      insert.setString(2, Json.write(row.incident()));
      insert.setBytes(3, Json.writeBytes(row.body()));
      insert.setInt(4, row.upstream() ? 1 : 0);
      insert.setLong(5, row.heardAt());
      insert.setLong(6, row.until());
      insert.executeUpdate();
    }
  }

  private void delete(String event) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM alert WHERE event = ?")) {
      delete.setString(1, event);
      delete.executeUpdate();
    }
  }

  private void reserve(long upTo) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RESERVE)) {
      statement.setLong(1, upTo);
      statement.executeUpdate();
    }
  }

  /** A sentence while the disk does not take what is on air. */
  Optional<String> degraded() {
    return Optional.ofNullable(trouble)
        .map(
            words ->
                "alerts on air cannot be written down ("
                    + words
                    + "); check the data folder's disk");
  }

  /** Writes what waits and closes the file; blocks for at most three seconds. */
  @Override
  public void close() {
    synchronized (waiting) {
      closing = true;
      waiting.notifyAll();
    }
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
