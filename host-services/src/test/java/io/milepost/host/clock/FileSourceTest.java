package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir private Path folder;

  @Test
  void shouldTrustAMarkOrADriftFileThatIsKeptUp() throws IOException {
    Path mark = folder.resolve("synchronized");
    Path drift = folder.resolve("drift");
    assertThat(synchronised(mark, drift, Duration.ZERO)).isFalse();
    Files.writeString(drift, "-12.3 0.05");
    assertThat(synchronised(mark, drift, Duration.ofHours(2))).isTrue();
    assertThat(synchronised(mark, drift, Duration.ofHours(4))).isFalse();
    Files.createFile(mark);
    assertThat(synchronised(mark, drift, Duration.ofDays(9))).isTrue();
  }

  private static boolean synchronised(Path mark, Path drift, Duration later) {
    Clock clock = Clock.offset(Clock.systemUTC(), later);
    return new FileSource(mark, List.of(drift), clock)
        .read()
        .map(ClockReading::synchronised)
        .orElse(false);
  }
}
