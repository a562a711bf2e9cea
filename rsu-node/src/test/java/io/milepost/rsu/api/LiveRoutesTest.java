package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.JpegPicture;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveRoutesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Vertx vertx = Vertx.vertx();
  private final ApiNode node = new ApiNode(vertx, "rsu-a");
  private final RoadPictures road = new RoadPictures("cam-1");
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.cameras.put("cam-1", road);
    node.states = List.of(Samples.camera("cam-1", "Bridge", "live", null));
    node.start(ApiNode.config(0, 3));
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxMessageSize(4_000_000).setMaxFrameSize(4_000_000));
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
    await(vertx.close());
  }

  @Test
  void shouldSendThePictureWithItsClockWhenItIsWatched() throws Exception {
    Viewer viewer = new Viewer(node).watch("cam-1");
    road.show(1_234_567);
    await().atMost(PATIENCE).until(() -> viewer.pictures.size() == 1);
    JpegPicture got = viewer.pictures.peek();
    JpegPicture shown = road.newest().orElseThrow();
    assertThat(got.camera()).isEqualTo("cam-1");
    assertThat(got.ptsMicros()).isEqualTo(1_234_567);
    assertThat(got.utcMillis()).isEqualTo(shown.utcMillis());
    assertThat(got.jpeg()).isEqualTo(shown.jpeg());
  }

  @Test
  void shouldEncodeNothingWhenNobodyLooksAnyMore() throws Exception {
    Viewer viewer = new Viewer(node).watch("cam-1");
    Viewer other = new Viewer(node).watch("cam-1");
    assertThat(road.listeners()).isEqualTo(1);
    viewer.socket.close();
    other.ask("[]");
    await().atMost(PATIENCE).until(() -> road.listeners() == 0);
    await().atMost(PATIENCE).until(() -> node.state.viewers.views().size() == 1);
  }

  @Test
  void shouldDropPicturesForTheSlowViewerOnlyWhenOneStalls() throws Exception {
    int rounds = 600;
    Viewer quick = new Viewer(node).watch("cam-1");
    Viewer second = new Viewer(node).watch("cam-1");
    Viewer stalled = new Viewer(node).watch("cam-1");
    stalled.socket.pause();
    byte[] jpeg = new byte[100_000];
    new Random(7).nextBytes(jpeg);
    long before = usedMemory();
    for (int i = 1; i <= rounds; i++) {
      road.show(new JpegPicture("cam-1", i, i, 640, 360, jpeg));
      int expected = i;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> quick.count.get() == expected && second.count.get() == expected);
      quick.pictures.clear();
      second.pictures.clear();
    }
    long after = usedMemory();
    LiveViewer.View slow =
        node.state.viewers.views().stream().filter(v -> v.dropped() > 0).findFirst().orElseThrow();
    // He is sent less once he has shown that he cannot take more, so few are left to drop.
    assertThat(slow.sent()).isLessThan(100);
    assertThat(slow.dropped()).isGreaterThanOrEqualTo(3);
    assertThat(slow.streams()).singleElement().matches(stream -> stream.maxFps() < 60);
    assertThat(node.state.viewers.views().stream().filter(v -> v.dropped() == 0)).hasSize(2);
    assertThat(
            node.metrics.counter("milepost.live.pictures.dropped", "reason", "slow_viewer").count())
        .isEqualTo(slow.dropped());
    // 60 MB were shown to the viewer who reads nothing.
    assertThat(after - before).isLessThan(20_000_000);
  }

  @Test
  void shouldRefuseWithASentenceWhenThereAreTooManyViewers() throws Exception {
    for (int i = 0; i < 3; i++) {
      new Viewer(node).watch("cam-1");
    }
    String ticket = node.socketTicket(Role.VIEWER);
    WebSocket fourth =
        await(client.connect(node.port, "127.0.0.1", "/api/v1/live?ticket=" + ticket));
    await().atMost(PATIENCE).until(fourth::isClosed);
    assertThat(fourth.closeStatusCode()).isEqualTo(LiveRoutes.CLOSE_TOO_MANY);
    assertThat(fourth.closeReason()).contains("3 viewers");
  }

  @Test
  void shouldCloseWithAReasonWhenTheTicketIsMissingUsedOrForAFile() throws Exception {
    String once = node.socketTicket(Role.VIEWER);
    await(client.connect(node.port, "127.0.0.1", "/api/v1/live?ticket=" + once));
    Caller caller = new Caller("x", Role.VIEWER, System.currentTimeMillis() + 100_000);
    String file = node.state.tokens.mediaTicket(caller, "/api/v1/clips/c").token();
    String old = node.state.tokens.ticket(caller, null, Duration.ofSeconds(-60)).token();
    for (String query : List.of("", "?ticket=" + once, "?ticket=" + file, "?ticket=" + old)) {
      WebSocket socket = await(client.connect(node.port, "127.0.0.1", "/api/v1/live" + query));
      await().atMost(PATIENCE).until(socket::isClosed);
      assertThat(socket.closeStatusCode()).isEqualTo(LiveRoutes.CLOSE_UNAUTHENTICATED);
      assertThat(socket.closeReason()).containsAnyOf("ticket", "token");
    }
  }

  @Test
  void shouldHangUpWhenTheSignInIsOver() throws Exception {
    Caller soonOver = new Caller("x", Role.VIEWER, System.currentTimeMillis() + 1_000);
    String ticket = node.state.tokens.socketTicket(soonOver).token();
    WebSocket socket =
        await(client.connect(node.port, "127.0.0.1", "/api/v1/live?ticket=" + ticket));
    await().atMost(PATIENCE).until(socket::isClosed);
    assertThat(socket.closeReason()).contains("sign in again");
  }

  @Test
  void shouldAnswerWithASentenceWhenTheWishIsMalformed() throws Exception {
    Viewer viewer = new Viewer(node);
    for (String bad : List.of("nonsense", "{}", "[1]", "{\"watch\":7}")) {
      viewer.socket.writeTextMessage(bad);
    }
    await().atMost(PATIENCE).until(() -> viewer.texts.size() == 4);
    assertThat(viewer.texts)
        .allSatisfy(text -> assertThat(text.getString("code")).isEqualTo("bad_request"));
    assertThat(viewer.ask("[\"cam-1\",\"cam-404\"]").getJsonArray("unknown"))
        .containsExactly("cam-404");
  }

  @Test
  void shouldFetchPicturesOfAnotherNodeOnceForAllViewers() throws Exception {
    ApiNode other = new ApiNode(vertx, "rsu-b");
    RoadPictures far = new RoadPictures("cam-9");
    other.cameras.put("cam-9", far);
    other.states = List.of(Samples.camera("cam-9", "Tunnel", "live", null));
    other.start();
    long heartbeat =
        vertx.setPeriodic(100, t -> Topics.NODES.publish(vertx.eventBus(), other.status()));
    await().atMost(PATIENCE).until(() -> node.state.peers.ownerOf("cam-9").isPresent());

    Viewer one = new Viewer(node).watch("cam-9");
    Viewer two = new Viewer(node).watch("cam-9");
    showUntilSeen(far, one, two);
    assertThat(other.state.viewers.views())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.role()).isEqualTo(Role.NODE);
              assertThat(view.user()).isEqualTo("rsu-a");
            });
    assertThat(far.listeners()).isEqualTo(1);

    other.hide();
    one.pictures.clear();
    two.pictures.clear();
    other.serve();
    showUntilSeen(far, one, two);

    one.ask("[]");
    two.ask("[]");
    await().atMost(PATIENCE).until(() -> far.listeners() == 0);
    vertx.cancelTimer(heartbeat);
    other.stop();
  }

  private static void showUntilSeen(RoadPictures from, Viewer... viewers) {
    AtomicInteger pts = new AtomicInteger();
    for (Viewer viewer : viewers) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                from.show(pts.incrementAndGet());
                return !viewer.pictures.isEmpty();
              });
    }
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private final class Viewer {
    private final Queue<JpegPicture> pictures = new ConcurrentLinkedQueue<>();
    private final Queue<JsonObject> texts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final WebSocket socket;

    Viewer(ApiNode at) throws Exception {
      socket =
          await(
              client.connect(
                  at.port, "127.0.0.1", "/api/v1/live?ticket=" + at.socketTicket(Role.VIEWER)));
      socket.binaryMessageHandler(this::picture);
      socket.textMessageHandler(text -> texts.add(new JsonObject(text)));
    }

    private void picture(Buffer message) {
      pictures.add(LiveFrame.decode(message));
      count.incrementAndGet();
    }

    Viewer watch(String camera) {
      assertThat(ask("[\"" + camera + "\"]").getJsonArray("unknown")).isEmpty();
      return this;
    }

    JsonObject ask(String cameras) {
      texts.clear();
      socket.writeTextMessage("{\"watch\":" + cameras + "}");
      await().atMost(PATIENCE).until(() -> !texts.isEmpty());
      return texts.poll();
    }
  }
}
