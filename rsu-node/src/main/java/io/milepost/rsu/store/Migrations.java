package io.milepost.rsu.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the database to the layout this version needs. */
final class Migrations {
  private Migrations() {}

  /**
   * Applies what is missing; blocks. Flyway takes a lock in the database, so nodes that start at
   * the same time do it one after the other.
   *
   * @return number of migrations applied
   * @throws org.flywaydb.core.api.FlywayException when the server is away or its layout is newer
   */
  static int apply(StoreConfig config) {
    MigrateResult result =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(config.jdbcUrl(), config.user(), config.password())
            .locations("classpath:db/migration")
            .connectRetries(0)
            .load()
            .migrate();
    return result.migrationsExecuted;
  }
}
