package io.milepost.rsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  @TempDir Path folder;

  @Test
  void shouldKeepDataAndDemandThePasswordAndStopWhatWasLeftBehind() throws Exception {
    EmbeddedDatabase first = EmbeddedDatabase.start(folder, 0);
    assertThat(first.first()).isTrue();
    execute(first.config(), "CREATE TABLE kept (id int)");
    StoreConfig wrong =
        StoreConfig.at("127.0.0.1", first.port(), "milepost", "milepost", "guessed");
    assertThatThrownBy(() -> execute(wrong, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");

    // The first server is not stopped: as after kill -9 of the process that had started it.
    ProcessHandle left = postmaster();
    try (EmbeddedDatabase second = EmbeddedDatabase.start(folder, 0)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(second.first()).isFalse();
      execute(second.config(), "INSERT INTO kept VALUES (1)");
    }
    assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    Files.write(folder.resolve("data/postmaster.pid"), List.of("1", "stale"));
    try (EmbeddedDatabase third = EmbeddedDatabase.start(folder, 0)) {
      execute(third.config(), "INSERT INTO kept VALUES (2)");
    }
  }

  private ProcessHandle postmaster() throws Exception {
    String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void execute(StoreConfig config, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
