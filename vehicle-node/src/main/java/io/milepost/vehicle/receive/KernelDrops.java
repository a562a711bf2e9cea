package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Datagrams for which the kernel had no room in one of this process's sockets, as Linux counts them
 * in {@code /proc}. Nobody else ever hears of those. Thread-safe.
 */
final class KernelDrops {
  private static final Path SOCKETS = Path.of("/proc/self/fd");
  private static final Path TABLE = Path.of("/proc/self/net/udp");
  private static final int ADDRESS = 1;
  private static final int INODE = 9;
  private static final int DROPS = 12;
  private static final int HEX = 16;

  private final Set<Integer> ports;

  /** Looks at the sockets with these local ports. */
  KernelDrops(Set<Integer> ports) {
    this.ports = Set.copyOf(ports);
  }

  /** Counts in {@code milepost.vehicle.kernel.dropped}, read when somebody asks. */
  void register(MeterRegistry registry) {
    FunctionCounter.builder("milepost.vehicle.kernel.dropped", this, KernelDrops::count)
        .description("datagrams that found the socket's buffer full")
        .register(registry);
  }

  /**
   * Number since the sockets were opened; 0 where there is no {@code /proc}. Blocks for a moment.
   */
  long count() {
    long sum = 0;
    try {
      Set<String> own = ownSockets();
      for (String line : Files.readAllLines(TABLE)) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > DROPS && own.contains(fields[INODE]) && isPort(fields[ADDRESS])) {
          sum += Long.parseLong(fields[DROPS]);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return sum;
  }

  private boolean isPort(String address) {
    return ports.contains(Integer.parseInt(address.substring(address.indexOf(':') + 1), HEX));
  }

  /** Inode numbers; other processes may have sockets on the same port. */
  private static Set<String> ownSockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SOCKETS)) {
      for (Path each : files) {
        String target = target(each);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Closed since the folder was listed.
      return "";
    }
  }
}
