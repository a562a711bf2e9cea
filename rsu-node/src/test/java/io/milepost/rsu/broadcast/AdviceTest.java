package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
  @ParameterizedTest
  @CsvSource({
    "collision, high, 500, , slow_down, Collision in 500 m. Slow down.",
    "collision, high, 500.1, , inform, Collision in 500 m.",
    "fire, low, 20, , slow_down, Fire in 20 m. Slow down.",
    "blockage, low, 200, , stop, Blockage in 200 m. Stop.",
    "blockage, low, 201, , slow_down, Blockage in 201 m. Slow down.",
    "stopped_vehicle, medium, 300, 2, change_lane, Stopped vehicle in 300 m. Leave lane 2.",
    "stopped_vehicle, medium, 300, , slow_down, Stopped vehicle in 300 m. Slow down.",
    "congestion, medium, 300, , inform, Congestion in 300 m.",
    "congestion, critical, 3, , slow_down, Congestion just ahead. Slow down.",
  })
  void shouldAdviseByTypeSeverityAndDistance(
      String type, String severity, double distance, Integer lane, String expected, String text) {
    Advice advice = new Advice(500, 200);
    var incident =
        Incidents.collision("i")
            .type(IncidentType.of(type))
            .severity(Severity.of(severity))
            .distance(distance)
            .lane(lane)
            .incident();
    Suggestion suggestion = advice.suggest(incident);
    assertThat(suggestion.code()).isEqualTo(expected);
    assertThat(advice.text(incident, suggestion)).isEqualTo(text);
  }
}
