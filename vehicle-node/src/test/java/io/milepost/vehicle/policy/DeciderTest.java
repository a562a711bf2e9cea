package io.milepost.vehicle.policy;

import static io.milepost.vehicle.approach.Alerts.LON;
import static io.milepost.vehicle.approach.Alerts.north;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.approach.Alerts;
import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.RoadLine;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.Geo;
import io.milepost.vehicle.position.PositionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
  private static final long SECOND = 1_000_000_000L;

  private static final Policy LADDER =
      new Policy(
          List.of(
              rule("near", 150, Suggestion.STOP),
              rule("lane", 300, Suggestion.CHANGE_LANE),
              rule("far", 500, Suggestion.SLOW_DOWN)),
          Suggestion.INFORM);

  @TempDir private Path folder;

  private Fix fix;
  private long nanos = SECOND;

  private final PositionSource position =
      new PositionSource() {
        @Override
        public Fix fix(long now) {
          return fix;
        }

        @Override
        public Status status(long now) {
          return new Status(State.KNOWN, "", fix, 0);
        }
      };

  private final Decider decider =
      new Decider(LADDER, new Approaches(null, Travel.UNKNOWN, 5000), position);
  private final List<ActiveAlert> alerts =
      new ArrayList<>(List.of(Alerts.at(IncidentType.COLLISION, 1000, TrafficDirection.UPSTREAM)));

  /** Whatever the noise, an approach is one way up and, once passed, one way down. */
  @ParameterizedTest
  @CsvSource({"0, false", "3, false", "8, false", "15, false", "8, true", "15, true"})
  void shouldNeverOscillateWhenPositionsAreNoisy(double noiseM, boolean alongRoad)
      throws IOException {
    Path file = folder.resolve("road.json");
    Files.writeString(
        file, "{\"type\":\"LineString\",\"coordinates\":[[127,37.49],[127,37.505],[127,37.53]]}");
    RoadLine line = alongRoad ? RoadLine.read(file) : null;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Decider fresh = new Decider(LADDER, new Approaches(line, Travel.UNKNOWN, 5000), position);
      double speed = 8 + random.nextDouble() * 30;
      List<String> actions = new ArrayList<>();
      double lastReport = Double.NEGATIVE_INFINITY;
      for (double t = 0; t * speed < 1600; t += 0.1) {
        nanos += SECOND / 10;
        if (t - lastReport >= 1) {
          lastReport = t;
          report(t * speed, speed, noiseM, random);
        }
        note(actions, fresh.decide(alerts, nanos));
      }
      assertThat(actions)
          .as("noise %s m, seed %s, speed %s", noiseM, seed, speed)
          .containsExactly("inform", "slow_down", "change_lane", "stop", "inform");
    }
  }

  /** Standing in a queue exactly at a limit is where noise would do most harm. */
  @ParameterizedTest
  @ValueSource(doubles = {150, 300, 500})
  void shouldNotOscillateWhenStandingAtALimit(double limit) {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Decider fresh = new Decider(LADDER, new Approaches(null, Travel.UNKNOWN, 5000), position);
      List<String> actions = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        nanos += SECOND / 10;
        double lat = north(1000 - limit + random.nextGaussian() * 8);
        fix = new Fix(lat, LON, random.nextDouble() * 0.8, random.nextDouble() * 360, nanos);
        note(actions, fresh.decide(alerts, nanos));
      }
      assertThat(actions).as("limit %s, seed %s", limit, seed).hasSizeBetween(1, 2);
    }
  }

  private void report(double along, double speed, double noiseM, Random random) {
    double[] off =
        Geo.destination(
            north(along),
            LON,
            random.nextDouble() * 360,
            Math.min(25, Math.abs(random.nextGaussian() * noiseM)));
    double track = (360 + random.nextGaussian() * 5) % 360;
    fix = new Fix(off[0], off[1], speed + random.nextGaussian() * 0.3, track, nanos);
  }

  private static void note(List<String> actions, Verdict verdict) {
    String action = verdict.decision().code();
    if (actions.isEmpty() || !actions.get(actions.size() - 1).equals(action)) {
      actions.add(action);
    }
  }

  @Test
  void shouldStepDownOnlyAfterMarginAndTime() {
    assertThat(at(860)).isEqualTo("stop");
    nanos += 10 * SECOND;
    assertThat(at(820)).as("180 m: within the margin of 50 m").isEqualTo("stop");
    assertThat(at(780)).as("220 m: beyond, but only just now").isEqualTo("stop");
    assertThat(decider.isDue(nanos + SECOND)).isTrue();
    nanos += 2 * SECOND;
    assertThat(at(780)).isEqualTo("stop");
    nanos += SECOND;
    assertThat(at(780)).isEqualTo("change_lane");
    nanos += 3 * SECOND;
    assertThat(at(0)).isEqualTo("inform");
  }

  @Test
  void shouldLetGoAtOnceWhenTheAlertEndsOrMustNotBeActedOn() {
    assertThat(at(900)).isEqualTo("stop");
    ActiveAlert alert = alerts.remove(0);
    assertThat(at(900)).isEqualTo("none");
    alerts.add(alert);
    assertThat(at(900)).isEqualTo("stop");
    alerts.set(0, new ActiveAlert(alert.source(), alert.body(), "clock is off"));
    assertThat(at(900)).isEqualTo("inform");
  }

  @Test
  void shouldNotLetAMilderAlertOrNoiseChangeTheReason() {
    alerts.add(Alerts.at("rsu-a/2", IncidentType.FIRE, north(1005), LON, TrafficDirection.ALL));
    at(900);
    for (int i = 0; i < 100; i++) {
      // The reason stays although the other is sometimes a little nearer.
      double aside = i % 2 == 0 ? 1010 : 990;
      alerts.set(
          1, Alerts.at("rsu-a/2", IncidentType.FIRE, north(aside), LON, TrafficDirection.ALL));
      assertThat(decide(900).decision().event()).isEqualTo("rsu-a/1");
    }
    alerts.set(1, Alerts.at("rsu-a/2", IncidentType.FIRE, north(950), LON, TrafficDirection.ALL));
    assertThat(decide(900).decision().event()).isEqualTo("rsu-a/2");
  }

  @Test
  void shouldHoldTheStepWhenThePositionIsLostNearThePlace() {
    assertThat(at(900)).isEqualTo("stop");
    fix = null;
    nanos += 60 * SECOND;
    assertThat(decider.decide(alerts, nanos).decision().code())
        .as("the RSU says 500 m, the vehicle knew better")
        .isEqualTo("stop");
  }

  /** The RSU says 500 m: that is all that is known once the position is not. */
  @Test
  void shouldDecideAnewOnceWhenThePositionIsLost() {
    assertThat(at(0)).isEqualTo("inform");
    fix = null;
    nanos += 3 * SECOND;
    assertThat(decider.isDue(nanos)).isTrue();
    assertThat(decider.decide(alerts, nanos).decision().code()).isEqualTo("slow_down");
    assertThat(decider.isDue(nanos + SECOND)).as("nothing moves any more").isFalse();
  }

  @Test
  void shouldOnlyBeDueWhileSomethingCanChange() {
    fix = null;
    Decider idle = new Decider(LADDER, new Approaches(null, Travel.UNKNOWN, 5000), position);
    idle.decide(List.of(), nanos);
    assertThat(idle.isDue(nanos + SECOND)).isFalse();
    idle.decide(alerts, nanos);
    assertThat(idle.isDue(nanos + SECOND)).as("without a position nothing moves").isFalse();
    fix = new Fix(north(0), LON, 20, 0, nanos);
    assertThat(idle.isDue(nanos + SECOND)).isTrue();
    assertThat(idle.isDue(nanos + SECOND / 20)).as("ten times a second").isFalse();
  }

  private String at(double metersNorth) {
    return decide(metersNorth).decision().code();
  }

  private Verdict decide(double metersNorth) {
    fix = new Fix(north(metersNorth), LON, 0, Double.NaN, nanos);
    return decider.decide(alerts, nanos);
  }

  private static PolicyRule rule(String name, double within, Suggestion action) {
    return new PolicyRule(name, List.of(), within, null, action);
  }
}
