package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * The boot number of this node: strictly increasing, on disk before it is used, 1 to 2^31 − 1.
 *
 * <p>It is one more than the last one, and at least the seconds since 2026-01-01 UTC. So a node
 * whose disk was replaced still gets a number higher than those vehicles remember, and never makes
 * an incident id twice. The seconds fit until 2094.
 *
 * <p>The numbers up to {@link #RESERVED} − 1 above it are never given to a later boot: a sender
 * that has used up the datagram numbers of one epoch goes on with the next.
 */
public final class NodeEpoch {
  /** Numbers that belong to one boot; 2 years of 1000 datagrams per second. */
  static final int RESERVED = 16;

  private static final long ORIGIN = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

  private NodeEpoch() {}

  /**
   * Takes the next number; blocks for a disk write. Call once per start of the node.
   *
   * @param dataFolder the node's data folder
   * @throws MilepostException CONFIGURATION when the folder cannot be used
   */
  public static int next(Path dataFolder) {
    return next(dataFolder, Instant.now());
  }

  static int next(Path dataFolder, Instant now) {
    try (Connection connection = SpoolFile.open(dataFolder);
        Statement statement = connection.createStatement()) {
      long floor = Math.max(1, now.getEpochSecond() - ORIGIN);
      try (ResultSet row =
          statement.executeQuery(
              "INSERT INTO meta(key, value) VALUES ('epoch', "
                  + (floor + RESERVED - 1)
                  + ") ON CONFLICT(key) DO UPDATE SET value = max(value + "
                  + RESERVED
                  + ", excluded.value)"
                  + " RETURNING value")) {
        row.next();
        return Math.toIntExact(row.getLong(1) - RESERVED + 1);
      }
    } catch (SQLException | ArithmeticException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "cannot take the next boot number in " + dataFolder + ": " + e.getMessage(),
          e);
    }
  }
}
