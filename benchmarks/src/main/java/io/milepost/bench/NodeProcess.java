package io.milepost.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real node in a process of its own, started by the launcher that users start it with. */
final class NodeProcess implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Process process;
  private final double readySeconds;

  private NodeProcess(Process process, double readySeconds) {
    this.process = process;
    this.readySeconds = readySeconds;
  }

  /**
   * Starts a node and waits until {@code /health/ready} answers 200.
   *
   * @param httpPort port that its configuration gives the API
   * @param log file for its output
   * @param arguments arguments after {@code scripts/milepost rsu}
   */
  static NodeProcess start(int httpPort, Path log, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("milepost.home"), "scripts", "milepost").toString());
    command.add("rsu");
    command.addAll(arguments);
    Files.createDirectories(log.getParent());
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    while (!answers(http, ready)) {
      long waited = System.nanoTime() - start;
      if (!process.isAlive() || waited > READY_LIMIT.toNanos()) {
        process.destroyForcibly();
        throw new IOException("the node did not become ready; its log is " + log);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return new NodeProcess(process, (System.nanoTime() - start) / 1e9);
  }

  private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Seconds from the start of the launcher to readiness. */
  double readySeconds() {
    return readySeconds;
  }

  /** VmRSS, MiB. The launcher execs Java, so the process is the JVM. */
  double residentMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS for " + process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
