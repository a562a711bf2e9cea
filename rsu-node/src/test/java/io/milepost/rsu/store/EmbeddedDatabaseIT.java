package io.milepost.rsu.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
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
  void shouldDemandThePasswordAndTakeOverWhatAKilledProcessLeftBehind() throws Exception {
    Process child = child();
    int port;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      port = Integer.parseInt(lines.readLine());
      StoreConfig wrong = StoreConfig.at("127.0.0.1", port, "milepost", "milepost", "guessed");
      assertThatThrownBy(() -> execute(wrong, "SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      child.toHandle().destroyForcibly();
    }
    child.waitFor();

    assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
    ProcessHandle left = postmaster();
    try (EmbeddedDatabase second = EmbeddedDatabase.start(folder, 0)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(second.first()).isFalse();
      execute(second.config(), "CREATE TABLE kept (id int)");
    }
    assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    Files.write(folder.resolve("data/postmaster.pid"), List.of("1", "stale"));
    try (EmbeddedDatabase third = EmbeddedDatabase.start(folder, 0)) {
      execute(third.config(), "INSERT INTO kept VALUES (2)");
    }
  }

  private Process child() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            EmbeddedDatabaseChild.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
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
