package io.milepost.bench.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A plain Python sender and receiver: JSON and HMAC over UDP multicast, as such scripts do it. */
final class PythonPair {
  private final Path script;

  PythonPair(Path folder) throws IOException {
    script = folder.resolve("pair.py");
    try (InputStream in = PythonPair.class.getResourceAsStream("pair.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static boolean isInstalled() {
    return Tools.find("python3") != null;
  }

  /** Runs one round; the latencies are in the file as {@link ListeningProcess} writes them. */
  void round(int port, int count, int perSecond, Path file) throws Exception {
    Process receiver =
        start(List.of("receive", Route.GROUP, "" + port, "" + count, file.toString()));
    try {
      if (receiver.inputReader().readLine() == null) {
        throw new IOException("the Python receiver did not start");
      }
      Process sender =
          start(
              List.of(
                  "send", Route.GROUP, "" + port, "" + count, "" + perSecond, "" + Route.BYTES));
      if (sender.waitFor() != 0 || !receiver.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("the Python pair did not end its round");
      }
    } finally {
      receiver.destroyForcibly();
    }
  }

  private Process start(List<String> words) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("python3", script.toString()));
    command.addAll(words);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
