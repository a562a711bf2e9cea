package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
  void shouldCallTheClockExactOnlyWhileNumbersSaySoAndNobodyHasSetIt() {
    AtomicLong lead = new AtomicLong(1_000_000);
    now.set(reading(249));
    try (ClockWatch watch = ClockWatch.start(now::get, OFTEN, lead::get)) {
      await().until(watch::synchronised);
      assertThat(watch.exact()).as("249 ms and a distance of 1.5 ms").isFalse();
      now.set(reading(3));
      await().until(watch::exact);
      lead.addAndGet(251);
      assertThat(watch.exact()).as("set since the reading").isFalse();
      now.set(reading(4));
      await().until(watch::exact);
      now.set(new ClockReading("files", "mark", true, null, null, null, null, null));
      await().until(() -> watch.reading().offsetMs() == null);
      assertThat(watch.exact()).as("kept, but nobody says how well").isFalse();
      now.set(ClockReading.failed("chrony", null, "not synchronised"));
      await().until(() -> !watch.synchronised());
      assertThat(watch.exact()).isFalse();
    }
  }

  @Test
  void shouldNotBelieveAnOldAnswerGivenAgainAfterTheClockWasSet() {
    AtomicLong lead = new AtomicLong();
    AtomicLong looks = new AtomicLong();
    Supplier<ClockReading> same =
        () -> {
          looks.incrementAndGet();
          return reading(3);
        };
    try (ClockWatch watch = ClockWatch.start(same, OFTEN, lead::get)) {
      await().until(watch::exact);
      lead.set(-5000);
      long before = looks.get();
      await().until(() -> looks.get() > before + 2);
      assertThat(watch.exact()).isFalse();
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
