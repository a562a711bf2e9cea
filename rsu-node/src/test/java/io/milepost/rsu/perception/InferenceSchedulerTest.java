package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scheduler under a clock that the test moves. */
class InferenceSchedulerTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  private static final long MAX_AGE = 500 * MS;

  private final InferenceScheduler scheduler =
      new InferenceScheduler(1, MAX_AGE, PacingConfig.defaults());
  private final Map<String, Integer> looked = new HashMap<>();
  private final Map<String, Long> arrivedAt = new HashMap<>();

  @Test
  void shouldHandOutNothingWhenNoPictureWaits() {
    scheduler.add("a", Pace.of(10), 0);

    assertThat(scheduler.next(SECOND)).isNull();
    assertThat(scheduler.waitNanos(SECOND)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldHandOutTheEarliestDeadlineWhenSeveralWait() {
    scheduler.add("later", Pace.of(10), 5 * MS);
    scheduler.add("earlier", Pace.of(10), 0);
    scheduler.arrived("later", 10 * MS);
    scheduler.arrived("earlier", 11 * MS);

    assertThat(scheduler.next(12 * MS)).isEqualTo("earlier");
    assertThat(scheduler.next(12 * MS)).isEqualTo("later");
    assertThat(scheduler.next(12 * MS)).isNull();
  }

  @Test
  void shouldWaitForTheDeadlineWhenAPictureComesEarly() {
    scheduler.add("a", Pace.of(10), 0);
    lookAt("a", 0);
    scheduler.arrived("a", 40 * MS);

    assertThat(scheduler.next(40 * MS)).isNull();
    assertThat(scheduler.waitNanos(40 * MS)).isEqualTo(60 * MS);
    assertThat(scheduler.next(100 * MS)).isEqualTo("a");
  }

  @Test
  void shouldKeepACameraToOneWorkerWhenAnotherPictureComesMeanwhile() {
    scheduler.add("a", Pace.of(100), 0);
    scheduler.arrived("a", 0);
    assertThat(scheduler.next(0)).isEqualTo("a");
    assertThat(scheduler.accept("a", 0, 0)).isTrue();
    scheduler.arrived("a", 20 * MS);

    assertThat(scheduler.next(20 * MS)).isNull();
    assertThat(scheduler.waitNanos(20 * MS)).isEqualTo(Long.MAX_VALUE);
    scheduler.finished("a", 5 * MS);
    assertThat(scheduler.next(20 * MS)).isEqualTo("a");
  }

  @Test
  void shouldKeepTheConfiguredRateWhenFramePeriodsDoNotDivideIt() {
    scheduler.add("a", Pace.of(10), 0);

    run(10 * SECOND, 1 * MS, Map.of("a", 40 * MS));

    assertThat(looked.get("a")).isBetween(99, 101);
    assertThat(scheduler.fps("a", 10 * SECOND)).isCloseTo(10, within(0.5));
    assertThat(scheduler.admitted()).isEqualTo(1);
    assertThat(scheduler.degraded()).isEmpty();
  }

  @Test
  void shouldNotBurstWhenACameraComesBackAfterAPause() {
    scheduler.add("a", Pace.of(10), 0);
    lookAt("a", 0);
    lookAt("a", 60 * SECOND);
    scheduler.arrived("a", 60 * SECOND + 40 * MS);

    assertThat(scheduler.next(60 * SECOND + 40 * MS)).isNull();
    assertThat(scheduler.waitNanos(60 * SECOND + 40 * MS)).isEqualTo(60 * MS);
  }

  @Test
  void shouldCountAndDropWhenAPictureIsTooOld() {
    scheduler.add("a", Pace.of(10), 0);
    scheduler.arrived("a", 0);
    assertThat(scheduler.next(501 * MS)).isEqualTo("a");

    assertThat(scheduler.accept("a", 0, 501 * MS)).isFalse();
    assertThat(scheduler.tooOld("a")).isEqualTo(1);

    scheduler.arrived("a", 502 * MS);
    assertThat(scheduler.next(502 * MS)).isEqualTo("a");
    assertThat(scheduler.accept("a", 2 * MS, 502 * MS)).isTrue();
    assertThat(scheduler.tooOld("a")).isEqualTo(1);
  }

  @Test
  void shouldLowerAllRatesInProportionWhenTheyExceedTheMachine() {
    scheduler.add("fast", Pace.of(20), 0);
    scheduler.add("slow", Pace.of(5), 0);

    run(60 * SECOND, 80 * MS, Map.of("fast", 40 * MS, "slow", 40 * MS));

    // 25 pictures a second at 80 ms would take twice the worker; 90 % of it are planned.
    assertThat(scheduler.admitted()).isCloseTo(0.45, within(0.02));
    assertThat(looked.get("fast")).isCloseTo(540, within(30));
    assertThat(looked.get("slow")).isCloseTo(135, within(10));
    assertThat(scheduler.degraded())
        .get()
        .asString()
        .contains(
            "ask for 25.0 pictures a second",
            "11.2 are possible",
            "fast 20.0 → 9.0",
            "slow 5.0 → 2.2");
  }

  @Test
  void shouldReturnToFullRatesWhenACameraGoesSilent() {
    scheduler.add("a", Pace.of(20), 0);
    scheduler.add("b", Pace.of(20), 0);
    run(10 * SECOND, 40 * MS, Map.of("a", 40 * MS, "b", 40 * MS));
    assertThat(scheduler.admitted()).isLessThan(0.7);

    runFrom(10 * SECOND, 10 * SECOND, 30 * MS, Map.of("a", 40 * MS));

    assertThat(scheduler.admitted()).isEqualTo(1);
    assertThat(scheduler.degraded()).isEmpty();
    assertThat(scheduler.fps("b", 20 * SECOND)).isZero();
  }

  @Test
  void shouldCountOnlyWhatCamerasSendWhenTheyAreSlowerThanConfigured() {
    scheduler.add("a", Pace.of(60), 0);

    run(10 * SECOND, 40 * MS, Map.of("a", 200 * MS));

    assertThat(scheduler.admitted()).isEqualTo(1);
    assertThat(looked.get("a")).isBetween(49, 51);
  }

  @Test
  void shouldKeepTheRatesWhenOneInferenceStalls() {
    scheduler.add("a", Pace.of(10), 0);
    run(5 * SECOND, 40 * MS, Map.of("a", 40 * MS));
    lookAt("a", 6 * SECOND);
    scheduler.finished("a", 3 * SECOND);
    runFrom(9 * SECOND, 2 * SECOND, 40 * MS, Map.of("a", 40 * MS));

    assertThat(scheduler.admitted()).isEqualTo(1);
  }

  @Test
  void shouldNotLowerRatesWhenOnlyTheFirstInferencesAreSlow() {
    scheduler.add("a", Pace.of(20), 0);

    run(2 * SECOND, 400 * MS, Map.of("a", 40 * MS));

    assertThat(scheduler.admitted()).isEqualTo(1);
  }

  @Test
  void shouldServeEveryCameraWhenThereAreMany() {
    Map<String, Long> periods = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      scheduler.add("c" + i, Pace.of(10), 0);
      periods.put("c" + i, 40 * MS);
    }

    run(20 * SECOND, 20 * MS, periods);

    int expected = (int) (20 * 0.9 * 50 / 16);
    assertThat(looked.values()).allSatisfy(n -> assertThat(n).isCloseTo(expected, within(8)));
  }

  @Test
  void shouldRefuseWhenACameraIsAddedTwice() {
    scheduler.add("a", Pace.of(10), 0);

    assertThatThrownBy(() -> scheduler.add("a", Pace.of(10), 0))
        .hasMessageContaining("a is registered");
  }

  @Test
  void shouldForgetWhenACameraIsRemovedDuringItsTurn() {
    scheduler.add("a", Pace.of(10), 0);
    scheduler.arrived("a", 0);
    assertThat(scheduler.next(0)).isEqualTo("a");
    scheduler.remove("a");

    assertThat(scheduler.accept("a", 0, 0)).isFalse();
    scheduler.finished("a", MS);
    scheduler.arrived("a", MS);
    assertThat(scheduler.next(SECOND)).isNull();
  }

  private void lookAt(String camera, long now) {
    scheduler.arrived(camera, now);
    assertThat(scheduler.next(now)).isEqualTo(camera);
    assertThat(scheduler.accept(camera, now, now)).isTrue();
    scheduler.released(camera);
  }

  private void run(long length, long cost, Map<String, Long> periods) {
    runFrom(0, length, cost, periods);
  }

  /** One worker, cameras sending at fixed periods, a clock of one millisecond. */
  private void runFrom(long from, long length, long cost, Map<String, Long> periods) {
    String busyWith = null;
    long busyUntil = 0;
    for (long now = from; now < from + length; now += MS) {
      for (Map.Entry<String, Long> camera : periods.entrySet()) {
        if (now % camera.getValue() == 0) {
          scheduler.arrived(camera.getKey(), now);
          arrivedAt.put(camera.getKey(), now);
        }
      }
      if (busyWith != null && now >= busyUntil) {
        scheduler.finished(busyWith, cost);
        busyWith = null;
      }
      if (busyWith == null) {
        String camera = scheduler.next(now);
        if (camera != null && scheduler.accept(camera, arrivedAt.get(camera), now)) {
          looked.merge(camera, 1, Integer::sum);
          busyWith = camera;
          busyUntil = now + cost;
        }
      }
    }
  }
}
