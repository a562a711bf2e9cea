package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the console with made-up cameras and incidents, for work on its looks: {@code ConsoleDemo
 * [port] [folder with JPEG frames] [clip.mp4]}.
 */
final class ConsoleDemo {
  private static final IncidentType[] TYPES = IncidentType.values();

  private ConsoleDemo() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    EventBus bus = vertx.eventBus();
    Topics.registerCodecs(bus);
    ApiNode node = new ApiNode(vertx, "rsu-a");
    List<byte[]> frames = frames(args.length > 1 ? Path.of(args[1]) : null);
    RoadPictures one = new RoadPictures("cam-1");
    RoadPictures two = new RoadPictures("cam-2");
    node.cameras.put("cam-1", one);
    node.cameras.put("cam-2", two);
    node.states =
        List.of(
            Samples.camera("cam-1", "Bridge north", "live", null),
            Samples.camera("cam-2", "Ramp 14 east", "live", null));
    ApiConfig config = ApiNode.config(args.length > 0 ? Integer.parseInt(args[0]) : 8090, 64);
    node.start(config);
    long start = System.nanoTime();
    vertx.setPeriodic(
        100,
        t -> {
          long pts = (System.nanoTime() - start) / 1000;
          byte[] jpeg =
              frames.isEmpty()
                  ? RoadPictures.draw(pts)
                  : frames.get((int) (pts / 100_000 % frames.size()));
          one.show(new JpegPicture("cam-1", pts, System.currentTimeMillis(), 640, 360, jpeg));
          two.show(pts);
          Topics.detections("cam-2").publish(bus, two.detections(pts));
        });
    List<CameraState> theirs =
        List.of(Samples.camera("cam-3", "Tunnel west", "down", "no answer from the camera"));
    vertx.setPeriodic(
        1000,
        t -> {
          Topics.NODES.publish(bus, node.status());
          Topics.NODES.publish(bus, peer(theirs));
        });
    incidents(node, args.length > 2 ? Path.of(args[2]) : null);
    LocalIncidents.COMMAND.answer(
        bus,
        command -> {
          Incident before = node.archive.incidents.get(command.incident());
          IncidentState state =
              switch (command.action()) {
                case ACKNOWLEDGE -> IncidentState.ACKNOWLEDGED;
                case RESOLVE -> IncidentState.RESOLVED;
                case FALSE_ALARM -> IncidentState.FALSE_ALARM;
                default -> before.state();
              };
          Incident after = Samples.withState(before, state, command.actor(), command.note());
          node.archive.incidents.put(after.id(), after);
          Topics.INCIDENTS.publish(bus, Samples.updated(after));
          return Future.succeededFuture(new IncidentReply("accepted", after.id(), after.version()));
        });
    vertx.setTimer(
        Long.getLong("alarm.millis", 8_000),
        t -> {
          Incident crash =
              Samples.incident("rsu-a-3-99", IncidentType.FIRE, Severity.CRITICAL, "cam-1");
          node.archive.incidents.put(crash.id(), crash);
          Topics.INCIDENTS.publish(bus, Samples.confirmed(crash));
        });
    System.out.println("console at " + node.url() + " as admin, password " + ApiNode.PASSWORD);
  }

  private static NodeStatus peer(List<CameraState> cameras) {
    long now = System.currentTimeMillis();
    return new NodeStatus(
        "rsu-b",
        8,
        "degraded",
        now - 90_000_000,
        now,
        "0.1.0",
        "http://127.0.0.1:1",
        cameras,
        List.of(
            "PostgreSQL does not answer for 42 s; 17 records wait on this node's disk.",
            "Camera cam-3 is down: no answer from the camera."),
        1,
        17);
  }

  private static void incidents(ApiNode node, Path clip) throws IOException {
    long now = System.currentTimeMillis();
    for (int i = 1; i <= 60; i++) {
      Incident made =
          Samples.incident(
              "rsu-a-3-" + i,
              TYPES[i % TYPES.length],
              Severity.values()[i % 4],
              "cam-" + (1 + i % 3),
              now - i * 1_260_000L);
      IncidentState state = i % 7 == 0 ? IncidentState.FALSE_ALARM : IncidentState.RESOLVED;
      node.archive.incidents.put(made.id(), Samples.withState(made, state, "admin", null));
    }
    Incident crash =
        Samples.incident(
            "rsu-a-3-70", IncidentType.COLLISION, Severity.HIGH, "cam-2", now - 42_000);
    Incident jam =
        Samples.incident(
            "rsu-a-3-69", IncidentType.CONGESTION, Severity.MEDIUM, "cam-1", now - 600_000);
    node.archive.incidents.put(crash.id(), crash);
    node.archive.incidents.put(
        jam.id(), Samples.withState(jam, IncidentState.ACKNOWLEDGED, "admin", null));
    node.archive.alerts.put("rsu-a/17", Samples.alert(crash, "active"));
    node.state.alerts.heard(Samples.alert(crash, "active"));
    if (clip != null) {
      node.clips.put("clip-70", clip);
      node.archive.clips.put(
          "clip-70",
          new ClipReady(
              "clip-70",
              crash.id(),
              "cam-2",
              "rsu-a",
              clip.getFileName().toString(),
              now - 52_000,
              now - 32_000,
              20,
              Files.size(clip),
              "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
              true));
    }
  }

  private static List<byte[]> frames(Path folder) throws IOException {
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".jpg"))
          .sorted()
          .map(ConsoleDemo::read)
          .toList();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
