package io.milepost.rsu.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/**
 * The connections of this node to PostgreSQL. Made without connecting, so the server may be away;
 * thread-safe.
 */
public final class Database {
  private static final int SILENCE_MILLIS = 10_000;

  private final StoreConfig config;
  private final Pool pool;

  /** A pool that connects when it is first used. */
  public Database(Vertx vertx, StoreConfig config) {
    this.config = config;
    PgConnectOptions server =
        new PgConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setDatabase(config.database())
            .setUser(config.user())
            .setPassword(config.password())
            .setCachePreparedStatements(true);
    server.addProperty("application_name", "milepost");
    PoolOptions options =
        new PoolOptions()
            .setMaxSize(config.poolSize())
            .setMaxWaitQueueSize(1000)
            .setConnectionTimeout(5)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(60)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    this.pool =
        PgBuilder.pool()
            .with(options)
            // A server that vanished without a word must not hold a connection until TCP gives up.
            .with(new NetClientOptions().setTcpUserTimeout(SILENCE_MILLIS))
            .connectingTo(server)
            .using(vertx)
            .build();
  }

  /** The pool; readers outside this package may query but not close it. */
  public Pool pool() {
    return pool;
  }

  /** How it was configured. */
  public StoreConfig config() {
    return config;
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return pool.close();
  }
}
