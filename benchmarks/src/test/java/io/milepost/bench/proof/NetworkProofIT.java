package io.milepost.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/prove network}. */
class NetworkProofIT {
  private static final int ALERTS = 150;
  private static final int PER_SECOND = 50;

  @TempDir Path folder;

  @Test
  void shouldTellEveryVehicleInTimeWhenTheNetworkIsBad() throws Exception {
    String reason = NetworkProof.unavailable();
    assumeTrue(reason == null, reason);
    try (NetworkProof proof = new NetworkProof(folder, false, 1, NetworkProofIT::say)) {
      assertThat(proof.scenarios()).isNotEmpty().allMatch(Finding::passed);
      // Too few for 99.9 %, which the long form asks for; enough to see that two links do it.
      for (Finding loss : proof.losses(ALERTS, PER_SECOND)) {
        assertThat((Double) loss.figures().get("told_within_300_ms"))
            .as("%s", loss)
            .isGreaterThan(99);
        assertThat(loss.figures()).containsEntry("never", 0L);
      }
    }
  }

  private static void say(Finding finding) {
    System.out.println(finding);
  }
}
