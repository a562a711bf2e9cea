package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipScore;
import io.milepost.protocol.message.ClipScoreReply;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TrackedBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeRoutesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Vertx vertx = Vertx.vertx();

  /** Held: Vert.x hangs up all sockets of a client that the garbage collector finds. */
  private final WebSocketClient sockets = vertx.createWebSocketClient();

  private final ApiNode node = new ApiNode(vertx, "rsu-a");
  private final BlockingQueue<IncidentCommand> commands = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.start();
    Topics.INCIDENT_COMMAND.answer(
        vertx.eventBus(),
        command -> {
          commands.add(command);
          return Future.succeededFuture(new IncidentReply("accepted", command.incident(), 2));
        });
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
    await(vertx.close());
  }

  @Test
  void shouldHandOnIncidentsAsSnakeCaseJson() throws Exception {
    Client client = new Client(Role.VIEWER);
    client.register(Topics.INCIDENTS.address());
    JsonObject got = null;
    // The bridge does not answer a registration, so the record is published until it arrives.
    for (int i = 0; i < 100 && got == null; i++) {
      Topics.INCIDENTS.publish(
          vertx.eventBus(),
          Samples.confirmed(
              Samples.incident("rsu-a-1-1", IncidentType.WRONG_WAY, Severity.HIGH, "cam-1")));
      got = client.received.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(got).isNotNull();
    assertThat(got.getString("type")).isEqualTo("rec");
    JsonObject incident = got.getJsonObject("body").getJsonObject("incident");
    assertThat(got.getJsonObject("body").getString("change")).isEqualTo("CONFIRMED");
    assertThat(incident.getString("type")).isEqualTo("wrong_way");
    assertThat(incident.getDouble("distance_m")).isEqualTo(500);
    assertThat(incident.getJsonArray("seen_by")).containsExactly("rsu-a/cam-1");
    assertThat(incident.containsKey("resolved_at")).isFalse();
  }

  @Test
  void shouldHandOnDenmsInTheNamesOfTheirSchema() throws Exception {
    Client client = new Client(Role.VIEWER);
    client.register(Topics.DENM.address());
    Denm.Management management =
        new Denm.Management(
            new Denm.ActionId(4_000_000_000L, 7), 2, 3, 0, null, null, null, 30, 15);
    Denm denm =
        new Denm("denm", "x", 1, "2.3.0", new Denm.Message(2, 1, management, null, null, null));
    JsonObject got = null;
    // As above.
    for (int i = 0; i < 100 && got == null; i++) {
      Topics.DENM.publish(vertx.eventBus(), denm);
      got = client.received.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(got).isNotNull();
    JsonObject message = got.getJsonObject("body").getJsonObject("message");
    assertThat(message.containsKey("situation")).isFalse();
    assertThat(message.getJsonObject("management").getJsonObject("action_id"))
        .isEqualTo(
            new JsonObject()
                .put("originating_station_id", 4_000_000_000L)
                .put("sequence_number", 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "milepost.secrets",
        "milepost.incidents.command",
        "milepost.detections.",
        "milepost.detections.a.b",
        "milepostXdetections.cam-1",
        "vertx.monitor"
      })
  void shouldDenyListeningWhenTheAddressIsNotPermitted(String address) throws Exception {
    Client client = new Client(Role.ADMIN);
    client.register(address);
    assertThat(client.next().toString()).contains("access_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"milepost.incidents", "milepost.nodes", "milepost.cameras.x.y.command"})
  void shouldDenySendingWhenTheAddressIsNotPermitted(String address) throws Exception {
    Client client = new Client(Role.ADMIN);
    client.send("send", address, new JsonObject().put("action", "stop"), "r-1");
    assertThat(client.next().toString()).contains("access_denied");
  }

  @Test
  void shouldPutTheCallerInPlaceOfTheActorHeClaimsToBe() throws Exception {
    Client client = new Client(Role.OPERATOR);
    JsonObject body =
        new JsonObject().put("incident", "i-1").put("action", "resolve").put("actor", "boss");
    client.send("send", Topics.INCIDENT_COMMAND.address(), body, "r-1");
    JsonObject reply = client.next();
    assertThat(reply.getString("address")).isEqualTo("r-1");
    assertThat(reply.getJsonObject("body").getString("status")).isEqualTo("accepted");
    assertThat(commands.poll(5, TimeUnit.SECONDS).actor()).isEqualTo("test-operator");
  }

  @Test
  void shouldNameTheCallerAsTheSourceOfHisReport() throws Exception {
    BlockingQueue<IncidentReport> reports = new LinkedBlockingQueue<>();
    Topics.INCIDENT_REPORT.answer(
        vertx.eventBus(),
        report -> {
          reports.add(report);
          return Future.succeededFuture(new IncidentReply("accepted", "i-1", 1));
        });
    Client client = new Client(Role.OPERATOR);
    String address = Topics.INCIDENT_REPORT.address();
    JsonObject body =
        new JsonObject()
            .put("type", "fire")
            .put("severity", "high")
            .put("road", "A1")
            .put("lat", 1)
            .put("lon", 2);
    client.send("send", address, body, "r-1");
    assertThat(client.next().getJsonObject("body").getString("status")).isEqualTo("accepted");
    client.send("send", address, body.copy().put("source", "tunnel 3"), "r-2");
    assertThat(client.next().getJsonObject("body").getString("status")).isEqualTo("accepted");
    assertThat(reports)
        .extracting(IncidentReport::source)
        .containsExactly("test-operator", "tunnel 3");
    client.send("send", address, body.copy().put("colour", "red"), "r-3");
    assertThat(client.next().getString("message")).startsWith("unknown field 'colour'");
  }

  @Test
  void shouldHandOnScoresOfOperatorsAndDenyThoseOfViewers() throws Exception {
    BlockingQueue<ClipScore> scores = new LinkedBlockingQueue<>();
    Topics.cameraScores("cam-1")
        .answer(
            vertx.eventBus(),
            score -> {
              scores.add(score);
              return Future.succeededFuture(new ClipScoreReply("cam-1", 0.25));
            });
    String address = Topics.cameraScores("cam-1").address();
    JsonObject body =
        new JsonObject().put("model", "vad").put("score", 0.9).put("from", 1).put("to", 2);
    Client viewer = new Client(Role.VIEWER);
    viewer.send("send", address, body, "r-1");
    assertThat(viewer.next().getString("message")).isEqualTo("access_denied");
    Client operator = new Client(Role.OPERATOR);
    operator.send("send", address, body, "r-1");
    assertThat(operator.next().getJsonObject("body").getDouble("suspicion")).isEqualTo(0.25);
    assertThat(scores).containsExactly(new ClipScore("vad", 0.9, 1L, 2L));
    operator.send("send", Topics.cameraRules("cam-1").address(), new JsonObject(), "r-2");
    assertThat(operator.next().toString()).contains("access_denied");
  }

  @Test
  void shouldDenyCommandsWhenTheCallerMayOnlyLook() throws Exception {
    for (Role role : List.of(Role.VIEWER, Role.NODE)) {
      Client client = new Client(role);
      JsonObject body = new JsonObject().put("incident", "i-1").put("action", "resolve");
      client.send("send", Topics.INCIDENT_COMMAND.address(), body, "r-1");
      assertThat(client.next().getString("message")).isEqualTo("access_denied");
    }
    assertThat(commands).isEmpty();
  }

  @Test
  void shouldDenySpeakingToAllWhenACommandIsPublished() throws Exception {
    Client client = new Client(Role.ADMIN);
    JsonObject body = new JsonObject().put("incident", "i-1").put("action", "resolve");
    client.send("publish", Topics.INCIDENT_COMMAND.address(), body, null);
    assertThat(client.next().getString("message")).isEqualTo("access_denied");
    assertThat(commands).isEmpty();
  }

  @Test
  void shouldAnswerWithAFailureWhenTheMessageIsMalformed() throws Exception {
    Client client = new Client(Role.OPERATOR);
    String address = Topics.INCIDENT_COMMAND.address();
    client.send("send", address, new JsonObject().put("action", "explode"), "r-1");
    client.send("send", address, "just words", "r-2");
    client.send("send", address, null, "r-3");
    for (String expected : List.of("r-1", "r-2", "r-3")) {
      JsonObject failure = client.next();
      assertThat(failure.getString("type")).isEqualTo("err");
      assertThat(failure.getString("address")).isEqualTo(expected);
      assertThat(failure.getInteger("failureCode")).isEqualTo(1);
    }
    client.socket.writeTextMessage("{no json");
    assertThat(client.next().toString()).contains("invalid_json");
    assertThat(commands).isEmpty();
  }

  @Test
  void shouldCloseWithAReasonWhenNobodyIsSignedIn() throws Exception {
    for (String query : List.of("", "?ticket=nonsense")) {
      WebSocket socket =
          await(sockets.connect(node.port, "127.0.0.1", "/eventbus/websocket" + query));
      await().atMost(PATIENCE).until(socket::isClosed);
      assertThat(socket.closeStatusCode()).isEqualTo(LiveRoutes.CLOSE_UNAUTHENTICATED);
    }
  }

  @Test
  void shouldDropBoxesForAClientWhoReadsNothingAndHangUpOnIncidents() throws Exception {
    Client client = new Client(Role.VIEWER);
    client.register(Topics.detections("cam-1").address());
    client.register(Topics.INCIDENTS.address());
    client.socket.pause();
    List<TrackedBox> boxes =
        Collections.nCopies(1000, new TrackedBox(1, "car", 0.9f, 1.5f, 2.5f, 3.5f, 4.5f));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              Topics.detections("cam-1")
                  .publish(vertx.eventBus(), new Detections("cam-1", 1, 1, 640, 360, boxes));
              return dropped("milepost.bridge.dropped") > 0;
            });
    Topics.INCIDENTS.publish(
        vertx.eventBus(),
        Samples.confirmed(Samples.incident("i", IncidentType.FIRE, Severity.HIGH, "cam-1")));
    await().atMost(PATIENCE).until(() -> dropped("milepost.bridge.closed") == 1);
    // Reads again, so that the test does not wait for the server to give up on the goodbye.
    client.socket.resume();
    await().atMost(PATIENCE).until(client.socket::isClosed);
    assertThat(client.socket.closeStatusCode()).isEqualTo((short) 4408);
  }

  private double dropped(String counter) {
    return node.metrics.counter(counter, "reason", "slow_client").count();
  }

  private final class Client {
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    Client(Role role) throws Exception {
      socket =
          await(
              sockets.connect(
                  node.port, "127.0.0.1", "/eventbus/websocket?ticket=" + node.socketTicket(role)));
      socket.binaryMessageHandler(message -> received.add(message.toJsonObject()));
      socket.textMessageHandler(message -> received.add(new JsonObject(message)));
    }

    void register(String address) {
      socket.writeTextMessage(
          new JsonObject().put("type", "register").put("address", address).encode());
    }

    void send(String type, String address, Object body, String replyAddress) {
      JsonObject message =
          new JsonObject().put("type", type).put("address", address).put("body", body);
      if (replyAddress != null) {
        message.put("replyAddress", replyAddress);
      }
      socket.writeTextMessage(message.encode());
    }

    JsonObject next() throws InterruptedException {
      JsonObject message = received.poll(10, TimeUnit.SECONDS);
      assertThat(message).as("an answer of the bridge").isNotNull();
      return message;
    }
  }
}
