package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Duration;

/**
 * Where PostgreSQL is and how it is spoken to.
 *
 * @param enabled false: this node keeps its records in the spool only
 * @param host host name or address; required when enabled
 * @param port TCP port, 1..65535, default 5432
 * @param database database name, default {@code milepost}
 * @param user role, default {@code milepost}
 * @param password its password; may be empty where the server trusts the connection
 * @param poolSize connections, 1..64, default 4
 * @param batchSize records written together, 1..1000, default 100
 * @param readTimeout how long a reader waits for PostgreSQL before this node's memory answers, 50
 *     ms to 30 s, default 1 s
 */
public record StoreConfig(
    boolean enabled,
    String host,
    int port,
    String database,
    String user,
    String password,
    int poolSize,
    int batchSize,
    Duration readTimeout) {

  /** Fills in what may be left out (null or 0) and refuses what is out of range. */
  public StoreConfig {
    port = port == 0 ? 5432 : port;
    database = database == null ? "milepost" : database;
    user = user == null ? "milepost" : user;
    password = password == null ? "" : password;
    poolSize = poolSize == 0 ? 4 : poolSize;
    batchSize = batchSize == 0 ? 100 : batchSize;
    readTimeout = readTimeout == null ? Duration.ofSeconds(1) : readTimeout;
    require(!enabled || (host != null && !host.isBlank()), "store.host is missing");
    require(port >= 1 && port <= 65_535, "store.port must be 1 to 65535");
    require(poolSize >= 1 && poolSize <= 64, "store.pool_size must be 1 to 64");
    require(batchSize >= 1 && batchSize <= 1000, "store.batch_size must be 1 to 1000");
    require(
        readTimeout.toMillis() >= 50 && readTimeout.toMillis() <= 30_000,
        "store.read_timeout must be 50 ms to 30 s");
  }

  /** No PostgreSQL. */
  public static StoreConfig disabled() {
    return new StoreConfig(false, null, 0, null, null, null, 0, 0, null);
  }

  /** PostgreSQL at an address, everything else as by default. */
  public static StoreConfig at(
      String host, int port, String database, String user, String password) {
    return new StoreConfig(true, host, port, database, user, password, 0, 0, null);
  }

  /** The address for JDBC. */
  String jdbcUrl() {
    return "jdbc:postgresql://" + host + ':' + port + '/' + database;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return enabled ? user + '@' + host + ':' + port + '/' + database : "disabled";
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
