package io.milepost.vehicle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "collision, 500, slow_down",
    "collision, 500.1, inform",
    "fire, 0, slow_down",
    "fire, 501, inform",
    "blockage, 200, stop",
    "blockage, 200.1, inform",
    "congestion, 10, inform",
    "smoke, 10, inform",
  })
  void shouldFollowTheStandardRules(String type, double distance, String expected) {
    Decision decision = Policy.standard().decide(List.of(alert(type, distance, null)));
    assertThat(decision.code()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "collision, medium, slow_down",
    "collision, critical, slow_down",
    "fire, medium, slow_down",
    "blockage, medium, slow_down",
    "blockage, high, stop",
  })
  void shouldStopForNothingBelowHigh(String type, String severity, String expected) {
    ActiveAlert alert = alert(type, Severity.of(severity), 100, null);
    assertThat(Policy.standard().decide(List.of(alert)).code()).isEqualTo(expected);
  }

  @Test
  void shouldTakeTheStrongestThenTheNearestWhenSeveralHold() {
    Policy policy = Policy.standard();
    assertThat(
            policy
                .decide(
                    List.of(
                        alert("congestion", 5, null),
                        alert("blockage", 150, null),
                        alert("collision", 20, null)))
                .code())
        .isEqualTo("stop");
    assertThat(
            policy
                .decide(List.of(alert("collision", 300, null), alert("collision", 100, null)))
                .event())
        .isEqualTo("rsu-a/100");
    assertThat(policy.decide(List.of())).isEqualTo(Decision.NONE);
    assertThat(policy.decide(List.of(alert("collision", 1, "clock is off"))).code())
        .isEqualTo("inform");
  }

  @ParameterizedTest
  @CsvSource({
    "blockage, 100, stop, near",
    "blockage, 250, change_lane, wide",
    "blockage, 900, slow_down, everything",
    "congestion, 100, slow_down, everything",
    "congestion, 1001, inform, ",
  })
  void shouldTakeTheStrongestRuleThenTheFirstWhenRulesOverlap(
      String type, double distance, String expected, String rule) {
    Policy policy =
        new Policy(
            List.of(
                new PolicyRule("mild", List.of(), 1000.0, null, Suggestion.INFORM),
                new PolicyRule("everything", List.of(), 1000.0, null, Suggestion.SLOW_DOWN),
                new PolicyRule("same", List.of(), 1000.0, null, Suggestion.SLOW_DOWN),
                new PolicyRule(
                    "near", List.of(IncidentType.BLOCKAGE), 200.0, null, Suggestion.STOP),
                new PolicyRule(
                    "wide", List.of(IncidentType.BLOCKAGE), 300.0, null, Suggestion.CHANGE_LANE)),
            Suggestion.INFORM);
    ActiveAlert alert = alert(type, distance, null);
    assertThat(policy.decide(List.of(alert)).code()).isEqualTo(expected);
    assertThat(policy.choose(alert, distance).rule()).isEqualTo(rule);
  }

  @Test
  void shouldReadRulesFromYaml() throws IOException {
    Policy policy =
        read(
            """
            rules:
              - name: anything grave
                min_severity: high
                action: stop
              - name: wrong way
                types: [wrong_way]
                max_distance_m: 2000
                action: slow_down
            otherwise: inform
            """);
    assertThat(policy.decide(List.of(alert("congestion", 9000, null))).code()).isEqualTo("stop");
    assertThat(policy.rules().get(1).types()).containsExactly(IncidentType.WRONG_WAY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{name: a, action: fly}] | 'fly' is no Suggestion",
        "rules: [{name: a}] | policy rule 'a' has no action",
        "rules: [{action: stop}] | a policy rule has no name",
        "rules: [{name: a, action: stop, max_distance_m: -1}] | max_distance_m of policy rule 'a'",
        "rules: [{name: a, action: stop, colour: red}] | colour",
        "rules: [{name: a, action: stop, types: [ufo]}] | unknown incident type 'ufo'",
        "rules: [ | policy.yaml",
        "otherwise: stop | has no rules",
      })
  void shouldSayWhatIsWrongWhenTheFileIs(String yaml, String words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("policy.yaml");
    assertThatThrownBy(() -> Policy.read(folder.resolve("none.yaml")))
        .hasMessageContaining("cannot be read");
  }

  private Policy read(String yaml) throws IOException {
    Path file = folder.resolve("policy.yaml");
    Files.writeString(file, yaml);
    return Policy.read(file);
  }

  private static ActiveAlert alert(String type, double distance, String noAction) {
    return alert(type, Severity.HIGH, distance, noAction);
  }

  private static ActiveAlert alert(
      String type, Severity severity, double distance, String noAction) {
    AlertBody body =
        new AlertBody(
            "rsu-a/" + Math.max(1, (int) distance),
            1,
            AlertState.ACTIVE,
            IncidentType.of(type),
            0,
            0,
            severity,
            1,
            Suggestion.INFORM,
            "A1",
            null,
            0,
            0,
            distance,
            TrafficDirection.ALL,
            0,
            30,
            "");
    return new ActiveAlert("rsu-a", body, noAction);
  }
}
