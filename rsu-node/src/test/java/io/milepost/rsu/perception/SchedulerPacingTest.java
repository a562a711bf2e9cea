package io.milepost.rsu.perception;

import static io.milepost.rsu.perception.SchedulerBench.MS;
import static io.milepost.rsu.perception.SchedulerBench.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rates that follow suspicion, motion and priority. */
class SchedulerPacingTest {
  private final SchedulerBench bench = new SchedulerBench();

  @Test
  void shouldLookThreeTimesAsOftenWhenRulesSuspectSomething() {
    Pace pace = bench.camera("a", 5, 5);
    bench.run(2).each(now -> pace.attention().report(0.5, now)).run(4);

    assertThat(bench.looks("a")).isCloseTo(60, within(3));
  }

  @Test
  void shouldNotExceedWhatTheCameraSendsWhenSuspicionAsksForMore() {
    Pace pace = bench.camera("a", 15, 5);
    bench.each(now -> pace.attention().report(0.5, now)).run(4);

    assertThat(bench.looks("a")).isCloseTo(100, within(2));
    assertThat(bench.scheduler.granted("a")).isCloseTo(25, within(0.2));
  }

  @Test
  void shouldReturnToTheTargetWhenTheSuspicionIsOver() {
    Pace pace = bench.camera("a", 5, 5);
    bench.each(now -> pace.attention().report(0.5, now)).run(4);
    bench.each(now -> pace.attention().report(0, now)).run(2);
    assertThat(bench.looks("a")).as("held").isCloseTo(30, within(3));

    bench.run(2).run(4);
    assertThat(bench.looks("a")).isCloseTo(20, within(1));
  }

  @Test
  void shouldEndTheHasteWhenASuspicionStandsForLong() {
    Pace pace = bench.camera("a", 5, 5);
    bench.each(now -> pace.attention().report(1, now)).run(31).run(10);

    assertThat(bench.looks("a")).isCloseTo(50, within(3));
  }

  @Test
  void shouldIgnoreASuspicionWhenTheRulesReportNothingAnyMore() {
    Pace pace = bench.camera("a", 5, 5);
    pace.attention().report(1, 0);
    bench.run(12).run(4);

    assertThat(bench.looks("a")).isCloseTo(20, within(1));
  }

  @Test
  void shouldSlowDownWhenNothingMoves() {
    Pace pace = bench.camera("a", 10, 5);
    bench.each(now -> pace.activity().still(now)).run(5);
    assertThat(bench.looks("a")).as("held").isGreaterThan(45);

    bench.run(1).run(10);
    assertThat(bench.looks("a")).isCloseTo(10, within(1));
    assertThat(bench.scheduler.degraded()).isEmpty();
  }

  @Test
  void shouldLookAtOnceWhenSomethingMovesAgain() {
    Pace pace = bench.camera("a", 10, 5);
    bench.each(now -> pace.activity().still(now)).run(10.3);
    long moved = bench.now();
    bench.each(now -> pace.activity().moved(now)).run(1);

    assertThat(bench.looks.get("a").get(0) - moved).isLessThanOrEqualTo(40 * MS);
    assertThat(bench.looks("a")).isCloseTo(10, within(1));
  }

  @Test
  void shouldKeepTheTargetWhenNothingIsKnownOfMotion() {
    bench.camera("a", 10, 5);
    assertThat(bench.run(10).looks("a")).isCloseTo(100, within(1));
  }

  @Test
  void shouldReturnToTheTargetWhenMotionIsNoLongerReported() {
    Pace pace = bench.camera("a", 10, 5);
    bench.each(now -> pace.activity().still(now)).run(10);
    bench.each(now -> {}).run(3).run(4);

    assertThat(bench.looks("a")).isCloseTo(40, within(1));
  }

  @Test
  void shouldNotSlowDownWhenNothingMovesButRulesGatherEvidence() {
    Pace pace = bench.camera("a", 10, 5);
    bench
        .each(
            now -> {
              pace.activity().still(now);
              pace.attention().report(0.1, now);
            })
        .run(10)
        .run(4);

    assertThat(bench.looks("a")).isCloseTo(40, within(1));
  }

  @Test
  void shouldLowerTheLowestPriorityFirstWhenTimeIsShort() {
    bench.camera("vital", 10, 9);
    bench.camera("usual", 10, 5);
    bench.camera("spare", 10, 0);
    // 50 ms leave 18 pictures a second: 10, then 7, and the floor of 1.
    bench.cost(50 * MS).run(10).run(10);

    assertThat(bench.looks("vital")).isCloseTo(100, within(2));
    assertThat(bench.looks("usual")).isCloseTo(70, within(4));
    assertThat(bench.looks("spare")).isCloseTo(10, within(1));
    assertThat(bench.scheduler.degraded().orElseThrow())
        .contains("spare 10.0 → 1.0", "usual 10.0 → 7.0")
        .doesNotContain("vital");
  }

  @Test
  void shouldKeepEverybodyAtTheFloorBeforeServingAnyoneMore() {
    IntStream.range(0, 10).forEach(i -> bench.camera("c" + i, 10, i));
    // 80 ms leave 11.25 pictures a second for ten cameras.
    bench.cost(80 * MS).run(20).run(20);

    assertThat(bench.looks("c9")).isCloseTo(45, within(4));
    assertThat(IntStream.range(0, 9).map(i -> bench.looks("c" + i)))
        .allSatisfy(n -> assertThat(n).isCloseTo(20, within(2)));
  }

