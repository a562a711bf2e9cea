package io.milepost.bench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.protocol.incident.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private static TruthEvent event(String type, double start, double end) {
    return new TruthEvent(type, true, start, end, 0.5, 0.5);
  }

  private static Told told(String type, double at, double x) {
    return new Told(type, Severity.HIGH, at - 1, at, x, 0.5, Map.of());
  }

  private static Judge.Verdict judge(List<TruthEvent> truth, Told... told) {
    return Judge.judge(new Trial("t", "collision", 60, truth, List.of(told)));
  }

  @Test
  void shouldFindAnEventWhenItIsToldInTimeAtItsPlace() {
    Judge.Verdict v = judge(List.of(event("collision", 15, NEVER)), told("collision", 17, 0.6));

    assertThat(v.primary()).hasSize(1);
    assertThat(v.primary().get(0).delay()).isEqualTo(2);
    assertThat(v.primary().get(0).suspicionDelay()).isEqualTo(1);
    assertThat(v.wrong()).isEmpty();
  }

  @Test
  void shouldMissWhenItIsToldTooEarlyTooLateOrElsewhere() {
    List<TruthEvent> truth = List.of(event("collision", 15, NEVER));

    assertThat(judge(truth, told("collision", 13, 0.5)).primary().get(0).by()).isNull();
    assertThat(judge(truth, told("collision", 46, 0.5)).primary().get(0).by()).isNull();
    assertThat(judge(truth, told("collision", 17, 0.95)).primary().get(0).by()).isNull();
  }

  @Test
  void shouldCountAsFalseOnlyWhatNothingExplains() {
    List<TruthEvent> truth = List.of(event("collision", 15, NEVER));
    Judge.Verdict v =
        judge(
            truth,
            told("wrong_way", 5, 0.5),
            told("collision", 17, 0.5),
            told("stopped_vehicle", 30, 0.5),
            told("loitering", 31, 0.5));

    assertThat(v.wrong()).extracting(Told::type).containsExactly("wrong_way", "loitering");
    assertThat(v.also()).extracting(Told::type).containsExactly("stopped_vehicle");
  }

  @Test
  void shouldTakeOneFindingForOneEventOnly() {
    List<TruthEvent> truth =
        List.of(event("wrong_way", 10, 20), new TruthEvent("wrong_way", true, 12, 20, 0.5, 0.5));
    Judge.Verdict v = judge(truth, told("wrong_way", 13, 0.5));

    assertThat(v.primary().stream().filter(f -> f.by() != null)).hasSize(1);
  }

  @Test
  void shouldTakeSmokeForAFire() {
    assertThat(judge(List.of(event("fire", 15, NEVER)), told("smoke", 18, 0.5)).primary())
        .allMatch(f -> f.by() != null);
  }

  @Test
  void shouldBoundTheRateOfFalseAlarmsExactly() {
    // Garwood's exact limits at 95 %, one-sided: 2.996 for none, 4.744 for one, 10.513 for five.
    assertThat(Scoreboard.upper(0)).isCloseTo(2.996, within(0.001));
    assertThat(Scoreboard.upper(1)).isCloseTo(4.744, within(0.001));
    assertThat(Scoreboard.upper(5)).isCloseTo(10.513, within(0.001));
  }

  @Test
  void shouldAddUpByRule() {
    Scoreboard board = new Scoreboard();
    List<TruthEvent> truth = List.of(event("collision", 15, NEVER));
    board.add(new Trial("a", "collision", 1800, truth, List.of(told("collision", 17, 0.5))));
    board.add(new Trial("b", "collision", 1800, truth, List.of(told("wrong_way", 2, 0.5))));
    Scoreboard.Result result = board.result();

    assertThat(result.cameraHours()).isEqualTo(1);
    assertThat(result.rules().get("collision").recall()).isEqualTo(0.5);
    assertThat(result.rules().get("collision").delay()).isEqualTo(2);
    assertThat(result.rules().get("collision").goal()).isFalse();
    assertThat(result.rules().get("wrong_way").wrongHigh()).isEqualTo(1);
    assertThat(result.wrongHighPerHour()).isEqualTo(1);
  }
}
