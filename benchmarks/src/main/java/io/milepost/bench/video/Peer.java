package io.milepost.bench.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program that does the same work, and what it has used. Linux only. */
final class Peer implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final Path log;

  /** What it says goes to a file. */
  Peer(Path log) {
    this.log = log;
  }

  /** Whether a program is installed. */
  static boolean has(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Starts one and leaves it running. */
  Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    processes.add(process);
    return process;
  }

  /**
   * Runs one to its end; returns seconds.
   *
   * @throws IOException when it fails
   */
  double run(List<String> command) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = start(command);
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(command.get(0) + " failed: " + Files.readString(log).trim());
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Processor seconds of all that still run. */
  double cpuSeconds() throws IOException {
    double sum = 0;
    for (Process process : processes) {
      if (!process.isAlive()) {
        throw new IOException("a peer has ended: " + Files.readString(log).trim());
      }
      sum += process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
    return sum;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    processes.clear();
  }
}
