package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastVerticleTest {
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AlertOnAir> onAir = new CopyOnWriteArrayList<>();
  private DatagramChannel ear;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    Topics.ALERTS.consume(vertx.eventBus(), onAir::add);
    InetAddress group = InetAddress.getByName(EnvelopeWire.DEFAULT_GROUP);
    ear = DatagramChannel.open(StandardProtocolFamily.INET);
    ear.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    ear.bind(new InetSocketAddress(group, 0));
    ear.join(group, NetworkInterface.getByName("lo"));
    ear.configureBlocking(false);
    port = ear.socket().getLocalPort();
  }

  @AfterEach
  void close() throws Exception {
    ear.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldSendHeartbeatAndAlertOnTheChosenInterfaceWhenDeployed() {
    BroadcastVerticle verticle = deploy(List.of("lo"), KEYS);
    awaitKind(EnvelopeWire.KIND_HEARTBEAT);
    LocalIncidents.TOPIC.publish(vertx.eventBus(), Incidents.collision("i").confirmed());
    awaitKind(EnvelopeWire.KIND_ALERT);
    await().until(() -> onAir.size() == 1);
    assertThat(onAir.get(0).stages().keySet())
        .containsExactly("rules", "sign", "send", "decision_to_wire");
    assertThat(verticle.alertsOnAir()).isEqualTo(1);
    assertThat(verticle.degraded()).isEmpty();
    await()
        .until(
            () ->
                registry.find("milepost.broadcast.self.test").gauges().stream()
                    .anyMatch(gauge -> gauge.value() == 1));
    assertThat(verticle.warnings()).isEmpty();
    assertThat(registry.counter("milepost.broadcast.sent", "kind", "alert").count()).isPositive();
  }

  @Test
  void shouldTestItsLinksWithAKeyOfItsOwnAlone() {
    KeyRing own =
        new KeyRing(
            List.of(
                new KeyRing.Key(
                    1,
                    KEYS.keys().get(0).secret(),
                    Instant.EPOCH,
                    Instant.now().plusSeconds(3600),
                    false,
                    "rsu-a")));
    deploy(own, true, Surroundings.none());
    await()
        .until(
            () ->
                registry.find("milepost.broadcast.self.test").gauges().stream()
                    .anyMatch(gauge -> gauge.value() == 1));
  }

  @Test
  void shouldTellThoseWhoStartLaterWhatWasRestored(@TempDir Path folder) throws Exception {
    long utc = System.currentTimeMillis();
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      journal.keep(AlertJournalTest.row("rsu-a/1", 3, AlertState.ACTIVE, utc, 0));
    }
    deploy(KEYS, false, new Surroundings(ReachConfig.defaults(), null, folder, null, Map.of()));
    List<AlertOnAir> late = new CopyOnWriteArrayList<>();
    Topics.ALERTS.consume(vertx.eventBus(), late::add);
    await().until(() -> !late.isEmpty());
    assertThat(late).extracting(AlertOnAir::event).containsExactly("rsu-a/1");
    assertThat(late).extracting(AlertOnAir::version).containsExactly(3);
  }

  @Test
  void shouldLeaveIncidentsOfOtherNodesAndRubbishOnTheBusAlone() {
    deploy(List.of("lo"), KEYS);
    vertx.eventBus().publish(LocalIncidents.TOPIC.address(), "rubbish");
    vertx.eventBus().publish(LocalIncidents.TOPIC.address(), new JsonObject().put("change", 3));
    LocalIncidents.TOPIC.publish(
        vertx.eventBus(), Incidents.collision("x").node("rsu-b").confirmed());
    LocalIncidents.TOPIC.publish(vertx.eventBus(), Incidents.collision("y").confirmed());
    await().until(() -> !onAir.isEmpty());
    assertThat(onAir).singleElement().satisfies(a -> assertThat(a.incident()).isEqualTo("y"));
  }

  @Test
  void shouldTellTheIncidentsOfANeighbourFurtherAheadAndCancelThem() {
    ReachConfig reach =
        new ReachConfig(
            Map.of(), List.of(new ReachConfig.Neighbour("rsu-b", null, 1200.0)), 600, 0, 1000);
    IncidentBoard board = new IncidentBoard(100, () -> 0);
    BroadcastVerticle verticle =
        new BroadcastVerticle(
            config(List.of("lo"), false),
            new BroadcastVerticle.Identity("rsu-a", 1, 1),
            () -> KEYS,
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(true, 0),
            registry,
            new Surroundings(reach, null, null, board, Map.of()));
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
    Incidents theirs = Incidents.collision("x").node("rsu-b");
    Topics.INCIDENTS.publish(vertx.eventBus(), theirs.confirmed());
    Topics.INCIDENTS.publish(vertx.eventBus(), Incidents.collision("y").node("rsu-c").confirmed());
    await().until(() -> onAir.size() == 1);
    assertThat(onAir.get(0).distanceM()).isEqualTo(1700);
    assertThat(onAir.get(0).node()).isEqualTo("rsu-a");
    assertThat(onAir.get(0).event()).isEqualTo("rsu-a/1");
    Topics.INCIDENTS.publish(vertx.eventBus(), theirs.next().resolved());
    await().until(() -> onAir.size() == 2);
    assertThat(onAir.get(1).state()).isEqualTo("cancelled");
  }

  @Test
  void shouldStayAliveAndSayWhatIsWrongWhenAnInterfaceIsMissing() {
    BroadcastVerticle verticle = deploy(List.of("lo", "nosuch0"), KEYS);
    awaitKind(EnvelopeWire.KIND_HEARTBEAT);
    assertThat(verticle.degraded())
        .containsExactly("alerts cannot be sent on nosuch0: there is no such interface");
    assertThat(registry.counter("milepost.broadcast.send.errors", "reason", "link").count())
        .isPositive();
    LocalIncidents.TOPIC.publish(vertx.eventBus(), Incidents.collision("i").confirmed());
    awaitKind(EnvelopeWire.KIND_ALERT);
  }

  @Test
  void shouldSayThatAlertsAreUnsignedWhenThereIsNoKey() {
    BroadcastVerticle verticle = deploy(List.of("lo"), KeyRing.empty());
    awaitKind(EnvelopeWire.KIND_HEARTBEAT);
    assertThat(verticle.degraded()).singleElement().asString().contains("without authentication");
  }

  @Test
  void shouldGoOnSendingWhenSomethingFailsInBetween() {
    AtomicInteger asked = new AtomicInteger();
    BroadcastVerticle verticle =
        deploy(
            List.of("lo"),
            KEYS,
            () -> {
              if (asked.incrementAndGet() <= 3) {
                throw new IllegalStateException("made up");
              }
              return new HeartbeatBody.Cameras(1, 0);
            });
    awaitKind(EnvelopeWire.KIND_HEARTBEAT);
    await().until(() -> verticle.degraded().isEmpty());
    assertThat(registry.counter("milepost.broadcast.send.errors", "reason", "internal").count())
        .isEqualTo(3);
  }

  @Test
  void shouldRepeatAlertsWhenNoHeartbeatCanBeMade() {
    BroadcastVerticle verticle =
        deploy(
            List.of("lo"),
            KEYS,
            () -> {
              throw new IllegalStateException("made up");
            });
    LocalIncidents.TOPIC.publish(vertx.eventBus(), Incidents.collision("i").confirmed());
    Counter sent = registry.counter("milepost.broadcast.sent", "kind", "alert");
    await().until(() -> sent.count() >= 6);
    assertThat(verticle.degraded())
        .containsExactly("sending alerts fails: java.lang.IllegalStateException: made up");
  }

  @Test
  void shouldUseAnInterfaceThatComesAfterTheStartInsteadOfTheLoopback() throws Exception {
    BroadcastMetrics metrics = new BroadcastMetrics(registry);
    try (MulticastSender sender = new MulticastSender(config(List.of(), false), metrics)) {
      sender.found(List.of());
      sender.open(List.of());
      assertThat(sender.interfaces()).containsExactly("lo");
      assertThat(sender.down())
          .containsExactly("no interface can multicast, so alerts stay on this machine");
      sender.found(List.of("nosuch0"));
      sender.found(List.of("nosuch0", "nosuch1"));
      assertThat(sender.interfaces()).containsExactly("nosuch0", "nosuch1");
      assertThat(sender.down()).hasSize(2).allMatch(s -> s.contains("no such interface"));
    }
  }

  private BroadcastVerticle deploy(List<String> interfaces, KeyRing keys) {
    return deploy(interfaces, keys, () -> new HeartbeatBody.Cameras(1, 0));
  }

  private BroadcastVerticle deploy(
      List<String> interfaces, KeyRing keys, Supplier<HeartbeatBody.Cameras> cameras) {
    BroadcastVerticle verticle =
        new BroadcastVerticle(
            config(interfaces, false),
            new BroadcastVerticle.Identity("rsu-a", 1, 1),
            () -> keys,
            cameras,
            () -> new HeartbeatBody.Clock(true, 0),
            registry);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
    return verticle;
  }

  private void deploy(KeyRing keys, boolean required, Surroundings around) {
    BroadcastVerticle verticle =
        new BroadcastVerticle(
            config(List.of("lo"), required),
            new BroadcastVerticle.Identity("rsu-a", 1, 1),
            () -> keys,
            () -> new HeartbeatBody.Cameras(1, 0),
            () -> new HeartbeatBody.Clock(true, 0),
            registry,
            around);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
  }

  private BroadcastConfig config(List<String> interfaces, boolean required) {
    BroadcastConfig d = BroadcastConfig.defaults();
    return new BroadcastConfig(
        d.group(),
        port,
        0,
        interfaces,
        46,
        null,
        null,
        required,
        1,
        false,
        50,
        0.2,
        0.1,
        30,
        86_400,
        500,
        200);
  }

  private void awaitKind(byte kind) {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    EnvelopeView view = new EnvelopeView();
    await()
        .until(
            () -> {
              buffer.clear();
              return ear.receive(buffer) != null
                  && view.wrap(buffer.array(), buffer.position()) == null
                  && view.kind() == kind;
            });
  }
}
