package io.milepost.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/prove network}. */
class NetworkProofIT {
  private static final int ALERTS = 100;
  private static final int PER_SECOND = 50;

  @TempDir Path folder;

  @Test
  void shouldTellEveryVehicleInTimeWhenTheNetworkIsBad() throws Exception {
    String reason = NetworkProof.unavailable();
    assumeTrue(reason == null, reason);
    try (NetworkProof proof = new NetworkProof(folder, false, 1, NetworkProofIT::say)) {
      assertThat(proof.scenarios()).isNotEmpty().allMatch(Finding::passed);
      // A busy build machine is late by itself; the long form asks for 99.9 % in time.
      for (Finding loss : proof.losses(ALERTS, PER_SECOND)) {
        assertThat((Long) loss.figures().get("never")).as("%s", loss).isLessThanOrEqualTo(3);
        assertThat((Double) loss.figures().get("told_within_300_ms"))
            .as("%s", loss)
            .isGreaterThan(90);
      }
    }
  }

  private static void say(Finding finding) {
    System.out.println(finding);
  }
}
