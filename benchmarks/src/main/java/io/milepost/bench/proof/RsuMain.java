package io.milepost.bench.proof;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A roadside unit's broadcaster, fed from standard input, one command per line, each answered by
 * {@code ok}:
 *
 * <pre>
 * confirm INCIDENT            prints "sent MICROS INCIDENT" with the UTC time of the decision
 * resolve INCIDENT
 * keys FILE                   uses this key ring from now on
 * load COUNT PER_SECOND LIFE  confirms COUNT incidents and resolves each after LIFE ms
 * </pre>
 *
 * What went on air is printed as {@code told STATE EVENT INCIDENT}.
 */
public final class RsuMain {
  private static final int HEARTBEATS_ACTIVE_PER_SECOND = 5;
  private static final int TOKENS_PER_SECOND = 1000;
  private static final int ALERT_TTL_S = 3;

  private final Vertx vertx;
  private final String node;

  private RsuMain(Vertx vertx, String node) {
    this.vertx = vertx;
    this.node = node;
  }

  /** Arguments: node, epoch, group, port, TTL, interfaces (by commas), key ring file. */
  public static void main(String[] args) throws Exception {
    AtomicReference<KeyRing> keys = new AtomicReference<>(keys(args[6]));
    Vertx vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    Topics.ALERTS.consume(
        vertx.eventBus(),
        alert -> say("told " + alert.state() + " " + alert.event() + " " + alert.incident()));
    BroadcastVerticle broadcaster =
        new BroadcastVerticle(
            config(args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]), args[5]),
            new BroadcastVerticle.Identity(args[0], Long.parseLong(args[1]), 1),
            keys::get,
            () -> new HeartbeatBody.Cameras(1, 0),
            // One proof makes it wrong, which an RSU that keeps its clock would not be.
            () -> new HeartbeatBody.Clock(false, 0),
            new SimpleMeterRegistry());
    vertx
        .deployVerticle(broadcaster)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    say("[READY]");
    RsuMain rsu = new RsuMain(vertx, args[0]);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "confirm" -> rsu.confirm(words[1]);
        case "resolve" -> rsu.resolve(words[1]);
        case "keys" -> keys.set(keys(words[1]));
        case "load" ->
            rsu.load(
                Integer.parseInt(words[1]), Double.parseDouble(words[2]), Long.parseLong(words[3]));
        default -> throw new IllegalArgumentException("unknown command " + line);
      }
      say("ok");
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static KeyRing keys(String file) throws Exception {
    return KeyRing.parse(Files.readAllBytes(Path.of(file)), name -> null);
  }

  private static BroadcastConfig config(String group, int port, int ttl, String interfaces) {
    BroadcastConfig d = BroadcastConfig.defaults();
    return new BroadcastConfig(
        group,
        port,
        ttl,
        Arrays.asList(interfaces.split(",")),
        d.dscp(),
        null,
        null,
        true,
        d.repeatSeconds(),
        false,
        TOKENS_PER_SECOND,
        d.heartbeatSeconds(),
        1.0 / HEARTBEATS_ACTIVE_PER_SECOND,
        ALERT_TTL_S,
        d.maxAgeSeconds(),
        d.slowDownWithinM(),
        d.stopWithinM());
  }

  private void load(int count, double perSecond, long lifeMillis) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      String id = "load-" + start + "-" + i;
      // The first ones come after every timer has been set.
      long at = 200 + (long) (i * 1000 / perSecond);
      vertx.setTimer(at, timer -> confirm(id));
      vertx.setTimer(at + lifeMillis, timer -> resolve(id));
    }
  }

  private void confirm(String id) {
    Instant now = Instant.now();
    publish(Change.CONFIRMED, IncidentState.OPEN, id, 1);
    say("sent " + ChronoUnit.MICROS.between(Instant.EPOCH, now) + " " + id);
  }

  private void resolve(String id) {
    publish(Change.RESOLVED, IncidentState.RESOLVED, id, 2);
  }

  private void publish(Change change, IncidentState state, String id, int version) {
    long now = System.currentTimeMillis();
    Incident incident =
        new Incident(
            id,
            version,
            IncidentType.COLLISION,
            Severity.HIGH,
            state,
            0.9,
            node,
            "cam-1",
            "A1",
            2,
            37.5,
            127,
            400,
            TrafficDirection.UPSTREAM,
            now,
            now,
            now,
            state == IncidentState.OPEN ? null : now,
            "made for a proof",
            List.of(node + "/cam-1"),
            Map.of(),
            null,
            null);
    LocalIncidents.TOPIC.publish(
        vertx.eventBus(), new IncidentChanged(change, incident, Map.of(), System.nanoTime()));
  }
}
