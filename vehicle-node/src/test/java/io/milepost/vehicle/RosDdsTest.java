package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CycloneDDS itself as the subscriber: a C program with types that idlc generates. */
class RosDdsTest extends RealRos {
  @BeforeAll
  static void build() throws Exception {
    assumeTrue(has("idlc", "-v") && has("gcc", "--version"), "idlc or gcc is not installed");
    run(built, "idlc", NATIVE.resolve("ros.idl").toString());
    run(
        built,
        "gcc",
        "-I.",
        "-o",
        "subscriber",
        NATIVE.resolve("ros_subscriber.c").toString(),
        "ros.c",
        "-lddsc");
  }

  @Test
  void shouldReachRealSubscribersWhenAlertsComeGoAndAreLost() throws Exception {
    Program early = subscriber("/car1/", "volatile");
    Program car = car("--ros-namespace", "/car1");
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 400);
    await().until(() -> early.heard("recv", "slow_down") && early.twists().size() > 5);
    assertThat(early.twists()).allMatch("4 0 0 0 0 0"::equals);
    JsonNode alert =
        early.alerts().stream()
            .filter(a -> a.get("kind").asText().equals("recv"))
            .findFirst()
            .orElseThrow();
    assertThat(alert.get("src").asText()).isEqualTo("rsu-a");
    assertThat(alert.get("verified").asBoolean()).isTrue();
    assertThat(alert.get("alert").get("type").asText()).isEqualTo("collision");
    assertThat(alert.get("alert").get("distance_m").asDouble()).isEqualTo(400);

    publish(Change.CONFIRMED, "i2", IncidentType.BLOCKAGE, 150);
    await().until(() -> early.twists().contains("0 0 0 0 0 0"));
    Program late = subscriber("/car1/", "transient");
    await().until(() -> late.heard("decide", "stop") && late.twists().size() > 5);
    assertThat(late.alerts().get(0).get("n").asInt()).isEqualTo(1);
    assertThat(late.twists()).allMatch("0 0 0 0 0 0"::equals);

    publish(Change.RESOLVED, "i2", IncidentType.BLOCKAGE, 150);
    publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 400);
    await().until(() -> early.heard("decide", "none"));
    awaitSilence(early);
    assertThat(early.twists().get(early.twists().size() - 1)).isEqualTo("0 0 0 0 0 0");
    assertThat(metric(car, "milepost_vehicle_ros_subscribers{topic=\"v2x/alert\"}")).isEqualTo(2);
    System.out.printf(
        "vehicle clock at decision to C subscriber: %s ms; cap messages %d%n",
        early.lines().stream()
            .filter(line -> line.startsWith("alert "))
            .map(
                line ->
                    Long.parseLong(line.split(" ")[1]) / 1000
                        - json(line.split(" ", 3)[2]).get("at").asLong())
            .toList(),
        early.twists().size());
    System.out.printf(
        "decision to DDS: p99 %.0f us, max %.0f us%n",
        1e6 * metric(car, "milepost_vehicle_ros_decision_to_publish_seconds{quantile=\"0.99\"}"),
        1e6 * metric(car, "milepost_vehicle_ros_decision_to_publish_seconds_max"));

    publish(Change.CONFIRMED, "i3", IncidentType.BLOCKAGE, 150);
    int before = early.twists().size();
    await().until(() -> early.twists().size() > before);
    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
    await().until(() -> early.heard("lost", "none"));
    awaitSilence(early);

    car.process().destroy();
    await().until(() -> early.heard("down", "none"));
    assertThat(car.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldKeepServingTheOthersWhenASubscriberStandsStillOrIsKilled() throws Exception {
    Program first = subscriber("/", "transient");
    Program second = subscriber("/", "transient");
    Program car = car();
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.BLOCKAGE, 150);
    await().until(() -> !first.twists().isEmpty() && !second.twists().isEmpty());
    // Far more than a writer keeps, with one reader that is there and never acknowledges.
    run(built, "kill", "-STOP", String.valueOf(first.process().pid()));
    int before = second.twists().size();
    await().until(() -> second.twists().size() > before + 20);
    first.process().destroyForcibly().waitFor();
    publish(Change.UPDATED, "i1", IncidentType.BLOCKAGE, 120);
    await().until(() -> second.alerts().stream().filter(a -> a.has("alert")).count() >= 2);
    Program again = subscriber("/", "transient");
    await().until(() -> again.alerts().size() >= 4 && !again.twists().isEmpty());
    assertThat(
            metric(car, "milepost_vehicle_ros_dropped_total{reason=\"failed\",topic=\"cmd_vel\"}"))
        .isZero();
    // A killed vehicle says nothing more; the messages end as they do on release.
    car.process().destroyForcibly().waitFor();
    awaitSilence(second);
  }
}
