package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateGateTest {
  private static final long MILLI = 1_000_000;

  @Test
  void shouldKeepTheRateWhenMoreComesThanIsAllowed() {
    RateGate gate = new RateGate(10);
    int passed = 0;
    for (long ms = 0; ms < 10_000; ms += 40) {
      passed += gate.pass(ms * MILLI) ? 1 : 0;
    }
    assertThat(passed).isBetween(96, 101);
  }

  @Test
  void shouldNotHalveASourceOfTheSameRateWhenItJitters() {
    RateGate gate = new RateGate(10);
    Random random = new Random(4);
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += gate.pass(i * 100 * MILLI + random.nextInt(20) * MILLI) ? 1 : 0;
    }
    assertThat(passed).isGreaterThan(95);
  }

  @Test
  void shouldNotSaveUpWhatNobodyUsedWhenThereWasAPause() {
    RateGate gate = new RateGate(5);
    gate.pass(0);
    int passed = 0;
    for (long ms = 60_000; ms < 61_000; ms += 10) {
      passed += gate.pass(ms * MILLI) ? 1 : 0;
    }
    assertThat(passed).isLessThanOrEqualTo(6);
  }
}
