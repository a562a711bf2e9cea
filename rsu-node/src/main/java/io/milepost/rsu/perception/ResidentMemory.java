package io.milepost.rsu.perception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is really there. */
final class ResidentMemory {
  private static final String KEY = "VmRSS:";

  private ResidentMemory() {}

  /** Bytes, as Linux counts them; 0 where {@code /proc} does not tell. */
  static long bytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(KEY))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
