package io.milepost.bench.proof;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process of ours that speaks in lines. What it prints is kept; errors go to a file. Thread-safe.
 */
final class Child implements AutoCloseable {
  private static final long ANSWER_MILLIS = 60_000;

  private final String name;
  private final Process process;
  private final BufferedWriter in;
  private final Path errors;
  private final List<String> lines = new ArrayList<>();

  private Child(String name, Process process, Path errors) {
    this.name = name;
    this.process = process;
    this.errors = errors;
    this.in = process.outputWriter();
    Thread reader = new Thread(this::read, "lines-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a Java program of this class path.
   *
   * @param prefix command before {@code java}, for example to enter a network namespace
   * @param options of the virtual machine
   */
  static Child java(
      String name, Path folder, List<String> prefix, List<String> options, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-Djava.net.preferIPv4Stack=true",
            "-DMILEPOST_LOG_LEVEL=WARN",
            "-Dlogback.configurationFile="
                + Path.of(System.getProperty("milepost.home"), "conf", "logging.xml"),
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.addAll(program);
    return start(name, folder, command);
  }

  static Child start(String name, Path folder, List<String> command) throws IOException {
    Path errors = folder.resolve(name + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    return new Child(name, process, errors);
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException ignored) {
      // It has ended; what it said is kept.
    }
  }

  /** Number of lines so far: where {@link #await} may begin. */
  int mark() {
    synchronized (lines) {
      return lines.size();
    }
  }

  /** All lines from a mark on. */
  List<String> since(int mark) {
    synchronized (lines) {
      return List.copyOf(lines.subList(mark, lines.size()));
    }
  }

  /** The first line from a mark on that fits, or null when none comes in time. */
  String await(int mark, long millis, Predicate<String> fits) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (lines) {
      int at = mark;
      while (true) {
        for (; at < lines.size(); at++) {
          if (fits.test(lines.get(at))) {
            return lines.get(at);
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return null;
        }
        try {
          lines.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
    }
  }

  /** Waits for the line that says it is ready. */
  Child ready() throws IOException {
    if (await(0, ANSWER_MILLIS, line -> line.startsWith("[READY]")) == null) {
      throw new IOException(name + " did not become ready: " + Files.readString(errors));
    }
    return this;
  }

  /** Sends a command and waits for its {@code ok}; returns what follows it. */
  String ask(String command) throws IOException {
    int mark = mark();
    synchronized (in) {
      in.write(command + "\n");
      in.flush();
    }
    String answer = await(mark, ANSWER_MILLIS, line -> line.equals("ok") || line.startsWith("ok "));
    if (answer == null) {
      throw new IOException(
          name + " does not answer '" + command + "': " + Files.readString(errors));
    }
    return answer.substring(2).strip();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a power cut would. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
