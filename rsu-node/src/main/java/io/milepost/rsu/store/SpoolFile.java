package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens {@code spool.db}: WAL and synchronous=FULL, so that what is committed survives kill -9. */
final class SpoolFile {
  /** Name of the file inside the node's data folder. */
  static final String NAME = "spool.db";

  private static final String[] SCHEMA = {
    "CREATE TABLE IF NOT EXISTS outbox ("
        + "seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS refused ("
        + "seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS active_incident (id TEXT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL)"
  };

  private SpoolFile() {}

  /**
   * Opens or creates the file; blocks.
   *
   * @throws MilepostException CONFIGURATION when the folder cannot be written or the file is no
   *     spool
   */
  static Connection open(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      Files.createDirectories(folder);
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setBusyTimeout(5000);
      Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
      try (Statement statement = connection.createStatement()) {
        for (String sql : SCHEMA) {
          statement.execute(sql);
        }
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (IOException | SQLException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "cannot open the spool " + file + ": " + e.getMessage() + "; check data folder and disk",
          e);
    }
  }
}
