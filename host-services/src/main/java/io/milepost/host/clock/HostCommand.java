package io.milepost.host.clock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a command of the host and reads the little it says. */
final class HostCommand {
  private static final int MOST_BYTES = 32_768;

  private HostCommand() {}

  /**
   * What the command wrote to its standard output; empty when it is not installed, ends with an
   * error, or does not end in time and is killed.
   */
  static Optional<String> output(List<String> command, Duration limit) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    // systemd's own commands would tell our service manager of their failures (ERRNO=…).
    builder.environment().remove("NOTIFY_SOCKET");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
    try {
      process.getOutputStream().close();
      // It cannot hang on a full pipe unseen: then it does not end, and is killed.
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        return Optional.empty();
      }
      byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }
}
