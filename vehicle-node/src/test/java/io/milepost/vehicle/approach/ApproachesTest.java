package io.milepost.vehicle.approach;

import static io.milepost.vehicle.approach.Alerts.LON;
import static io.milepost.vehicle.approach.Alerts.north;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Way;
import io.milepost.vehicle.position.Fix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApproachesTest {
  /** North for 1 km, then a bend of 1 km to the east, then back south for 1 km. */
  private static final String HORSESHOE =
      """
      {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates":
        [[127.0, 37.5], [127.0, 37.509], [127.011334, 37.509], [127.011334, 37.5]]}}
      """;

  @TempDir private Path folder;

  @Test
  void shouldTakeTheRsusDistanceWhenThePlaceOfEitherIsUnknown() {
    Approaches approaches = straight();
    assertThat(judge(approaches, 900, null).way()).isEqualTo(new Way(500, Way.Source.REPORTED));
    ActiveAlert nowhere = Alerts.at("rsu-a/2", IncidentType.FIRE, 0, 0, TrafficDirection.UPSTREAM);
    ActiveAlert judged = approaches.judge(List.of(nowhere), drive(0, 20, 0)).get(0);
    assertThat(judged.way()).isEqualTo(new Way(500, Way.Source.REPORTED));
    assertThat(judged.noAction()).isNull();
  }

  @Test
  void shouldKeepTheLastDistanceWhenThePositionIsLostOnTheWay() {
    Approaches approaches = straight();
    assertThat(judge(approaches, 1000, drive(900, 20, 0)).distanceM()).isCloseTo(100, within(1.0));
    ActiveAlert blind = judge(approaches, 1000, null);
    assertThat(blind.distanceM()).isCloseTo(100, within(1.0));
    assertThat(blind.way().from()).isEqualTo(Way.Source.HELD);
    assertThat(judge(straight(), 1000, drive(0, 20, 0)).distanceM()).isCloseTo(1000, within(1.0));
  }

  @Test
  void shouldNotActOnAPlaceThatHasBeenPassedEvenIfThePositionIsLostAfterwards() {
    Approaches approaches = straight();
    assertThat(judge(approaches, 1000, drive(800, 20, 0)).noAction()).isNull();
    assertThat(judge(approaches, 1000, drive(1000, 20, 0)).noAction()).isNull();
    assertThat(judge(approaches, 1000, drive(1020, 20, 0)).noAction()).isNull();
    assertThat(judge(approaches, 1000, drive(1040, 20, 0)).noAction()).isEqualTo(Approaches.BEHIND);
    assertThat(judge(approaches, 1000, null).noAction()).isEqualTo(Approaches.BEHIND);
    // It turns around and comes back.
    assertThat(judge(approaches, 1000, drive(1400, 20, 0)).noAction()).isEqualTo(Approaches.BEHIND);
    assertThat(judge(approaches, 1000, drive(1390, 20, 180)).noAction())
        .isEqualTo(Approaches.BEHIND);
    assertThat(judge(approaches, 1000, drive(1360, 20, 180)).noAction()).isNull();
  }

  @Test
  void shouldNotActAtFirstSightWhenDrivingAway() {
    assertThat(judge(straight(), 1000, drive(1300, 20, 0)).noAction()).isEqualTo(Approaches.BEHIND);
    assertThat(judge(straight(), 1000, drive(1300, 0.5, 0)).noAction())
        .as("the course of a standing vehicle says nothing")
        .isNull();
    Fix sign = new Fix(north(1300), LON, 0, 0, 0, true);
    assertThat(judge(straight(), 1000, sign).noAction())
        .as("a course that somebody configured says all")
        .isEqualTo(Approaches.BEHIND);
  }

  @Test
  void shouldShowOnlyWhatIsFartherThanMatters() {
    Approaches approaches = straight();
    assertThat(judge(approaches, 9000, drive(0, 20, 0)).noAction())
        .isEqualTo("farther than 5000 m, shown only");
    assertThat(judge(approaches, 9000, drive(4300, 20, 0)).noAction()).isNotNull();
    assertThat(judge(approaches, 9000, drive(4600, 20, 0)).noAction()).isNull();
    assertThat(judge(approaches, 9000, drive(4200, 20, 0)).noAction()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "all, forward, ",
    "upstream, forward, ",
    "opposite, forward, for the other carriageway",
    "downstream, forward, for traffic past the place",
    "all, backward, ",
    "upstream, backward, for the other carriageway",
    "opposite, backward, ",
    "upstream, , ",
    "opposite, , ",
    "downstream, , for traffic past the place",
  })
  void shouldRespectTheCarriagewayThatTheAlertIsFor(
      String direction, String travel, String reason) {
    Approaches approaches = new Approaches(null, Travel.of(travel), Approaches.RELEVANT_M);
    ActiveAlert alert = Alerts.at(IncidentType.FIRE, 1000, TrafficDirection.of(direction));
    String noAction = approaches.judge(List.of(alert), drive(800, 20, 0)).get(0).noAction();
    if (reason == null) {
      assertThat(noAction).isNull();
    } else {
      assertThat(noAction).startsWith(reason);
    }
  }

  @Test
  void shouldMeasureAlongTheRoadWhereItIsNotStraight() throws IOException {
    Approaches approaches = road();
    // At the bottom of the first leg; the place is at the bottom of the last, 1 km beside it.
    ActiveAlert alert =
        Alerts.at("rsu-a/1", IncidentType.FIRE, 37.5, 127.011334, TrafficDirection.UPSTREAM);
    ActiveAlert judged = approaches.judge(List.of(alert), drive(0, 20, 0)).get(0);
    assertThat(judged.distanceM()).isCloseTo(3000, within(10.0));
    assertThat(judged.way().from()).isEqualTo(Way.Source.ROAD);
    assertThat(approaches.travel()).isEqualTo(Travel.FORWARD);
    // On the way back to it the course points away from where it was seen first.
    Fix last = new Fix(37.504, 127.0114, 20, 180, 0);
    judged = approaches.judge(List.of(alert), last).get(0);
    assertThat(judged.distanceM()).isCloseTo(445, within(5.0));
    assertThat(judged.noAction()).isNull();
  }

  @Test
  void shouldTellTheCarriagewayFromTheCourseAlongTheRoad() throws IOException {
    Approaches approaches = road();
    ActiveAlert behind = Alerts.at(IncidentType.FIRE, 200, TrafficDirection.UPSTREAM);
    ActiveAlert opposite =
        Alerts.at("rsu-a/2", IncidentType.FIRE, north(200), LON, TrafficDirection.OPPOSITE);
    List<ActiveAlert> judged = approaches.judge(List.of(behind, opposite), drive(600, 20, 180));
    assertThat(approaches.travel()).isEqualTo(Travel.BACKWARD);
    assertThat(judged.get(0).noAction()).isEqualTo(Approaches.OTHER_CARRIAGEWAY);
    assertThat(judged.get(1).noAction()).isNull();
    assertThat(judged.get(1).distanceM()).isCloseTo(400, within(1.0));
    approaches.judge(judged, drive(500, 0.5, 0));
    assertThat(approaches.travel()).as("a standing vehicle keeps it").isEqualTo(Travel.BACKWARD);
    judged = approaches.judge(List.of(behind, opposite), drive(600, 20, 5));
    assertThat(judged).extracting(ActiveAlert::noAction).doesNotContainNull();
    assertThat(judged.get(0).noAction()).isEqualTo(Approaches.BEHIND);
  }

  @Test
  void shouldMeasureStraightWhenThePlaceIsNotOnTheRoad() throws IOException {
    Approaches approaches = road();
    ActiveAlert beside =
        Alerts.at("rsu-a/1", IncidentType.FIRE, north(300), 127.002, TrafficDirection.ALL);
    assertThat(approaches.judge(List.of(beside), drive(0, 20, 0)).get(0).way().from())
        .isEqualTo(Way.Source.STRAIGHT);
  }

  @Test
  void shouldForgetThePlaceWhenTheEventMovesToAnother() {
    Approaches approaches = straight();
    judge(approaches, 1000, drive(1300, 20, 0));
    assertThat(judge(approaches, 2000, drive(1300, 20, 0)).noAction()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"Point\",\"coordinates\":[1,2]} | must be a GeoJSON LineString",
        "{\"type\":\"LineString\",\"coordinates\":[[1,2]]} | must have 2 to 10000 points",
        "{\"type\":\"LineString\",\"coordinates\":[[1,2],[1,92]]} | point 1 must be [longitude",
        "{\"type\":\"LineString\",\"coordinates\":[[1,2],[1,2]]} | has no length",
        "{\"type\":\"FeatureCollection\",\"features\":[]} | must have exactly one feature",
        "{ | is not JSON",
      })
  void shouldSayWhatIsWrongWithARoadFile(String json, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("road.json"), json);
    assertThatThrownBy(() -> RoadLine.read(file))
        .hasMessageContaining("road.json")
        .hasMessageContaining(words);
    assertThatThrownBy(() -> RoadLine.read(folder.resolve("none.json")))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> Travel.of("up")).hasMessageContaining("--direction must be");
  }

  private Approaches road() throws IOException {
    Path file = Files.writeString(folder.resolve("road.json"), HORSESHOE);
    return new Approaches(RoadLine.read(file), Travel.UNKNOWN, Approaches.RELEVANT_M);
  }

  private static Approaches straight() {
    return new Approaches(null, Travel.UNKNOWN, Approaches.RELEVANT_M);
  }

  private static ActiveAlert judge(Approaches approaches, double metersNorth, Fix fix) {
    ActiveAlert alert = Alerts.at(IncidentType.FIRE, metersNorth, TrafficDirection.UPSTREAM);
    return approaches.judge(List.of(alert), fix).get(0);
  }

  private static Fix drive(double metersNorth, double speed, double track) {
    return new Fix(north(metersNorth), LON, speed, track, 1);
  }
}
