package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginLimiterTest {
  private final LoginLimiter limiter = new LoginLimiter(3, 2);

  @Test
  void shouldNameTheSecondsToWaitWhenTooMany() {
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryLogin("a", i * 1000)).isZero();
    }
    assertThat(limiter.tryLogin("a", 3_000)).isEqualTo(57);
    assertThat(limiter.tryLogin("b", 3_000)).isZero();
    assertThat(limiter.tryLogin("a", 60_001)).isZero();
  }

  @Test
  void shouldGiveAttemptsBackWhenThePasswordWasRight() {
    for (int i = 0; i < 3; i++) {
      limiter.tryLogin("a", 0);
    }
    limiter.succeeded("a");
    assertThat(limiter.tryLogin("a", 1)).isZero();
  }

  @Test
  void shouldForgetTheOldestAddressWhenThereAreTooMany() {
    for (int i = 0; i < 3; i++) {
      limiter.tryLogin("a", 0);
    }
    limiter.tryLogin("b", 1);
    limiter.tryLogin("c", 2);
    assertThat(limiter.tryLogin("a", 3)).isZero();
  }
}
