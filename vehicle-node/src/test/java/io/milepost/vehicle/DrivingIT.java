package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.position.Geo;
import io.milepost.vehicle.position.Gpsfake;
import io.milepost.vehicle.receive.NetworkConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A vehicle with a real gpsd drives up to two incidents of a real broadcaster and past them. */
class DrivingIT extends RealRoad {
  private static final Pattern DECIDE = Pattern.compile("\\[DECIDE] (\\w+) because");
  private static final double SPEED = 60;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void shouldStepUpOnTheWayThereLetGoBehindItAndProveWhy() throws Exception {
    double[] start = Geo.destination(37.5, 127, 180, 760);
    Path evidence = folder.resolve("evidence.jsonl");
    try (Gpsfake gpsd = new Gpsfake(folder, start[0], start[1], SPEED, 200)) {
      deploy(1, KEY);
      VehicleNode driving = driving(gpsd.port(), evidence);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> driving.state().position().speedMps() != null);
      publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
      publish(Change.CONFIRMED, "i2", IncidentType.BLOCKAGE, 500);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> driving.state().because().contains("behind the vehicle"));
      publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 500);
      publish(Change.RESOLVED, "i2", IncidentType.BLOCKAGE, 500);
      await().until(() -> driving.state().decision().equals("none"));
      driving.close();
    }
    List<String> steps =
        DECIDE
            .matcher(out.toString(StandardCharsets.UTF_8))
            .results()
            .map(MatchResult::group)
            .map(each -> each.replaceAll("\\[DECIDE] | because", ""))
            .toList();
    assertThat(steps).containsExactly("inform", "slow_down", "stop", "inform", "none");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("stop because blockage in (1[89]\\d|200)\\.\\d m, event rsu-a/2");

    StringWriter told = new StringWriter();
    assertThat(check(told, KEY, evidence)).as(told.toString()).isZero();
    assertThat(told.toString())
        .contains("slow_down -> stop", "authentic, key 0", "distance straight")
        .endsWith("5 decisions, 5 proven, 0 not\n");
    assertThat(check(new StringWriter(), "some other key of some length", evidence)).isEqualTo(1);
  }

  @Test
  void shouldKeepEvidenceBesideTheJournalUnlessToldOtherwise() throws Exception {
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 400);
    CountDownLatch stop = new CountDownLatch(1);
    PrintStream screen = new PrintStream(out, true, StandardCharsets.UTF_8);
    Thread running =
        new Thread(
            () ->
                VehicleCommand.commandLine(new VehicleCommand(screen, stop))
                    .execute(
                        "--iface",
                        "lo",
                        "--port",
                        Integer.toString(port),
                        "--hmac-key",
                        KEY,
                        "--lat",
                        "37.48",
                        "--lon",
                        "127",
                        "--heading-deg",
                        "0",
                        "--log",
                        folder.resolve("trip/alerts.csv").toString(),
                        "--data",
                        folder.resolve("other").toString(),
                        "--display-port",
                        "0",
                        "--view"));
    running.start();
    await().until(() -> out.toString(StandardCharsets.UTF_8).contains("display=http://127.0.0.1:"));
    Path file = folder.resolve("trip/alerts.evidence.jsonl");
    await().until(() -> Files.exists(file) && Files.size(file) > 0);
    stop.countDown();
    running.join();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .as("without a terminal the view falls back to lines; 2.2 km away nothing is to be done")
        .contains("[DECIDE] inform because collision in 22")
        .doesNotContain("\u001b");
  }

  private VehicleNode driving(int gpsdPort, Path evidence) {
    VehicleConfig config =
        new VehicleConfig(
            GROUP,
            port,
            List.of("lo"),
            LiveKeys.of(KeyRing.ofCommandLine(KEY)),
            true,
            Duration.ofSeconds(2),
            null,
            Policy.standard(),
            null,
            false,
            null,
            null,
            NetworkConfig.defaults(),
            new DriverConfig(
                null,
                null,
                null,
                "localhost:" + gpsdPort,
                null,
                Travel.UNKNOWN,
                5000,
                evidence,
                0,
                "127.0.0.1",
                false),
            null);
    VehicleNode node = new VehicleNode(config, new PrintStream(out, true, StandardCharsets.UTF_8));
    vehicles.add(node);
    return node;
  }

  private static int check(StringWriter told, String key, Path evidence) {
    CommandLine line =
        VehicleCommand.commandLine(new VehicleCommand(System.out, new CountDownLatch(1)));
    line.setOut(new PrintWriter(told, true));
    return line.execute("evidence", "--hmac-key", key, evidence.toString());
  }
}
