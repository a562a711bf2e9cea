package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class RuleEngineTest {
  private static final double FPS = 10;

  private final List<Finding> told = new ArrayList<>();
  private RuleEngine engine = new RuleEngine("cam", RulesConfig.defaults());

  private void play(double from, double to, DoubleFunction<Road> scene) {
    for (int i = 0; from + i / FPS < to; i++) {
      double t = from + i / FPS;
      told.addAll(engine.observe(scene.apply(t).at(t)));
    }
  }

  private List<Finding> cleared(IncidentType type) {
    return told.stream()
        .filter(f -> f.phase() == Finding.Phase.CLEARED && f.type() == type)
        .toList();
  }

  private List<Finding> confirmed(IncidentType type) {
    return told.stream()
        .filter(f -> f.phase() == Finding.Phase.CONFIRMED && f.type() == type)
        .toList();
  }

  /** Drives at 150 px/s until {@code stop}, brakes for two seconds, then stands. */
  private static double stopping(double t, double stop, double at) {
    double left = Math.max(0, stop - t);
    return left > 2 ? at - 150 - 150 * (left - 2) : at - 37.5 * left * left;
  }

  @Test
  void shouldTellAStoppedVehicleAfterTenSecondsAndClearItWhenItLeaves() {
    play(0, 18, t -> Road.empty().car(stopping(t, 4, 300), 200));
    Finding finding = confirmed(IncidentType.STOPPED_VEHICLE).get(0);
    assertThat(finding.confirmedSeconds()).isBetween(13.0, 15.5);
    assertThat(finding.startSeconds()).isBetween(3.0, 5.0);
    assertThat(finding.x()).isBetween(0.49, 0.55);
    assertThat(finding.evidence()).containsKeys("standing_seconds", "standing_threshold_seconds");
    assertThat(engine.suspicion()).isEqualTo(1);

    play(18, 30, t -> Road.empty().car(300 + 100 * (t - 18), 200));
    assertThat(told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
    assertThat(told).last().extracting(Finding::key).isEqualTo(finding.key());
  }

  @Test
  void shouldNotTellAParkedCarThatNeverDrove() {
    play(0, 60, t -> Road.empty().car(300, 200));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldNotTellStoppedVehiclesWhenTheyStandInAQueue() {
    play(
        0,
        30,
        t ->
            Road.empty()
                .car(stopping(t, 4, 500), 200)
                .car(stopping(t, 6, 400), 200)
                .car(stopping(t, 8, 300), 200)
                .car(stopping(t, 9, 200), 200));

    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).isEmpty();
  }

  @Test
  void shouldTellOneStoppedVehicleOnceWhenItIsHiddenNowAndThen() {
    play(0, 60, t -> (int) t % 7 == 6 ? Road.empty() : Road.empty().car(stopping(t, 4, 300), 200));

    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
  }

  @Test
  void shouldRefuseTheSamePlaceWhenItWasClosedLessThanAMinuteAgo() {
    DoubleFunction<Road> twice =
        t ->
            t < 20
                ? Road.empty().car(stopping(t, 4, 300), 200)
                : t < 28
                    ? Road.empty().car(300 + 120 * (t - 20), 200)
                    : Road.empty().car(stopping(t, 32, 300), 200);
    play(0, 50, twice);

    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
  }

  @Test
  void shouldStartTheClockAnewWhenTheStreamHasAGap() {
    play(0, 10, t -> Road.empty().car(stopping(t, 4, 300), 200));
    play(14, 21, t -> Road.empty().car(300, 200));
    assertThat(told).isEmpty();
    play(21, 26, t -> Road.empty().car(300, 200));
    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
  }

  /** A car hits another in the flank; it stops within 0.2 s and throws the other aside. */
  private static Road crash(double t) {
    double hit = Math.min(t, 3);
    double after = Math.max(0, t - 3);
    double slid = Math.min(after, 0.4);
    double striker = 300 - 62 - 150 * (3 - hit) + 10 * slid;
    double victimX = 300 + 120 * slid - 100 * slid * slid;
    double victimY = 60 + 60 * hit - 20 * slid;
    return Road.empty().car(striker, 240).box("car", 0.8, victimX, victimY, 45, 45);
  }

  @Test
  void shouldTellACollisionWithinASecondAndAgainWhenTheyKeepStanding() {
    play(0, 8, RuleEngineTest::crash);

    assertThat(confirmed(IncidentType.COLLISION)).hasSize(1);
    Finding finding = confirmed(IncidentType.COLLISION).get(0);
    assertThat(finding.startSeconds()).isBetween(2.5, 3.5);
    assertThat(finding.confirmedSeconds()).isBetween(3.0, 4.2);
    assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(finding.evidence())
        .containsKeys("score", "score_threshold", "velocity_change_units_s", "contact");
    Finding later = told.get(told.size() - 1);
    assertThat(later.phase()).isEqualTo(Finding.Phase.UPDATED);
    assertThat(later.key()).isEqualTo(finding.key());
    assertThat(later.severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void shouldFindTheCollisionWhenThePictureIsMirrored() {
    play(
        0,
        8,
        t -> {
          double hit = Math.min(t, 3);
          double slid = Math.min(Math.max(0, t - 3), 0.4);
          double striker = 640 - 60 - (300 - 62 - 150 * (3 - hit) + 10 * slid);
          double victimX = 640 - 45 - (300 + 120 * slid - 100 * slid * slid);
          Road road = Road.empty().car(striker, 240);
          return road.box("car", 0.8, victimX, 60 + 60 * hit - 20 * slid, 45, 45);
        });

    assertThat(confirmed(IncidentType.COLLISION)).hasSize(1);
  }

  @Test
  void shouldNotTellACollisionWhenACarBrakesBehindAStandingOne() {
    play(0, 12, t -> Road.empty().car(stopping(t, 4, 420), 200).car(stopping(t, 7, 350), 200));

    assertThat(confirmed(IncidentType.COLLISION)).isEmpty();
  }

  @Test
  void shouldNotTellACollisionWhenVehiclesPassInFrontOfEachOther() {
    play(0, 8, t -> Road.empty().car(80 * t, 200).car(560 - 90 * t, 215).car(60 * t - 40, 180));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellFireWhenFlamesStayAndForgetAFlash() {
    play(0, 1, t -> Road.empty().box("fire", 0.7, 300, 200, 30, 30));
    play(1, 6, t -> Road.empty());
    assertThat(told).isEmpty();
    play(6, 10, t -> Road.empty().box("fire", 0.7, 300, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1)));
    Finding finding = confirmed(IncidentType.FIRE).get(0);
    assertThat(finding.confirmedSeconds()).isBetween(7.5, 9.5);
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
  }

  /** A cool-down delays what comes back at the same place; it must never silence it for good. */
  @Test
  void shouldTellFireAgainWhenItComesBackDuringTheCoolDownAndStays() {
    play(0, 6, t -> Road.empty().box("fire", 0.7, 300, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1)));
    play(6, 22, t -> Road.empty());
    assertThat(confirmed(IncidentType.FIRE)).hasSize(1);
    play(
        22, 90, t -> Road.empty().box("fire", 0.7, 300, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1)));
    assertThat(confirmed(IncidentType.FIRE)).hasSize(2);
    assertThat(confirmed(IncidentType.FIRE).get(1).confirmedSeconds()).isBetween(70.0, 85.0);
  }

  @Test
  void shouldNotTellFireWhenItIsSeenLessThanHalfOfTheTime() {
    play(
        0,
        30,
        t ->
            (int) Math.round(t * 10) % 10 < 4
                ? Road.empty().box("fire", 0.7, 300, 200, 30, 30 + t % 1)
                : Road.empty());

    assertThat(told).isEmpty();
  }

  @Test
  void shouldNotTellFireWhenALightRidesOnAVehicle() {
    play(
        0,
        6,
        t ->
            Road.empty()
                .car(20 + 90 * t, 200)
                .box("fire", 0.6, 30 + 90 * t, 215, 10, 8 + (t * 10) % 2));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellASteadyLightLateAndAsUnsure() {
    play(0, 6.9, t -> Road.empty().box("fire", 0.5, 300, 200, 30, 30 + (t * 10) % 2));
    assertThat(told).isEmpty();

    play(6.9, 10, t -> Road.empty().box("fire", 0.5, 300, 200, 30, 30 + (t * 10) % 2));
    assertThat(confirmed(IncidentType.FIRE)).hasSize(1);
    assertThat(confirmed(IncidentType.FIRE).get(0).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void shouldTellOneFireWhenFlamesBurnSideBySide() {
    play(
        0,
        8,
        t ->
            Road.empty()
                .box("fire", 0.7, 200, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1))
                .box("fire", 0.7, 280, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1)));
    assertThat(confirmed(IncidentType.FIRE)).hasSize(1);

    play(8, 15, t -> Road.empty().box("fire", 0.7, 280, 200 - 12 * (t % 1), 30, 30 + 12 * (t % 1)));
    assertThat(cleared(IncidentType.FIRE)).isEmpty();

    play(15, 30, t -> Road.empty());
    assertThat(cleared(IncidentType.FIRE)).hasSize(1);
  }

  @Test
  void shouldTellSmokeLaterAndLessSeverelyThanFire() {
    play(0, 8, t -> Road.empty().box("smoke", 0.6, 300, 100 - 4 * t, 60, 60 + 4 * t));

    assertThat(confirmed(IncidentType.SMOKE)).hasSize(1);
    assertThat(confirmed(IncidentType.SMOKE).get(0).confirmedSeconds()).isGreaterThan(3.3);
    assertThat(confirmed(IncidentType.SMOKE).get(0).severity()).isEqualTo(Severity.MEDIUM);
  }

  /** Two lanes of traffic with gaps; slows down within five seconds. */
  private static Road traffic(double t, double slowAt, double crawl) {
    Road road = Road.empty();
    double braking = Math.max(0, Math.min(5, t - slowAt));
    double way =
        150 * Math.min(t, slowAt)
            + 150 * braking
            - (150 - crawl) * braking * braking / 10
            + crawl * Math.max(0, t - slowAt - 5);
    for (int lane = 0; lane < 2; lane++) {
      for (int k = 0; k < 6; k++) {
        road.car((way + 130 * k + 60 * lane) % 780 - 70, 150 + 70 * lane);
      }
    }
    return road;
  }

  @Test
  void shouldTellCongestionWhenDenseTrafficSlowsToACrawl() {
    play(0, 80, t -> traffic(t, 30, 12));

    assertThat(confirmed(IncidentType.CONGESTION)).hasSize(1);
    Finding finding = confirmed(IncidentType.CONGESTION).get(0);
    assertThat(finding.startSeconds()).isBetween(31.0, 40.0);
    assertThat(finding.confirmedSeconds()).isBetween(45.0, 80.0);
    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).isEmpty();
    assertThat(confirmed(IncidentType.COLLISION)).isEmpty();
  }

  @Test
  void shouldNotTellCongestionWhenDenseTrafficFlows() {
    play(0, 80, t -> traffic(t, 30, 90));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldSayTheSameTwiceWhenFedTheSame() {
    play(0, 8, RuleEngineTest::crash);
    List<Finding> first = List.copyOf(told);
    told.clear();
    engine = new RuleEngine("cam", RulesConfig.defaults());
    play(0, 8, RuleEngineTest::crash);

    assertThat(told).isEqualTo(first).isNotEmpty();
  }
}
