package io.milepost.rsu.rules.standing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitsTest {
  @Test
  void shouldLearnHowLongVehiclesWaitAtAPlace() {
    Waits waits = new Waits();
    waits.add(100, 100, 20, 50);
    assertThat(waits.usual(105, 100, 20, 60)).isZero();
    waits.add(110, 100, 30, 120);

    assertThat(waits.usual(105, 100, 20, 130)).isBetween(40.0, 50.0);
    assertThat(waits.usual(400, 100, 20, 130)).isZero();
    assertThat(waits.usual(105, 100, 20, 5000)).isZero();
  }
}
