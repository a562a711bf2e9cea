package io.milepost.rsu.intake;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Which reports the desk has taken, in {@code intake.db}, so that a file whose process died between
 * the answer and the move to {@code done/} is not reported anew. Entries go after {@link #KEPT}:
 * the desk refuses reports that old. {@code synchronous=NORMAL}: a power cut may cost the last
 * entries, and the desk's own search for duplicates then stands alone. Belongs to one thread.
 */
final class IntakeLedger implements AutoCloseable {
  private static final Duration KEPT = Duration.ofDays(2);
  private static final int FORGET_EVERY = 1000;

  private final Connection connection;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement forget;
  private int inserted;

  private IntakeLedger(Connection connection) throws SQLException {
    this.connection = connection;
    this.find = connection.prepareStatement("SELECT incident FROM taken WHERE key = ?");
    this.insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO taken(key, incident, at) VALUES (?, ?, ?)");
    this.forget = connection.prepareStatement("DELETE FROM taken WHERE at < ?");
  }

  /**
   * Opens or creates the file; blocks.
   *
   * @throws MilepostException CONFIGURATION when it cannot be used
   */
  static IntakeLedger open(Path dataFolder) {
    Path file = dataFolder.resolve("intake.db");
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
      config.setBusyTimeout(2000);
      Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS taken ("
                + "key TEXT PRIMARY KEY, incident TEXT NOT NULL, at INTEGER NOT NULL)");
        statement.execute("CREATE INDEX IF NOT EXISTS taken_at ON taken(at)");
        return new IntakeLedger(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "cannot open " + file + ": " + e.getMessage() + "; check data folder and disk",
          e);
    }
  }

  /** What a report with its own time is known by: its bytes. */
  static String contentKey(byte[] bytes) {
    try {
      return "content:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform must have SHA-256 (java.security.MessageDigest).
      throw new IllegalStateException(e);
    }
  }

  /** What a report without its own time is known by: the claim of its file. */
  static String claimKey(String name) {
    return "claim:" + name;
  }

  /** The incident that the report with this key became. */
  Optional<String> find(String key) throws SQLException {
    find.setString(1, key);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /** Remembers a report that was taken. */
  void taken(String key, String incident, long utcMillis) throws SQLException {
    insert.setString(1, key);
    insert.setString(2, incident);
    insert.setLong(3, utcMillis);
    insert.executeUpdate();
    if (++inserted % FORGET_EVERY == 1) {
      forget.setLong(1, utcMillis - KEPT.toMillis());
      forget.executeUpdate();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // What was committed is in the file.
    }
  }
}
