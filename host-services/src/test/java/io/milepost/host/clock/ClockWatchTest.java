package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final Duration OFTEN = Duration.ofMillis(10);
  private final AtomicReference<ClockReading> now = new AtomicReference<>();

  private static ClockReading reading(double offset) {
    return new ClockReading("chrony", "a", true, offset, 2, 1.0, 1.0, null);
  }

  @Test
  void shouldFollowTheClockAndDeclareOneThatIsTooFarOff() {
    now.set(reading(3));
    try (ClockWatch watch = ClockWatch.start(now::get, OFTEN)) {
      await().until(watch::synchronised);
      assertThat(watch.offsetMs()).isEqualTo(3);
      assertThat(watch.degraded()).isEmpty();
      now.set(reading(-4000));
      await().until(() -> watch.offsetMs() == -4000);
      assertThat(watch.degraded().orElseThrow()).startsWith("the clock: ");
    }
  }

  @Test
  void shouldGoOnWhenASourceFails() {
    try (ClockWatch watch =
        ClockWatch.start(
            () -> {
              if (now.getAndSet(reading(1)) == null) {
                throw new IllegalStateException("once");
              }
              return now.get();
            },
            OFTEN)) {
      await().until(watch::synchronised);
      assertThat(watch.reading().offsetMs()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotCallANodeDegradedWhereNoTimeServiceIsInstalled() {
    LocalClock clock = new LocalClock(List.of(Optional::empty));
    try (ClockWatch watch = ClockWatch.start(clock::read, OFTEN)) {
      assertThat(watch.synchronised()).isFalse();
      assertThat(watch.offsetMs()).isZero();
      assertThat(watch.degraded()).isEmpty();
    }
  }
}
