package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.Urgency;
import io.milepost.rsu.broadcast.Advice.Language;
import io.milepost.rsu.broadcast.AdviceRules.Visibility;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("milepost.home"), "conf/advice.yaml");

  private static Advice advice(Language language, Visibility visibility, RoadProfile road) {
    return new Advice(
        AdviceRules.standard(),
        new Advice.Site(500, 200, language, visibility, Map.of("A1", road)));
  }

  private static Incident incident(String type, String severity, double distance, Integer lane) {
    return Incidents.collision("i")
        .type(IncidentType.of(type))
        .severity(Severity.of(severity))
        .distance(distance)
        .lane(lane)
        .incident();
  }

  @ParameterizedTest
  @CsvSource({
    "collision, high, 500, , slow_down, Collision in 500 m. Slow down.",
    "collision, high, 500, 2, slow_down, Collision in 500 m. Slow down.",
    "collision, high, 500.1, , inform, Collision in 500 m.",
    "collision, high, 2500, , inform, Collision in 2.5 km.",
    "fire, low, 20, , slow_down, Fire in 20 m. Slow down.",
    "collision, medium, 200, , slow_down, Collision in 200 m. Slow down.",
    "blockage, high, 200, , stop, Blockage in 200 m. Stop.",
    "blockage, medium, 200, , slow_down, Blockage in 200 m. Slow down.",
    "blockage, low, 201, , slow_down, Blockage in 201 m. Slow down.",
    "stopped_vehicle, medium, 300, 2, change_lane, Stopped vehicle in 300 m. Leave lane 2.",
    "stopped_vehicle, medium, 300, , slow_down, Stopped vehicle in 300 m. Slow down.",
    "congestion, medium, 300, , inform, Congestion in 300 m.",
    "congestion, critical, 3, , slow_down, Congestion just ahead. Slow down.",
  })
  void shouldAdviseByTypeSeverityAndDistance(
      String type, String severity, double distance, Integer lane, String expected, String text) {
    Advice advice = Advice.standard(BroadcastConfig.defaults());
    Incident incident = incident(type, severity, distance, lane);
    Suggestion suggestion = advice.suggest(incident);
    assertThat(suggestion.code()).isEqualTo(expected);
    assertThat(advice.text(incident, suggestion)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "collision, 3, 3, Collision in 500 m. Slow down in the right lane., 전방 500 m 사고. 오른쪽 차로에서 서행하세요.",
    "collision, 1, 2, Collision in 500 m. Slow down in the left lane., 전방 500 m 사고. 왼쪽 차로에서 서행하세요.",
    "collision, 2, 3, Collision in 500 m. Slow down in the middle lane., 전방 500 m 사고. 가운데 차로에서 서행하세요.",
    "collision, 2, 4, Collision in 500 m. Slow down in lane 2., 전방 500 m 사고. 2차로에서 서행하세요.",
    "collision, 1, 1, Collision in 500 m. Slow down., 전방 500 m 사고. 서행하세요.",
    "collision, 5, 4, Collision in 500 m. Slow down., 전방 500 m 사고. 서행하세요.",
    "collision, , 3, Collision in 500 m. Slow down., 전방 500 m 사고. 서행하세요.",
    "debris, 4, 4, Debris in 500 m. Leave the right lane., 전방 500 m 낙하물. 오른쪽 차로를 피하세요.",
    "debris, 1, 1, Debris in 500 m. Slow down., 전방 500 m 낙하물. 서행하세요.",
  })
  void shouldNameTheLaneInBothLanguages(
      String type, Integer lane, int lanes, String english, String korean) {
    RoadProfile road = new RoadProfile(lanes, null);
    Incident incident = incident(type, "high", 500, lane);
    Advice en = advice(Language.EN, Visibility.UNKNOWN, road);
    assertThat(en.text(incident, en.suggest(incident))).isEqualTo(english);
    Advice ko = advice(Language.KO, Visibility.UNKNOWN, road);
    assertThat(ko.text(incident, ko.suggest(incident))).isEqualTo(korean);
    Advice both = advice(Language.BOTH, Visibility.UNKNOWN, road);
    assertThat(both.text(incident, both.suggest(incident))).isEqualTo(korean + " / " + english);
    assertThat(both.cleared()).isEqualTo("상황이 해제되었습니다. / Cleared.");
  }

  @ParameterizedTest
  @MethodSource("forVehicles")
  void shouldHaveShortWordsForEveryTypeAndSuggestion(IncidentType type) {
    Advice both = advice(Language.BOTH, Visibility.DAY, new RoadProfile(3, 100.0));
    for (Suggestion suggestion : Suggestion.values()) {
      for (double distance : new double[] {0, 10, 1999, 100_000}) {
        String text = both.text(incident(type.code(), "high", distance, 2), suggestion);
        assertThat(text).doesNotContain("{", "null").hasSizeBetween(10, 120);
      }
    }
  }

  static Stream<IncidentType> forVehicles() {
    return Arrays.stream(IncidentType.values()).filter(IncidentType::forVehicles);
  }

  @ParameterizedTest
  @CsvSource({
    // 100 km/h: 69.4 + 113.5 = 182.9 m by day, 196.8 by night, 210.7 in fog; soon 277.8 m before.
    "182, 100, day, immediate",
    "184, 100, day, soon",
    "460, 100, day, soon",
    "461, 100, day, ahead",
    "196, 100, night, immediate",
    "210, 100, fog, immediate",
    "211, 100, fog, soon",
    "182, , unknown, immediate",
    // 50 km/h: 34.7 + 28.4 = 63.1 m.
    "63, 50, day, immediate",
    "64, 50, day, soon",
  })
  void shouldTellHowSoonFromTheStoppingDistance(
      double distance, Double limit, String visibility, String expected) {
    Advice advice = advice(Language.EN, Visibility.of(visibility), new RoadProfile(null, limit));
    assertThat(advice.urgency(incident("collision", "high", distance, null)))
        .isEqualTo(Urgency.of(expected));
  }

  @Test
  void shouldStopEarlierWhereVehiclesAreFast() {
    Incident blockage = incident("blockage", "high", 240, null);
    assertThat(advice(Language.EN, Visibility.DAY, new RoadProfile(2, 100.0)).suggest(blockage))
        .isEqualTo(Suggestion.SLOW_DOWN);
    assertThat(advice(Language.EN, Visibility.DAY, new RoadProfile(2, 120.0)).suggest(blockage))
        .isEqualTo(Suggestion.STOP);
  }

  @Test
  void shouldSlowDownFartherAwayInFog() {
    Incident far = incident("collision", "high", 900, null);
    assertThat(advice(Language.EN, Visibility.FOG, RoadProfile.UNKNOWN).suggest(far))
        .isEqualTo(Suggestion.SLOW_DOWN);
    assertThat(advice(Language.EN, Visibility.UNKNOWN, RoadProfile.UNKNOWN).suggest(far))
        .isEqualTo(Suggestion.INFORM);
  }

  @Test
  void shouldShipTheBuiltInRules() throws IOException {
    assertThat(AdviceRules.read(SHIPPED)).isEqualTo(AdviceRules.standard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "suggest: stop | sugest: stop | line 19: rules[0].sugest: unknown key; known here are",
        "suggest: stop | suggest: halt | line 19: rules[0].suggest: 'halt' is no Suggestion; one of inform",
        "suggest: stop | urgency: soon | rules[0].suggest is missing",
        "within_m: 1000 | within_m: near | rules[2].within_m: must be 0 to 100000 metres, slow_down",
        "[fog] | [mist] | rules[2].visibility[0]: 'mist' is no visibility; one of day",
        "lanes_max: 1 | lanes_max: 99 | lanes_max must be 1.0 to 14.0 but is 99",
        "braking_mps2: 3.4 | braking_mps2: fast | driving.braking_mps2",
        "drive_on: right | drive_on: wrong | drive_on must be right or left",
        "stop: Stop. | stop: 'Stop {now}.' | advice.stop knows no {now}",
        "what: | waht: | texts.en.waht: unknown key",
        "otherwise: inform | otherwise: inform%more: 1 | more: unknown key",
        "types: [blockage] | types: [roadblock] | unknown incident type 'roadblock'; one of collision",
      })
  void shouldNameLineAndFieldOfWhatIsWrong(String right, String wrong, String sentence)
      throws IOException {
    String yaml = Files.readString(SHIPPED);
    assertThat(yaml).contains(right);
    String broken =
        yaml.substring(0, yaml.indexOf(right))
            + wrong.replace('%', '\n')
            + yaml.substring(yaml.indexOf(right) + right.length());
    assertThatThrownBy(() -> AdviceFile.parse("my.yaml", broken.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageStartingWith("broadcast.advice: my.yaml")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
  }
}
