package io.milepost.rsu.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
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
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.store.NodeEpoch;
import io.milepost.rsu.store.Spool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Desk, spool and broadcaster as a node has them, without cameras and API. Does what each line of
 * standard input says, {@code report} or {@code resolve}, until it is killed.
 */
final class MidAlertChild {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private MidAlertChild() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int port = Integer.parseInt(args[1]);
    KeyRing keys = KeyRing.ofCommandLine("sixteen or more bytes");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Vertx vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    int epoch = NodeEpoch.next(folder);
    Spool spool = Spool.open(folder);
    IncidentBoard board = new IncidentBoard(1000, System::currentTimeMillis);
    BroadcastConfig d = BroadcastConfig.defaults();
    BroadcastConfig config =
        new BroadcastConfig(
            EnvelopeWire.DEFAULT_GROUP,
            port,
            0,
            List.of("lo"),
            d.dscp(),
            null,
            null,
            true,
            0.3,
            false,
            50,
            0.5,
            0.2,
            d.ttlSeconds(),
            d.maxAgeSeconds(),
            d.slowDownWithinM(),
            d.stopWithinM());
    Blocking.await(
        vertx.deployVerticle(
            new BroadcastVerticle(
                config,
                new BroadcastVerticle.Identity("rsu-a", epoch, 1),
                () -> keys,
                () -> new HeartbeatBody.Cameras(0, 0),
                () -> new HeartbeatBody.Clock(true, 0),
                new SimpleMeterRegistry(),
                new Surroundings(ReachConfig.defaults(), null, folder, board, Map.of()))),
        LIMIT);
    Blocking.await(
        vertx.deployVerticle(
            new IncidentVerticle(
                DeskConfig.defaults(),
                new DeskIdentity("rsu-a", epoch, Map.of()),
                board,
                new NodeRegistry("rsu-a"),
                spool)),
        LIMIT);
    out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      IncidentReply reply =
          Blocking.await(
              line.equals("report") ? report(vertx) : resolve(vertx, board.active().get(0)), LIMIT);
      out.println(reply.status() + " " + reply.incident());
    }
    vertx.close();
  }

  private static Future<IncidentReply> report(Vertx vertx) {
    IncidentReport report =
        new IncidentReport(
            IncidentType.COLLISION, Severity.HIGH, "A1", 37.5, 127.0, 400.0, null, "test", null);
    return Topics.INCIDENT_REPORT.request(vertx.eventBus(), report, IncidentReply.class);
  }

  private static Future<IncidentReply> resolve(Vertx vertx, Incident incident) {
    IncidentCommand command =
        new IncidentCommand(incident.id(), IncidentCommand.Action.RESOLVE, "operator", null);
    return Topics.INCIDENT_COMMAND.request(vertx.eventBus(), command, IncidentReply.class);
  }
}
