package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a killed process may have left in a PostgreSQL data folder: a server, or its pid file. */
final class StaleServer {
  private static final Logger LOG = LoggerFactory.getLogger(StaleServer.class);
  private static final long STOP_SECONDS = 10;

  private final Path data;

  StaleServer(Path data) {
    this.data = data;
  }

  /**
   * Stops the server that was left behind, if any, and removes its pid file.
   *
   * @throws MilepostException CONFLICT when it does not stop
   */
  void clear() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    Optional<ProcessHandle> server =
        lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,9}")
            ? Optional.empty()
            : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(this::isServer);
    if (server.isPresent()) {
      LOG.warn("stopping a PostgreSQL left behind pid={} data={}", server.get().pid(), data);
      stop(server.get());
    }
    Files.deleteIfExists(file);
  }

  /** A pid may have been given to somebody else meanwhile. */
  private boolean isServer(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return line.contains("postgres") && line.contains(data.toAbsolutePath().toString());
    } catch (IOException e) {
      return false;
    }
  }

  private void stop(ProcessHandle process) {
    try {
      // SIGTERM is PostgreSQL's smart shutdown; it waits for clients, of which none may be left.
      process.destroy();
      process.onExit().get(STOP_SECONDS / 2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      awaitEnd(process);
    } catch (InterruptedException | ExecutionException e) {
      throw stuck(process, e);
    }
  }

  private void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw stuck(process, e);
    }
  }

  private MilepostException stuck(ProcessHandle process, Exception e) {
    return new MilepostException(
        FailureCode.CONFLICT,
        "a PostgreSQL server with pid " + process.pid() + " holds " + data + "; stop it",
        e);
  }
}
