package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.keys.KeysCommand;
import io.milepost.rsu.keys.KeysConfig;
import io.milepost.rsu.keys.RsuKeys;
import io.milepost.rsu.ops.FileWatchVerticle;
import io.milepost.vehicle.keys.KeyOptions;
import io.milepost.vehicle.policy.Policy;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Keys change on both ends while alerts flow: per-RSU keys and signatures, files changed by the
 * {@code keys} command, real multicast.
 */
class KeyRotationTest extends RealRoad {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TreeMap<Integer, Integer> datagramsByKey = new TreeMap<>();
  private RsuKeys rsuKeys;
  private int published;

  @Override
  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    keys("generate", "--per-rsu", "--key-ring", file("all.json"));
    keys(
        "signer",
        "generate",
        "--rsu",
        "rsu-a",
        "--out",
        file("a.pem"),
        "--add",
        "--key-ring",
        file("all.json"));
    derive();
    KeyOptions options =
        CommandLine.populateCommand(
            new KeyOptions(), "--strict-keys", "--key-ring", file("all.json"));
    VehicleConfig config =
        new VehicleConfig(
            GROUP,
            0,
            List.of("lo"),
            options.open(),
            true,
            Duration.ofSeconds(5),
            null,
            Policy.standard(),
            null,
            false,
            folder.resolve("data"),
            null);
    vehicle = new VehicleNode(config, new PrintStream(printed, true, StandardCharsets.UTF_8));
    vehicles.add(vehicle);
    port = vehicle.receiver().port();
    deployRsu();
  }

  private void deployRsu() {
    BroadcastConfig d = BroadcastConfig.defaults();
    BroadcastConfig config =
        new BroadcastConfig(
            GROUP,
            port,
            0,
            List.of("lo"),
            d.dscp(),
            folder.resolve("rsu-a.json"),
            null,
            true,
            0.3,
            false,
            500,
            0.2,
            0.1,
            d.ttlSeconds(),
            d.maxAgeSeconds(),
            d.slowDownWithinM(),
            d.stopWithinM());
    rsuKeys =
        new RsuKeys(
            "rsu-a",
            new KeysConfig(folder.resolve("a.pem"), true),
            () -> config.loadKeys(System::getenv));
    BroadcastVerticle broadcast =
        new BroadcastVerticle(
            config,
            new BroadcastVerticle.Identity("rsu-a", 1, 1),
            rsuKeys.live(),
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(true, 0),
            registry);
    LiveKeys ring = rsuKeys.live();
    vertx
        .deployVerticle(
            new FileWatchVerticle("keys", ring::check, ring::reloads, ring::refusals, registry))
        .compose(id -> vertx.deployVerticle(broadcast))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @Test
  void shouldRefuseNotOneAlertWhenKeysRotateAndTheOldOneIsRevokedUnderTraffic() throws Exception {
    try (DatagramChannel tap = tap()) {
      tap.configureBlocking(false);
      publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
      awaitDecision("slow_down");
      trafficUntil(tap, () -> published >= 10);

      keys("rotate", "--in", "3s", "--overlap", "1s", "--key-ring", file("all.json"));
      derive();
      trafficUntil(tap, () -> datagramsByKey.getOrDefault(2, 0) >= 30);
      assertThat(datagramsByKey.keySet()).containsExactly(1, 2);

      keys("revoke", "1", "--key-ring", file("all.json"));
      derive();
      trafficUntil(tap, () -> rsuKeys.live().reloads() == 2 && reloadedByVehicle() == 2);
      int sent = published;
      trafficUntil(tap, () -> published >= sent + 10);
    }
    await().until(() -> recvLines() == published + 1);
    assertThat(vehicle.state().rejected().values()).allMatch(count -> count == 0);
    assertThat(vehicle.state().decision()).isEqualTo("slow_down");
    assertThat(printedText()).doesNotContain("[LOST]").contains("verified=yes");
    System.out.printf(
        "rotation: %d versions told, datagrams by key %s, none refused%n",
        published + 1, datagramsByKey);
  }

  @Test
  void shouldGoOnWithTheLastGoodRingWhenTheFileIsSpoilt() throws Exception {
    Path file = folder.resolve("all.json");
    byte[] good = Files.readAllBytes(file);
    Files.writeString(file, "{\"keys\": [{\"id\": 1, \"sec");
    await().until(() -> vehicle.registry().get("milepost.vehicle.keys.bad").gauge().value() == 1);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
    awaitDecision("slow_down");
    assertThat(vehicle.registry().get("milepost.vehicle.keys.refused").functionCounter().count())
        .isEqualTo(1);
    Files.write(file, good);
    await().until(() -> vehicle.registry().get("milepost.vehicle.keys.bad").gauge().value() == 0);
    assertThat(reloadedByVehicle()).isZero();
  }

  /** A new version every 50 ms, each of which the vehicle must take. */
  private void trafficUntil(DatagramChannel tap, BooleanSupplier done) {
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              published++;
              publish(Change.UPDATED, "i1", IncidentType.COLLISION, 300 + published % 100);
              count(tap);
              return done.getAsBoolean();
            });
  }

  private void count(DatagramChannel tap) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    while (tap.receive(buffer) != null) {
      datagramsByKey.merge(buffer.get(5) & 0xFF, 1, Integer::sum);
      buffer.clear();
    }
  }

  private double reloadedByVehicle() {
    return vehicle.registry().get("milepost.vehicle.keys.reloaded").functionCounter().count();
  }

  private void derive() {
    keys("derive", "--rsu", "rsu-a", "--out", file("rsu-a.json"), "--key-ring", file("all.json"));
  }

  private static void keys(String... args) {
    assertThat(new CommandLine(new KeysCommand()).execute(args)).isZero();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
