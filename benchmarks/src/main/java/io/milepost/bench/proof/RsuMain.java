package io.milepost.bench.proof;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.rsu.cluster.NodeRegistry;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.keys.KeysConfig;
import io.milepost.rsu.keys.RsuKeys;
import io.milepost.rsu.ops.FileWatchVerticle;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.store.NodeEpoch;
import io.milepost.rsu.store.Spool;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A roadside unit without cameras and API: desk, spool, alert journal, broadcaster and key watch as
 * a node has them, on its data folder. Told what to do on standard input, one command per line,
 * each answered by {@code ok} once the desk has answered:
 *
 * <pre>
 * confirm NAME                reports an incident on a road of that name and prints "sent MICROS
 *                             NAME" with the UTC time of the report
 * resolve NAME                an operator resolves it
 * load COUNT PER_SECOND LIFE  reports COUNT incidents and resolves each LIFE ms later
 * </pre>
 *
 * What went on air is printed as {@code told STATE EVENT NAME}.
 */
public final class RsuMain {
  private static final int HEARTBEATS_ACTIVE_PER_SECOND = 5;
  private static final int TOKENS_PER_SECOND = 1000;
  private static final int UNICAST_VEHICLES = 64;
  private static final int UNICAST_PER_SECOND = 100_000;
  private static final int UPSTREAM_KEEP_S = 600;
  private static final int ALERT_TTL_S = 3;
  private static final int BOARD_SIZE = 20_000;
  private static final long LIMIT_SECONDS = 60;

  /** Far enough apart that the desk does not take two of them for one. */
  private static final double STEP_DEGREES = 0.005;

  private static final int STEPS = 4000;

  private final Vertx vertx;
  private final IncidentBoard board;
  private final Map<String, String> incidents = new ConcurrentHashMap<>();
  private int places;

  private RsuMain(Vertx vertx, IncidentBoard board) {
    this.vertx = vertx;
    this.board = board;
  }

  /** Arguments: node, data folder, group, port, TTL, interfaces (by commas), key ring file. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    RsuMain rsu = new RsuMain(vertx, new IncidentBoard(BOARD_SIZE, System::currentTimeMillis));
    Topics.ALERTS.consume(vertx.eventBus(), rsu::told);
    BroadcastConfig config =
        config(args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]), args[5], args[6]);
    rsu.start(args[0], Path.of(args[1]), config);
    say("[READY]");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "confirm" -> await(rsu.confirm(words[1]));
        case "resolve" -> await(rsu.resolve(words[1]));
        case "load" ->
            rsu.load(
                Integer.parseInt(words[1]), Double.parseDouble(words[2]), Long.parseLong(words[3]));
        default -> throw new IllegalArgumentException("unknown command " + line);
      }
      say("ok");
    }
    await(vertx.close());
  }

  private void start(String node, Path folder, BroadcastConfig config) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    int epoch = NodeEpoch.next(folder);
    Spool spool = Spool.open(folder);
    RsuKeys keys =
        new RsuKeys(node, new KeysConfig(null, true), () -> config.loadKeys(System::getenv));
    ReachConfig reach =
        new ReachConfig(Map.of(), List.of(), UPSTREAM_KEEP_S, UNICAST_VEHICLES, UNICAST_PER_SECOND);
    deploy(
        new BroadcastVerticle(
            config,
            new BroadcastVerticle.Identity(node, epoch, 1),
            keys.live(),
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(false, 0),
            registry,
            new Surroundings(reach, null, folder, board, Map.of())));
    LiveKeys ring = keys.live();
    deploy(new FileWatchVerticle("keys", ring::check, ring::reloads, ring::refusals, registry));
    deploy(
        new IncidentVerticle(
            DeskConfig.defaults(),
            new DeskIdentity(node, epoch, Map.of()),
            board,
            new NodeRegistry(node),
            spool));
  }

  private void deploy(Deployable verticle) throws Exception {
    await(vertx.deployVerticle(verticle));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static BroadcastConfig config(
      String group, int port, int ttl, String interfaces, String keyRing) {
    BroadcastConfig d = BroadcastConfig.defaults();
    return new BroadcastConfig(
        group,
        port,
        ttl,
        Arrays.asList(interfaces.split(",")),
        d.dscp(),
        Path.of(keyRing),
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
      String name = "load-" + start + "-" + i;
      // The first ones come after every timer has been set.
      long at = 200 + (long) (i * 1000 / perSecond);
      vertx.setTimer(at, timer -> confirm(name));
      vertx.setTimer(at + lifeMillis, timer -> resolve(name));
    }
  }

  private synchronized double latitude() {
    return 30 + (places++ % STEPS) * STEP_DEGREES;
  }

  /** The desk answers when it is on disk, which vehicles do not wait for. */
  private Future<IncidentReply> confirm(String name) {
    IncidentReport report =
        new IncidentReport(
            IncidentType.COLLISION,
            Severity.HIGH,
            name,
            latitude(),
            127.0,
            400.0,
            null,
            "proof",
            null);
    say("sent " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " " + name);
    return Topics.INCIDENT_REPORT
        .request(vertx.eventBus(), report, IncidentReply.class)
        .otherwiseEmpty();
  }

  private Future<IncidentReply> resolve(String name) {
    IncidentCommand command =
        new IncidentCommand(incident(name), IncidentCommand.Action.RESOLVE, "operator", null);
    return Topics.INCIDENT_COMMAND
        .request(vertx.eventBus(), command, IncidentReply.class)
        .otherwiseEmpty();
  }

  /** The incident on the road of this name; one from before a restart is on the board alone. */
  private String incident(String name) {
    String told = incidents.get(name);
    return told != null
        ? told
        : board.active().stream()
            .filter(each -> each.road().equals(name))
            .findFirst()
            .map(Incident::id)
            .orElseThrow(() -> new IllegalArgumentException("no open incident " + name));
  }

  private void told(AlertOnAir alert) {
    String name = board.incident(alert.incident()).map(Incident::road).orElse(alert.incident());
    incidents.put(name, alert.incident());
    say("told " + alert.state() + " " + alert.event() + " " + name);
  }
}
