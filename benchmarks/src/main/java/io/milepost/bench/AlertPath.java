package io.milepost.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.cluster.NodeRegistry;
import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentCodecs;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.store.Spool;
import io.milepost.vehicle.VehicleConfig;
import io.milepost.vehicle.VehicleNode;
import io.milepost.vehicle.policy.Policy;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The alert path with its real parts: findings go over the bus to the desk (with its spool on
 * disk), from there to the broadcaster, by UDP multicast on loopback to a vehicle. One finding at a
 * time, so that the figures are latencies and not queues.
 */
final class AlertPath {
  private static final int WARM_UP = 50;
  private static final int WAIT_SECONDS = 5;
  private static final String NODE = "bench";

  private final int count;

  AlertPath(int count) {
    this.count = count;
  }

  /** Both latencies, milliseconds. */
  record Result(Sample decisionToWireMillis, Sample wireToDecisionMillis) {}

  Result run() throws Exception {
    int port;
    try (DatagramSocket probe = new DatagramSocket(0)) {
      port = probe.getLocalPort();
    }
    Path data = Files.createTempDirectory("milepost-bench-spool");
    BroadcastConfig config = broadcast(port);
    KeyRing keys = config.loadKeys(name -> null);
    BlockingQueue<AlertOnAir> sent = new LinkedBlockingQueue<>();
    Lines lines = new Lines();
    Vertx vertx = Vertx.vertx();
    try (Spool spool = Spool.open(data);
        VehicleNode vehicle =
            new VehicleNode(
                vehicle(port, keys), new PrintStream(lines, true, StandardCharsets.UTF_8))) {
      Topics.registerCodecs(vertx.eventBus());
      IncidentCodecs.register(vertx.eventBus());
      Topics.ALERTS.consume(
          vertx.eventBus(),
          alert -> {
            if (alert.version() == 1 && alert.copies() <= 1) {
              sent.add(alert);
            }
          });
      deploy(vertx, config, keys, spool);
      List<Double> toWire = new ArrayList<>();
      List<Double> toDecision = new ArrayList<>();
      for (int i = 0; i < WARM_UP + count; i++) {
        finding(vertx, i, Finding.Phase.CONFIRMED);
        AlertOnAir alert = sent.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (alert == null) {
          throw new IllegalStateException("incident " + i + " led to no datagram");
        }
        double decisionMillis = lines.decisionMillis();
        // Over again, or the vehicle's table of 64 alerts per unit would fill.
        finding(vertx, i, Finding.Phase.CLEARED);
        if (i >= WARM_UP) {
          toWire.add(alert.stages().get("decision_to_wire") / 1000.0);
          toDecision.add(decisionMillis);
        }
      }
      return new Result(sample(toWire), sample(toDecision));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private void deploy(Vertx vertx, BroadcastConfig config, KeyRing keys, Spool spool)
      throws Exception {
    Map<String, CameraPlace> places = new HashMap<>();
    for (int i = 0; i < WARM_UP + count; i++) {
      places.put(
          "cam-" + i,
          new CameraPlace("road-" + i, 50 + i * 0.01, 9, null, 500, TrafficDirection.UPSTREAM));
    }
    BroadcastVerticle broadcast =
        new BroadcastVerticle(
            config,
            new BroadcastVerticle.Identity(NODE, 1, 1),
            () -> keys,
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(true, 0),
            new SimpleMeterRegistry());
    DeskConfig d = DeskConfig.defaults();
    IncidentVerticle desk =
        new IncidentVerticle(
            new DeskConfig(
                d.bucket(),
                d.radiusM(),
                Duration.ZERO,
                d.reportLife(),
                d.restartGrace(),
                d.boardSize()),
            new DeskIdentity(NODE, 1, places),
            new IncidentBoard(10_000, System::currentTimeMillis),
            new NodeRegistry(NODE),
            spool);
    vertx
        .deployVerticle(broadcast)
        .compose(done -> vertx.deployVerticle(desk))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static void finding(Vertx vertx, int i, Finding.Phase phase) {
    long now = System.currentTimeMillis();
    Finding finding =
        new Finding(
            "cam-" + i,
            "collision-1",
            phase,
            IncidentType.COLLISION,
            Severity.HIGH,
            0.9,
            1,
            2,
            0.5,
            0.5,
            Map.of("score", 0.9));
    FindingMessage message =
        new FindingMessage(finding, now, now - 2000, Map.of("rules", 1L), System.nanoTime());
    FindingMessage.TOPIC.publish(vertx.eventBus(), message);
  }

  private static BroadcastConfig broadcast(int port) {
    BroadcastConfig d = BroadcastConfig.defaults();
    return new BroadcastConfig(
        d.group(),
        port,
        0,
        List.of("lo"),
        0,
        null,
        "bench-key-bench-key-bench-key",
        true,
        60,
        false,
        1000,
        d.heartbeatSeconds(),
        1,
        10,
        d.maxAgeSeconds(),
        d.slowDownWithinM(),
        d.stopWithinM());
  }

  private static VehicleConfig vehicle(int port, KeyRing keys) {
    return new VehicleConfig(
        BroadcastConfig.defaults().group(),
        port,
        List.of("lo"),
        LiveKeys.of(keys),
        true,
        Duration.ofSeconds(5),
        null,
        Policy.standard(),
        null,
        true,
        null,
        null);
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Collects the vehicle's JSON lines. */
  private static final class Lines extends OutputStream {
    private final StringBuilder line = new StringBuilder();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @Override
    public synchronized void write(int b) {
      if (b != '\n') {
        line.append((char) b);
        return;
      }
      if (line.length() > 0 && line.charAt(0) == '{') {
        received.add(line.toString());
      }
      line.setLength(0);
    }

    /** The next first reception's time from arrival to decision, milliseconds. */
    double decisionMillis() throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
      while (System.nanoTime() < deadline) {
        String next = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        JsonNode event = next == null ? null : Json.read(next, JsonNode.class);
        if (event != null && event.path("kind").asText().equals("recv")) {
          return event.path("wire_to_decision_us").asDouble() / 1000;
        }
      }
      throw new IllegalStateException("the vehicle did not receive an alert that was sent");
    }
  }
}
