package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Backoff backoff(double random) {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), () -> random);
  }

  @Test
  void shouldDoubleFromOneSecondToSixty() {
    Backoff backoff = backoff(0.5);
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      seconds.add(backoff.afterFailure(SourceException.Kind.NETWORK).toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    backoff.succeeded();
    assertThat(backoff.afterFailure(SourceException.Kind.NETWORK)).hasSeconds(1);
  }

  @Test
  void shouldSpreadByTwentyPercent() {
    assertThat(backoff(0).afterFailure(SourceException.Kind.NETWORK)).hasMillis(800);
    assertThat(backoff(1).afterFailure(SourceException.Kind.NETWORK)).hasMillis(1200);
  }

  @Test
  void shouldNotHammerWhenThePasswordIsWrong() {
    Backoff backoff = backoff(0.5);
    assertThat(backoff.afterFailure(SourceException.Kind.CREDENTIALS)).hasSeconds(75);
    assertThat(backoff.afterFailure(SourceException.Kind.CREDENTIALS)).hasSeconds(150);
    for (int i = 0; i < 9; i++) {
      backoff.afterFailure(SourceException.Kind.CREDENTIALS);
    }
    assertThat(backoff.afterFailure(SourceException.Kind.CREDENTIALS)).hasMinutes(10);
    assertThat(backoff(0).afterFailure(SourceException.Kind.CREDENTIALS)).hasMinutes(1);
    assertThat(backoff.afterFailure(SourceException.Kind.NETWORK)).hasSeconds(60);
  }
}
