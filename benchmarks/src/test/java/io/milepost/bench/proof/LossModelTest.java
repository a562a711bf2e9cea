package io.milepost.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossModelTest {
  private static final int ALERTS = 200_000;
  private static final long[] COPIES = {0, 20, 60, 140};

  @ParameterizedTest
  @CsvSource({"RANDOM, 0.2, 0.0016", "BURST, 0.2, 0.01434", "NONE, 0.2, 0"})
  void shouldLoseAsOftenAsTheFormulaSays(LossModel.Kind kind, double share, double missed) {
    LossModel link = new LossModel(kind, share, 7);
    int lost = 0;
    int untold = 0;
    for (int i = 0; i < ALERTS; i++) {
      boolean told = false;
      for (long copy : COPIES) {
        boolean arrives = !link.loses((i * 1000L + copy) * 1_000_000);
        lost += arrives ? 0 : 1;
        told |= arrives;
      }
      untold += told ? 0 : 1;
    }
    double expected = kind == LossModel.Kind.NONE ? 0 : share;
    assertThat(lost / (ALERTS * 4.0)).isCloseTo(expected, within(0.005));
    assertThat(untold / (double) ALERTS).isCloseTo(missed, within(0.001));
    assertThat(LossModel.expected(kind, share, 1, COPIES)).isCloseTo(1 - missed, within(0.0001));
    assertThat(LossModel.expected(kind, share, 2, COPIES))
        .isCloseTo(1 - missed * missed, within(0.0001));
  }
}
