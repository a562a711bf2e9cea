package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Video of a camera at one node, watched at another. */
class RemoteVideosTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final ApiNode node = new ApiNode(vertx, "rsu-a");
  private final ApiNode other = new ApiNode(vertx, "rsu-b");
  private final RoadPictures road = new RoadPictures("cam-9");
  private final FakeVideo video = new FakeVideo("cam-9");
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.start();
    other.cameras.put("cam-9", road);
    other.videos.put("cam-9", video);
    other.states = List.of(Samples.camera("cam-9", "Tunnel", "live", null));
    other.start();
    client = vertx.createWebSocketClient();
    vertx.setPeriodic(100, t -> Topics.NODES.publish(vertx.eventBus(), other.status()));
    await().atMost(PATIENCE).until(() -> node.state.peers.ownerOf("cam-9").isPresent());
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
    other.stop();
    await(vertx.close());
  }

  @Test
  void shouldBringVideoOverOneConnectionForAllViewersAndComeBackWithTheNode() throws Exception {
    Viewer one = new Viewer();
    await().atMost(PATIENCE).until(() -> video.listeners.size() == 1);
    video.init();
    video.key(20);
    video.delta(30);
    await().atMost(PATIENCE).until(() -> one.kinds().equals(List.of("init", "key", "video")));
    assertThat(one.headers.get(0).codec()).isEqualTo(FakeVideo.CODEC);
    assertThat(one.headers.get(0).baseUs()).isEqualTo(1_000);
    assertThat(one.headers.get(1).ptsUs()).isEqualTo(80_000);
    Viewer two = new Viewer();
    await().atMost(PATIENCE).until(() -> two.kinds().equals(List.of("init", "key", "video")));
    assertThat(other.state.viewers.views())
        .singleElement()
        .satisfies(view -> assertThat(view.role()).isEqualTo(Role.NODE));
    assertThat(road.listeners()).isZero();

    other.hide();
    await().atMost(PATIENCE).until(video.listeners::isEmpty);
    one.headers.clear();
    other.serve();
    await().atMost(PATIENCE).until(() -> video.listeners.size() == 1);
    video.init();
    video.key(40);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(one.kinds()).endsWith("init", "key"));
    int seen = one.headers.size();
    video.delta(50);
    await().atMost(PATIENCE).until(() -> one.headers.size() > seen);

    one.socket.close();
    two.socket.close();
    await().atMost(PATIENCE).until(video.listeners::isEmpty);
  }

  @Test
  void shouldShowPicturesAndSayWhyWhereTheOtherNodeHasNoVideo() throws Exception {
    video.problem = "camera cam-9 sends mjpeg, which browsers do not play as MP4";
    Viewer viewer = new Viewer();
    await().atMost(PATIENCE).until(() -> road.listeners() > 0);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                viewer.texts.stream()
                    .anyMatch(
                        text ->
                            "quality".equals(text.getString("type"))
                                && "jpeg".equals(text.getString("as"))
                                && text.getString("message").contains("rsu-b: camera cam-9")));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              road.show(5);
              return viewer.kinds().contains("jpeg");
            });
    assertThat(video.listeners).isEmpty();
  }

  private final class Viewer {
    private final List<LiveFrame.Header> headers = new CopyOnWriteArrayList<>();
    private final List<JsonObject> texts = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    Viewer() throws Exception {
      String ticket = node.socketTicket(Role.VIEWER);
      socket = await(client.connect(node.port, "127.0.0.1", "/api/v1/live?ticket=" + ticket));
      socket.binaryMessageHandler(message -> headers.add(LiveFrame.header(message)));
      socket.textMessageHandler(text -> texts.add(new JsonObject(text)));
      socket.writeTextMessage("{\"watch\":[{\"camera\":\"cam-9\",\"as\":\"mp4\"}]}");
    }

    List<String> kinds() {
      return headers.stream().map(h -> Boolean.TRUE.equals(h.key()) ? "key" : h.kind()).toList();
    }
  }
}
