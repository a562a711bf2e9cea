package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another maker's DDS as the subscriber: eProsima Fast DDS, the default of most ROS 2 releases. */
class RosFastDdsTest extends RealRos {
  @BeforeAll
  static void build() throws Exception {
    assumeTrue(
        has("g++", "--version") && Files.exists(Path.of("/usr/include/fastdds/dds")),
        "g++ or libfastrtps-dev is not installed");
    run(
        built,
        "g++",
        "-std=c++17",
        "-o",
        "subscriber",
        NATIVE.resolve("fastdds_subscriber.cpp").toString(),
        "-lfastrtps",
        "-lfastcdr");
  }

  @Test
  void shouldReachFastDdsWhenItWasThereBeforeOrComesLater() throws Exception {
    Program early = subscriber("/", "transient");
    car();
    deploy(1, KEY);
    await().until(() -> early.heard("up", "none"));
    publish(Change.CONFIRMED, "i1", IncidentType.BLOCKAGE, 150);
    await().until(() -> early.heard("decide", "stop") && early.twists().size() > 5);
    Program late = subscriber("/", "transient");
    await().until(() -> late.heard("recv", "stop") && late.twists().size() > 5);
    assertThat(early.twists()).allMatch("0 0 0 0 0 0"::equals);
    assertThat(late.alerts().get(0).get("kind").asText()).isEqualTo("up");
    publish(Change.RESOLVED, "i1", IncidentType.BLOCKAGE, 150);
    await().until(() -> early.heard("decide", "none") && late.heard("decide", "none"));
    awaitSilence(early);
  }
}
