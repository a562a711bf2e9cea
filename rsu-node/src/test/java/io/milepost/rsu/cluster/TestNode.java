package io.milepost.rsu.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.Findings;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentJournal;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.incident.LocalIncidents;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node with desk and heartbeat, without cameras. */
final class TestNode {
  private static final AtomicInteger EPOCHS = new AtomicInteger();

  final ClusterConfig cluster;
  final NodeRegistry registry;
  final IncidentBoard board = new IncidentBoard(1000, System::currentTimeMillis);
  final Memory journal = new Memory();
  final List<String> heard = new CopyOnWriteArrayList<>();
  final int epoch = EPOCHS.incrementAndGet();
  String desk;
  private final String id;
  private ClusteredVertx started;

  private TestNode(String id, ClusterConfig cluster) {
    this.id = id;
    this.cluster = cluster;
    this.registry = new NodeRegistry(id);
  }

  static TestNode start(String id, String name, int port, List<String> members) throws Exception {
    TestNode node =
        new TestNode(id, new ClusterConfig(true, name, "127.0.0.1", port, 0, members, null));
    node.started = get(open(node.cluster, id));
    DeskConfig quick =
        new DeskConfig(
            Duration.ofSeconds(60),
            100,
            Duration.ofMillis(200),
            Duration.ofMinutes(30),
            Duration.ofSeconds(60),
            1000);
    DeskIdentity self =
        new DeskIdentity(
            id,
            node.epoch,
            Map.of("near", Findings.place("A9", 48, 11), "far", Findings.place("B2", 49, 12)));
    LocalIncidents.TOPIC.consume(node.vertx().eventBus(), change -> node.heard.add("local"));
    Topics.INCIDENTS.consume(node.vertx().eventBus(), change -> node.heard.add("cluster"));
    get(
        node.vertx()
            .deployVerticle(
                new ClusterVerticle(node.registry, node::status, node.started.hazelcast())));
    node.desk =
        get(
            node.vertx()
                .deployVerticle(
                    new IncidentVerticle(quick, self, node.board, node.registry, node.journal)));
    return node;
  }

  private static Future<ClusteredVertx> open(ClusterConfig cluster, String id) {
    VertxOptions small = new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(4);
    return ClusteredVertx.start(cluster, id, small, new SimpleMeterRegistry());
  }

  static MilepostException refusal(ClusterConfig cluster, String id) {
    try {
      get(get(open(cluster, id)).vertx().close());
    } catch (ExecutionException e) {
      return (MilepostException) e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("was not refused");
  }

  Vertx vertx() {
    return started.vertx();
  }

  void sees(String camera, String key, long utc) {
    publish(Findings.confirmed(camera, key, utc));
  }

  void clears(String camera, String key) {
    publish(
        Findings.message(camera, key, Finding.Phase.CLEARED, Severity.HIGH, Findings.UTC + 9000));
  }

  void publish(FindingMessage message) {
    FindingMessage.TOPIC.publish(vertx().eventBus(), message);
  }

  private NodeStatus status() {
    return new NodeStatus(
        id,
        epoch,
        "up",
        1,
        System.currentTimeMillis(),
        "test",
        "http://127.0.0.1:1",
        List.of(),
        List.of(),
        0,
        0);
  }

  void stop() throws Exception {
    get(vertx().close());
  }

  /** As kill -9 looks from outside: no goodbye, the connections break. */
  void kill() {
    started.hazelcast().getLifecycleService().terminate();
    vertx().close();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  /** A journal in memory. */
  static final class Memory implements IncidentJournal {
    private final List<IncidentChanged> written = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> append(IncidentChanged change) {
      written.add(change);
      return Future.succeededFuture();
    }

    @Override
    public Future<List<Incident>> active() {
      return Future.succeededFuture(List.of());
    }

    List<IncidentChanged> changes() {
      return written;
    }
  }
}
