package io.milepost.vehicle.ros;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Suggestion;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpeedCapTest {
  private final SpeedCap cap = new SpeedCap(new RosConfig.Cap(10, 5.0, 20, 1000));

  @Test
  void shouldHaveNoCapWhenNothingOrOnlyInformationIsAsked() {
    assertThat(want(null, 0)).isFalse();
    assertThat(want(Suggestion.INFORM, 5000)).isFalse();
    assertThat(mps(10_000)).isEqualTo(SpeedCap.NONE);
  }

  @Test
  void shouldOnlyStopWhenNoSpeedForSlowingDownIsGiven() {
    SpeedCap onlyStop = new SpeedCap(new RosConfig.Cap(10, null, 20, 0));
    onlyStop.want(Suggestion.SLOW_DOWN, 0);
    assertThat(onlyStop.mps(0)).isEqualTo(SpeedCap.NONE);
    onlyStop.want(Suggestion.STOP, 1);
    assertThat(onlyStop.mps(1)).isZero();
  }

  @Test
  void shouldFallAtOnceAndRiseStepByStepWhenWeakerDecisionsHold() {
    assertThat(want(Suggestion.SLOW_DOWN, 0)).isTrue();
    assertThat(mps(0)).isEqualTo(5);
    assertThat(want(Suggestion.STOP, 10)).isTrue();
    assertThat(mps(10)).isZero();
    assertThat(want(Suggestion.CHANGE_LANE, 20)).isFalse();
    assertThat(mps(1019)).isZero();
    assertThat(mps(1020)).isEqualTo(5);
    want(null, 2000);
    assertThat(mps(2999)).isEqualTo(5);
    assertThat(mps(3000)).isEqualTo(SpeedCap.NONE);
  }

  @Test
  void shouldStayDownWhenTheDecisionFlickers() {
    for (int at = 0; at < 20_000; at += 400) {
      want(at % 800 == 0 ? Suggestion.STOP : null, at);
      assertThat(mps(at + 399)).isZero();
    }
  }

  @Test
  void shouldRiseOnlyToTheStrongestWhenWeakerDecisionsChangeMeanwhile() {
    want(Suggestion.STOP, 0);
    want(null, 100);
    want(Suggestion.SLOW_DOWN, 900);
    assertThat(mps(1100)).isEqualTo(5);
    want(Suggestion.STOP, 1200);
    want(Suggestion.SLOW_DOWN, 1300);
    want(null, 2200);
    assertThat(mps(2400)).isZero();
    assertThat(mps(3200)).isEqualTo(SpeedCap.NONE);
  }

  @Test
  void shouldNeverExceedWhatTheLastReleaseTimeAllowedWhateverComes() {
    Random random = new Random(7);
    Suggestion[] all = {null, Suggestion.INFORM, Suggestion.SLOW_DOWN, Suggestion.STOP};
    long stopAt = Long.MIN_VALUE / 2;
    long slowAt = Long.MIN_VALUE / 2;
    Suggestion now = null;
    for (long at = 0; at < 2_000_000; at += 1 + random.nextInt(900)) {
      stopAt = now == Suggestion.STOP ? at : stopAt;
      slowAt = now == Suggestion.SLOW_DOWN ? at : slowAt;
      now = all[random.nextInt(all.length)];
      stopAt = now == Suggestion.STOP ? at : stopAt;
      slowAt = now == Suggestion.SLOW_DOWN ? at : slowAt;
      want(now, at);
      double mps = mps(at);
      assertThat(mps).isGreaterThanOrEqualTo(0).isIn(0.0, 5.0, SpeedCap.NONE);
      if (at - stopAt < 1000) {
        assertThat(mps).isZero();
      } else if (at - slowAt < 1000) {
        assertThat(mps).isLessThanOrEqualTo(5);
      }
    }
  }

  private boolean want(Suggestion action, long millis) {
    return cap.want(action, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private double mps(long millis) {
    return cap.mps(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
