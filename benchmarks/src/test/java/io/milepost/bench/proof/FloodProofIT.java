package io.milepost.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/prove flood}. */
class FloodProofIT {
  @TempDir Path folder;

  @Test
  void shouldLoseNoAlertWhenForgedDatagramsFlood() throws Exception {
    String reason = NetworkProof.unavailable();
    assumeTrue(reason == null, reason);
    Finding finding = FloodProof.run(folder, 100_000, 5);
    assertThat(finding.passed()).as("%s", finding).isTrue();
    assertThat((Long) finding.figures().get("refused_by_tag")).isGreaterThan(1000);
  }
}