  @Test
  void shouldStarveNobodyWhenNotEvenTheFloorsFit() {
    IntStream.range(0, 20).forEach(i -> bench.camera("c" + i, 5, i % 10));
    // 100 ms leave 9 pictures a second for twenty cameras.
    bench.cost(100 * MS).run(20).run(20);

    assertThat(IntStream.range(0, 20).map(i -> bench.looks("c" + i)))
        .allSatisfy(n -> assertThat(n).isBetween(8, 10));
    assertThat(bench.longestGap("c0")).isLessThan(3 * SECOND);
    assertThat(bench.scheduler.degraded().orElseThrow()).contains("and 12 more");
  }

  @Test
  void shouldServeASuspectedCameraBeforeItsEqualsWhenTimeIsShort() {
    Pace pace = bench.camera("suspected", 10, 5);
    bench.camera("quiet", 10, 5);
    bench.camera("vital", 10, 6);
    bench.cost(50 * MS).each(now -> pace.attention().report(0.6, now)).run(10).run(10);

    assertThat(bench.looks("vital")).isCloseTo(100, within(3));
    assertThat(bench.looks("suspected")).isCloseTo(70, within(4));
    assertThat(bench.looks("quiet")).isCloseTo(10, within(1));
  }

  @Test
  void shouldGiveTheBoostOnlyFromWhatIsLeftWhenTimeIsScarce() {
    Pace pace = bench.camera("suspected", 5, 5);
    bench.camera("other", 10, 5);
    bench.cost(50 * MS).each(now -> pace.attention().report(0.6, now)).run(10).run(10);

    assertThat(bench.looks("other")).isCloseTo(100, within(3));
    assertThat(bench.looks("suspected")).isCloseTo(80, within(5));
    assertThat(bench.scheduler.degraded()).isEmpty();
  }

  @Test
  void shouldRecoverSlowlyWhenTimeIsNoLongerShort() {
    bench.camera("a", 20, 5);
    bench.cost(90 * MS).run(10);
    assertThat(bench.scheduler.admitted()).isCloseTo(0.5, within(0.03));

    bench.cost(20 * MS).run(0.5);
    assertThat(bench.scheduler.admitted()).isLessThan(0.8);
    assertThat(bench.scheduler.degraded()).isPresent();
    bench.run(6).run(5);
    assertThat(bench.looks("a")).isCloseTo(100, within(2));
    assertThat(bench.scheduler.degraded()).isEmpty();
  }

  @Test
  void shouldNotFlickerWhenTheCostIsAtTheLimit() {
    bench.camera("a", 20, 5);
    bench.cost(48 * MS).run(5);
    int[] changes = {0};
    boolean[] before = {bench.scheduler.degraded().isPresent()};
    bench
        .each(
            now -> {
              bench.cost((now / SECOND) % 2 == 0 ? 44 * MS : 48 * MS);
              boolean is = bench.scheduler.degraded().isPresent();
              changes[0] += is == before[0] ? 0 : 1;
              before[0] = is;
            })
        .run(30);

    assertThat(changes[0]).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldUseItsOwnAgeLimitWhenACameraHasOne() {
    InferenceScheduler scheduler = new InferenceScheduler(1, 500 * MS, PacingConfig.defaults());
    scheduler.add("strict", new Pace(10, 5, 100, new Attention(), new Activity()), 0);
    scheduler.add("usual", Pace.of(10), 0);

    assertThat(scheduler.accept("strict", 0, 101 * MS)).isFalse();
    assertThat(scheduler.accept("usual", 0, 101 * MS)).isTrue();
    assertThat(scheduler.tooOld("strict")).isEqualTo(1);
  }

  @Test
  void shouldAllowSecondLooksWithinTheBudgetWhenThereIsTime() {
    bench.camera("a", 5, 5);
    int[] looks = {0};
    bench
        .cost(20 * MS)
        .run(3)
        .each(now -> looks[0] += bench.scheduler.secondLook("a", now) ? 1 : 0)
        .run(10);

    assertThat(looks[0]).isCloseTo(20, within(1));
  }

  @Test
  void shouldRefuseSecondLooksWhenTheCamerasNeedAllTheTime() {
    bench.camera("a", 20, 5);
    int[] looks = {0};
    bench
        .cost(50 * MS)
        .run(3)
        .each(now -> looks[0] += bench.scheduler.secondLook("a", now) ? 1 : 0)
        .run(10);

    assertThat(looks[0]).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldServeEqualsEquallyWhenTheyShareAnOverloadedMachine() {
    IntStream.range(0, 7).forEach(i -> bench.camera("c" + i, 10, 5));
    bench.cost(37 * MS).run(10).run(20);

    int each = (int) Math.round(20 * 0.9 * 1000 / 37 / 7);
    assertThat(IntStream.range(0, 7).map(i -> bench.looks("c" + i)))
        .allSatisfy(n -> assertThat(n).isCloseTo(each, within(3)));
  }
}
