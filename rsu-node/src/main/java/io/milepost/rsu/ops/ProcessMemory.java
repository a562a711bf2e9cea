package io.milepost.rsu.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of this process, natives included. The JVM's own meters cannot see what decoders
 * and inference hold.
 */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  static void bindTo(MeterRegistry registry) {
    Gauge.builder("process.resident.memory", ProcessMemory::residentBytes)
        .baseUnit("bytes")
        .description("Resident set size, VmRSS of /proc/self/status")
        .register(registry);
  }

  /** VmRSS in bytes, or NaN where the kernel does not tell. */
  public static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0;
        }
      }
    } catch (IOException ignored) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
