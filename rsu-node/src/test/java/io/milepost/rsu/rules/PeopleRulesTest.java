package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class PeopleRulesTest {
  private static final double FALLS = 4;

  private static RuleBench bench(String yaml) {
    return new RuleBench(yaml, SceneGeometry.unknown());
  }

  /** Feet at (x, 250); upright 30 by 80, lying 82 by 28. */
  private static Road upright(double x) {
    return Road.empty().box("person", 0.7, x - 15, 170, 30, 80);
  }

  private static Road lying(double x) {
    return Road.empty().box("person", 0.55, x - 41, 222, 82, 28);
  }

  private static Road crouching(double x) {
    return Road.empty().box("person", 0.7, x - 20, 200, 42, 48);
  }

  private static DoubleFunction<Road> falling(double up) {
    return t ->
        t < FALLS
            ? upright(100 + 40 * t)
            : t < FALLS + 0.3 ? crouching(262) : t < up ? lying(265) : upright(265);
  }

  @Test
  void shouldTellAFallWhenAPersonStaysDownForTwoSeconds() {
    RuleBench bench = bench("{}").play(0, 12, falling(99));
    List<Finding> told = bench.confirmed(IncidentType.FALL);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).confirmedSeconds()).isBetween(FALLS + 2, FALLS + 3.2);
    assertThat(told.get(0).trace().conditions())
        .extracting(Condition::name)
        .containsExactly("shape", "height_share", "down_seconds");
  }

  @Test
  void shouldTellTheFallThoughTheBoxIsNarrowerNowAndThen() {
    RuleBench bench = bench("{}");
    bench.play(
        0,
        14,
        t ->
            t > FALLS && (int) (t * 10) % 8 == 0
                ? Road.empty().box("person", 0.5, 230, 218, 40, 40)
                : falling(99).apply(t));
    assertThat(bench.confirmed(IncidentType.FALL)).hasSize(1);
    assertThat(bench.of(IncidentType.FALL, Finding.Phase.CLEARED)).isEmpty();
  }

  @Test
  void shouldTellNoFallWhenSomebodyGetsUpAgainOrCrouches() {
    assertThat(bench("{}").play(0, 12, falling(FALLS + 1.5)).confirmed(IncidentType.FALL))
        .isEmpty();
    RuleBench crouches = bench("{}").play(0, 15, t -> t < 4 ? upright(200) : crouching(200));
    assertThat(crouches.confirmed(IncidentType.FALL)).isEmpty();
  }

  @Test
  void shouldTellNoFallOfACyclistNorOfABoxCutOffNorOfSomethingThatAlwaysLay() {
    RuleBench cyclist =
        bench("{}")
            .play(
                0,
                12,
                t ->
                    falling(99)
                        .apply(t)
                        .box("bicycle", 0.6, 90 + 40 * Math.min(t, 4), 200, 80, 50));
    assertThat(cyclist.confirmed(IncidentType.FALL)).isEmpty();

    RuleBench cut =
        bench("{}")
            .play(
                0,
                12,
                t ->
                    t < FALLS
                        ? Road.empty().box("person", 0.7, 100, 278, 30, 82)
                        : Road.empty().box("person", 0.6, 75, 330, 82, 30));
    assertThat(cut.confirmed(IncidentType.FALL)).isEmpty();

    RuleBench always = bench("{}").play(0, 12, t -> lying(300));
    assertThat(always.confirmed(IncidentType.FALL)).isEmpty();
  }

  private static final SceneGeometry SITE =
      Zones.of(Zones.box(ZoneType.RESTRICTED, 0, 0, 640, 360));

  private static Road worker(String head, String body) {
    Road road = Road.empty().box("person", 0.8, 200, 100, 60, 160);
    road = head == null ? road : road.box(head, 0.6, 214, 98, 30, 30);
    return body == null ? road : road.box(body, 0.6, 205, 130, 50, 70);
  }

  private static List<Finding> missing(
      String yaml, SceneGeometry site, DoubleFunction<Road> scene) {
    return new RuleBench(yaml, site).play(0, 10, scene).confirmed(IncidentType.MISSING_PPE);
  }

  @Test
  void shouldTellAMissingHelmetAfterMostLooksAgree() {
    List<Finding> told = missing("{}", SITE, t -> worker("no-hardhat", "vest"));
    assertThat(told).hasSize(1);
    assertThat(told.get(0).evidence()).containsEntry("missing", "helmet");
    assertThat(told.get(0).confirmedSeconds()).isBetween(4.0, 6.5);
    assertThat(missing("{}", SITE, t -> worker("helmet", "no_vest")).get(0).evidence())
        .containsEntry("missing", "vest");
  }

  @Test
  void shouldStaySilentWhenProtectedOrUnsureOrElsewhereOrUnknownToTheDetector() {
    assertThat(missing("{}", SITE, t -> worker("helmet", "vest"))).isEmpty();
    assertThat(
            missing(
                "{}", SITE, t -> worker((int) (t * 2) % 2 == 0 ? "no-hardhat" : "helmet", null)))
        .isEmpty();
    assertThat(missing("{}", SceneGeometry.unknown(), t -> worker("no-hardhat", null))).isEmpty();
    assertThat(missing("{}", SITE, t -> worker(null, null))).isEmpty();
  }

  @Test
  void shouldTakeAbsenceForMissingOnlyWhenAskedTo() {
    DoubleFunction<Road> bareOneBesideAnother =
        t -> worker(null, null).box("helmet", 0.6, 500, 100, 30, 30);
    assertThat(missing("{}", SITE, bareOneBesideAnother)).isEmpty();
    assertThat(missing("{ppe: {absence_counts: true}}", SITE, bareOneBesideAnother)).hasSize(1);
  }
}
