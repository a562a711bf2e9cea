package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.milepost.rsu.ops.ProcessMemory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A camera that is away for days is asked ten thousand times; that must cost nothing that stays.
 */
class SourceLeakTest {
  private static final int ATTEMPTS = 5_000;
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 8;

  /** Half a kilobyte for each attempt; what FFmpeg holds of one would be ten times that. */
  private static final double MOST_GROWTH_BYTES = 2.5e6;

  private static long handles() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** What the collector has not used yet would look like growth. */
  private static void touchTheHeap() {
    byte[] filled = new byte[0];
    for (int i = 0; i < 100; i++) {
      filled = new byte[4 << 20];
      Arrays.fill(filled, (byte) i);
    }
    assertThat(filled).isNotEmpty();
    System.gc();
  }

  @Test
  void shouldHoldNeitherMemoryNorFilesAfterTenThousandRefusedConnections() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    SourceOpener opener =
        new SourceOpener(new SourcePolicy(List.of(), Set.of()), Map.of(), Duration.ofSeconds(2));
    String url = "rtsp://user:pass@127.0.0.1:" + port + "/x";
    double least = Double.MAX_VALUE;
    long files = 0;
    try (Interrupt interrupt = new Interrupt()) {
      // The JVM grows by itself for a while; a leak grows in every round.
      for (int round = 0;
          round < LEAST_ROUNDS || least >= MOST_GROWTH_BYTES && round < MOST_ROUNDS;
          round++) {
        touchTheHeap();
        double before = ProcessMemory.residentBytes();
        for (int i = 0; i < ATTEMPTS; i++) {
          Throwable refused = catchThrowable(() -> opener.open(url, interrupt));
          assertThat(refused).isInstanceOf(SourceException.class);
        }
        System.gc();
        double grown = ProcessMemory.residentBytes() - before;
        System.out.printf("round %d: resident memory grew by %.2f MB%n", round, grown / 1e6);
        least = round == 0 ? least : Math.min(least, grown);
        files = round == 0 ? handles() : files;
      }
    }
    assertThat(least).isLessThan(MOST_GROWTH_BYTES);
    assertThat(handles()).isLessThanOrEqualTo(files + 2);
  }
}
