package io.milepost.rsu.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statements on {@code spool.db}; used by the spool's thread only. */
final class SpoolTables {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolTables.class);

  private final Connection connection;

  SpoolTables(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
  }

  /** Runs work and commits it, or takes it all back. */
  void inTransaction(Runnable work) throws SQLException {
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM outbox")) {
      return row.getLong(1);
    } finally {
      connection.commit();
    }
  }

  void insert(RecordKind kind, String body) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO outbox(kind, body) VALUES (?, ?)")) {
      insert.setString(1, kind.code());
      insert.setString(2, body);
      insert.executeUpdate();
    }
  }

  /** Remembers an active incident; forgets it when {@code body} is null. */
  void active(String id, String body) throws SQLException {
    String sql =
        body == null
            ? "DELETE FROM active_incident WHERE id = ?"
            : "INSERT INTO active_incident(id, body) VALUES (?, ?)"
                + " ON CONFLICT(id) DO UPDATE SET body = excluded.body";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      if (body != null) {
        statement.setString(2, body);
      }
      statement.executeUpdate();
    }
  }

  List<String> activeBodies() throws SQLException {
    List<String> bodies = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT body FROM active_incident ORDER BY id")) {
      while (rows.next()) {
        bodies.add(rows.getString(1));
      }
    }
    return bodies;
  }

  List<SpoolRecord> head(int max) throws SQLException {
    List<SpoolRecord> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT seq, kind, body FROM outbox ORDER BY seq LIMIT ?")) {
      select.setInt(1, max);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new SpoolRecord(
                  rows.getLong(1), RecordKind.of(rows.getString(2)), rows.getString(3)));
        }
      }
    }
    return found;
  }

  int removeThrough(long seq) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM outbox WHERE seq <= ?")) {
      delete.setLong(1, seq);
      return delete.executeUpdate();
    }
  }

  int setAside(SpoolRecord entry, String reason) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO refused(seq, kind, body, reason) VALUES (?, ?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM outbox WHERE seq = ?")) {
      insert.setLong(1, entry.seq());
      insert.setString(2, entry.kind().code());
      insert.setString(3, entry.body());
      insert.setString(4, reason);
      insert.executeUpdate();
      delete.setLong(1, entry.seq());
      return delete.executeUpdate();
    }
  }

  void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("spool not closed cleanly reason={}", e.getMessage());
    }
  }
}
