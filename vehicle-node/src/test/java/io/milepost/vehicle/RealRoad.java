package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.rsu.incident.LocalIncidents;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.receive.NetworkConfig;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The real broadcaster on a real bus, real multicast on the loopback interface, a real vehicle. */
abstract class RealRoad {
  static final String KEY = "a key that both ends know";
  static final String GROUP = "239.20.20.20";
  static final int SEQUENCE_OFFSET = 7 + "rsu-a".length() + 4;

  @TempDir Path folder;

  final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  final List<AlertOnAir> onAir = new CopyOnWriteArrayList<>();
  final Map<String, Integer> versions = new HashMap<>();
  final List<VehicleNode> vehicles = new ArrayList<>();
  Vertx vertx;
  VehicleNode vehicle;
  int port;
  String deployment;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    Topics.ALERTS.consume(vertx.eventBus(), onAir::add);
    vehicle = vehicle(0, KEY, true, folder.resolve("data"), printed);
    port = vehicle.receiver().port();
  }

  @AfterEach
  void stop() throws Exception {
    vehicles.forEach(VehicleNode::close);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  VehicleNode vehicle(String group, NetworkConfig network) {
    VehicleConfig config =
        new VehicleConfig(
            group,
            port,
            List.of("lo"),
            LiveKeys.of(KeyRing.ofCommandLine(KEY)),
            true,
            Duration.ofMillis(2000),
            null,
            Policy.standard(),
            null,
            false,
            null,
            null,
            network,
            DriverConfig.NONE,
            null);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    VehicleNode node = new VehicleNode(config, nowhere);
    vehicles.add(node);
    return node;
  }

  VehicleNode vehicle(
      int udpPort, String key, boolean dropUnsigned, Path data, ByteArrayOutputStream out) {
    VehicleConfig config =
        new VehicleConfig(
            GROUP,
            udpPort,
            List.of("lo"),
            LiveKeys.of(key == null ? KeyRing.empty() : KeyRing.ofCommandLine(key)),
            dropUnsigned,
            Duration.ofMillis(700),
            null,
            Policy.standard(),
            data == null ? null : folder.resolve("alerts.csv"),
            false,
            data,
            null);
    VehicleNode node = new VehicleNode(config, new PrintStream(out, true, StandardCharsets.UTF_8));
    vehicles.add(node);
    return node;
  }

  SimpleMeterRegistry deploy(long epoch, String key) {
    return deploy(epoch, key, 50);
  }

  SimpleMeterRegistry deploy(long epoch, String key, int tokensPerSecond) {
    return deploy(epoch, key, tokensPerSecond, Surroundings.none());
  }

  SimpleMeterRegistry deploy(long epoch, String key, int tokensPerSecond, Surroundings around) {
    BroadcastConfig defaults = BroadcastConfig.defaults();
    BroadcastConfig config =
        new BroadcastConfig(
            GROUP,
            port,
            0,
            List.of("lo"),
            defaults.dscp(),
            null,
            key,
            false,
            0.3,
            false,
            tokensPerSecond,
            0.2,
            0.1,
            defaults.ttlSeconds(),
            defaults.maxAgeSeconds(),
            defaults.slowDownWithinM(),
            defaults.stopWithinM());
    KeyRing keys = config.loadKeys(name -> null);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    deployment =
        vertx
            .deployVerticle(
                new BroadcastVerticle(
                    config,
                    new BroadcastVerticle.Identity("rsu-a", epoch, 1),
                    () -> keys,
                    () -> new HeartbeatBody.Cameras(1, 0),
                    () -> new HeartbeatBody.Clock(true, 0),
                    registry,
                    around))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return registry;
  }

  void publish(Change change, String id, IncidentType type, double distance) {
    boolean over = change == Change.RESOLVED;
    long now = System.currentTimeMillis();
    Incident incident =
        new Incident(
            id,
            versions.merge(id, 1, Integer::sum),
            type,
            Severity.HIGH,
            over ? IncidentState.RESOLVED : IncidentState.OPEN,
            0.9,
            "rsu-a",
            "cam-1",
            "A1",
            2,
            37.5,
            127,
            distance,
            TrafficDirection.UPSTREAM,
            now - 900,
            now,
            now,
            over ? now : null,
            "made for a test",
            List.of("rsu-a/cam-1"),
            Map.of(),
            null,
            null);
    LocalIncidents.TOPIC.publish(
        vertx.eventBus(),
        new IncidentChanged(change, incident, Map.of("rules", 7L), System.nanoTime()));
  }

  void awaitDecision(String decision) {
    await().until(() -> vehicle.state().decision().equals(decision));
  }

  void awaitRejected(String reason, long count) {
    await()
        .untilAsserted(() -> assertThat(vehicle.state().rejected()).containsEntry(reason, count));
  }

  long recvLines() {
    return printedText().lines().filter(line -> line.startsWith("[RECV]")).count();
  }

  String printedText() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  static DatagramChannel attacker() throws Exception {
    return DatagramChannel.open(StandardProtocolFamily.INET)
        .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"))
        .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
  }

  DatagramChannel tap() throws Exception {
    InetAddress group = InetAddress.getByName(GROUP);
    DatagramChannel tap = DatagramChannel.open(StandardProtocolFamily.INET);
    tap.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    tap.bind(new InetSocketAddress(group, port));
    tap.join(group, NetworkInterface.getByName("lo"));
    return tap;
  }

  /** A genuine alert datagram, as anybody on the network can record it. */
  static byte[] record(DatagramChannel tap) throws Exception {
    while (true) {
      ByteBuffer buffer = ByteBuffer.allocate(2048);
      tap.receive(buffer);
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      if (bytes[3] == 1) {
        assertThat(
                new Authenticator(KeyRing.ofCommandLine(KEY).keys().get(0))
                    .verify(bytes, bytes.length - 16))
            .isTrue();
        return bytes;
      }
    }
  }

  void send(DatagramChannel channel, byte[] bytes) throws Exception {
    channel.send(ByteBuffer.wrap(bytes), new InetSocketAddress(GROUP, port));
  }
}
