package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one viewer may wish of a camera, and what he gets. */
class LiveStreamsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String MP4 = "[{\"camera\":\"cam-1\",\"as\":\"mp4\"}]";

  private final Vertx vertx = Vertx.vertx();
  private final ApiNode node = new ApiNode(vertx, "rsu-a");
  private final RoadPictures road = new RoadPictures("cam-1");
  private final FakeVideo video = new FakeVideo("cam-1");
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.cameras.put("cam-1", road);
    node.videos.put("cam-1", video);
    node.states = List.of(Samples.camera("cam-1", "Bridge", "live", null));
    node.start(ApiNode.config(0, 10, 3));
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
  void shouldBeginWithTheKeyPictureAndItsInitialisationForTheFirstAndEveryLaterViewer()
      throws Exception {
    Viewer first = new Viewer().watch(MP4);
    await().atMost(PATIENCE).until(() -> video.listeners.size() == 1);
    video.init();
    video.delta(10);
    video.key(20);
    video.delta(30);
    await().atMost(PATIENCE).until(() -> first.kinds().equals(List.of("init", "key", "video")));
    LiveFrame.Header init = first.headers.get(0);
    assertThat(init.codec()).isEqualTo(FakeVideo.CODEC);
    assertThat(init.baseUs()).isEqualTo(1_000);
    assertThat(first.headers.get(1).ptsUs()).isEqualTo(120_000);
    assertThat(first.headers.get(1).utcMs()).isEqualTo(3);

    Viewer second = new Viewer().watch(MP4);
    await().atMost(PATIENCE).until(() -> second.kinds().equals(List.of("init", "key", "video")));
    assertThat(video.listeners).hasSize(1);
    video.delta(40);
    await().atMost(PATIENCE).until(() -> first.headers.size() == 4 && second.headers.size() == 4);
    first.watch("[]");
    second.socket.close();
    await().atMost(PATIENCE).until(video.listeners::isEmpty);
    assertThat(road.listeners()).isZero();
  }

  @Test
  void shouldCutToTheNextKeyPictureAndThenToPicturesWhenAViewerIsTooSlow() throws Exception {
    Viewer quick = new Viewer().watch(MP4);
    Viewer stalled = new Viewer().watch(MP4);
    stalled.socket.pause();
    video.init();
    int pieces = 1;
    while (node.state.viewers.views().stream()
        .noneMatch(view -> view.streams().get(0).as().equals("jpeg"))) {
      assertThat(pieces).as("pieces until the slow viewer is given pictures").isLessThan(2_000);
      video.key(100_000);
      video.delta(100_000);
      pieces += 2;
      int expected = pieces;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> quick.headers.size() >= expected);
    }
    assertThat(quick.headers).hasSize(pieces);
    LiveViewer.View slow =
        node.state.viewers.views().stream().filter(v -> v.dropped() > 0).findFirst().orElseThrow();
    assertThat(slow.sent()).isLessThan(pieces);
    stalled.socket.resume();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                stalled.texts.stream()
                    .anyMatch(
                        text ->
                            "quality".equals(text.getString("type"))
                                && "bandwidth".equals(text.getString("reason"))
                                && "jpeg".equals(text.getString("as"))));
  }

  @Test
  void shouldSendPicturesAndSayWhyWhenThereIsNoMp4AndMp4OnceThereIs() throws Exception {
    video.problem = "camera cam-1 sends mjpeg, which browsers do not play as MP4";
    Viewer viewer = new Viewer();
    JsonObject stream = viewer.ask(MP4).getJsonArray("streams").getJsonObject(0);
    assertThat(stream.getString("as")).isEqualTo("jpeg");
    assertThat(stream.getString("reason")).contains("mjpeg");
    road.show(5);
    await().atMost(PATIENCE).until(() -> viewer.kinds().equals(List.of("jpeg")));

    video.problem = null;
    await().atMost(PATIENCE).until(() -> video.listeners.size() == 1);
    video.init();
    video.key(5);
    await().atMost(PATIENCE).until(() -> viewer.kinds().contains("key"));
    assertThat(viewer.texts)
        .anyMatch(
            text ->
                "quality".equals(text.getString("type"))
                    && "available".equals(text.getString("reason"))
                    && text.getBoolean("as_wished"));

    node.videos.remove("cam-1");
    await().atMost(PATIENCE).until(() -> road.listeners() == 1);
    assertThat(viewer.texts).anyMatch(text -> text.encode().contains("no video at any node"));
  }

  @Test
  void shouldShareOneSizeAmongThoseWhoseScreensAreAlike() throws Exception {
    new Viewer().watch("[{\"camera\":\"cam-1\",\"max_width\":400}]");
    new Viewer().watch("[{\"camera\":\"cam-1\",\"max_width\":620,\"max_fps\":5}]");
    Viewer small = new Viewer().watch("[{\"camera\":\"cam-1\",\"max_width\":200,\"max_fps\":2}]");
    assertThat(road.listeners()).isEqualTo(2);
    assertThat(road.widths()).containsExactlyInAnyOrder(320, 640);
    small.watch("[{\"camera\":\"cam-1\",\"max_width\":600,\"max_fps\":2}]");
    assertThat(road.widths()).containsExactly(640);
  }

  @Test
  void shouldSendBoxesWithTheClockOfThePicturesToThoseWhoWantThem() throws Exception {
    Viewer plain = new Viewer().watch("[\"cam-1\"]");
    Viewer viewer = new Viewer().watch("[{\"camera\":\"cam-1\",\"boxes\":true}]");
    Topics.detections("cam-1").publish(vertx.eventBus(), road.detections(77_000));
    await().atMost(PATIENCE).until(() -> !viewer.texts.isEmpty());
    JsonObject message = viewer.texts.get(0);
    assertThat(message.getString("type")).isEqualTo("detections");
    assertThat(message.getJsonObject("detections").getLong("pts_micros")).isEqualTo(77_000);
    assertThat(message.getJsonObject("detections").getJsonArray("boxes")).hasSize(4);
    assertThat(plain.texts).isEmpty();
  }

  @Test
  void shouldLimitEachUserAndLetAnAdministratorEndASession() throws Exception {
    Viewer viewer = new Viewer().watch("[\"cam-1\"]");
    new Viewer();
    new Viewer();
    WebSocket fourth = connect();
    await().atMost(PATIENCE).until(fourth::isClosed);
    assertThat(fourth.closeStatusCode()).isEqualTo(LiveRoutes.CLOSE_TOO_MANY);
    assertThat(fourth.closeReason()).contains("3 live views");

    String id =
        node.state.viewers.views().stream()
            .filter(view -> !view.watching().isEmpty())
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(delete(id, Role.OPERATOR)).isEqualTo(403);
    assertThat(delete("nobody", Role.ADMIN)).isEqualTo(404);
    assertThat(delete(id, Role.ADMIN)).isEqualTo(204);
    await().atMost(PATIENCE).until(viewer.socket::isClosed);
    assertThat(viewer.socket.closeStatusCode()).isEqualTo(LiveRoutes.CLOSE_BY_ADMIN);
    await().atMost(PATIENCE).until(() -> road.listeners() == 0);
  }

  private int delete(String id, Role role) throws Exception {
    return await(
            WebClient.create(vertx)
                .request(HttpMethod.DELETE, node.port, "127.0.0.1", "/api/v1/live/sessions/" + id)
                .bearerTokenAuthentication(node.accessToken(role))
                .send())
        .statusCode();
  }

  private WebSocket connect() throws Exception {
    String ticket = node.socketTicket(Role.VIEWER);
    return await(client.connect(node.port, "127.0.0.1", "/api/v1/live?ticket=" + ticket));
  }

  private final class Viewer {
    private final List<LiveFrame.Header> headers = new CopyOnWriteArrayList<>();
    private final List<JsonObject> texts = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    Viewer() throws Exception {
      socket = connect();
      socket.binaryMessageHandler(this::binary);
      socket.textMessageHandler(text -> texts.add(new JsonObject(text)));
    }

    private void binary(Buffer message) {
      headers.add(LiveFrame.header(message));
    }

    List<String> kinds() {
      return headers.stream().map(h -> Boolean.TRUE.equals(h.key()) ? "key" : h.kind()).toList();
    }

    Viewer watch(String cameras) {
      assertThat(ask(cameras).getJsonArray("unknown")).isEmpty();
      return this;
    }

    JsonObject ask(String cameras) {
      texts.clear();
      socket.writeTextMessage("{\"watch\":" + cameras + "}");
      await()
          .atMost(PATIENCE)
          .until(() -> texts.stream().anyMatch(t -> "watching".equals(t.getString("type"))));
      return texts.remove(0);
    }
  }
}
