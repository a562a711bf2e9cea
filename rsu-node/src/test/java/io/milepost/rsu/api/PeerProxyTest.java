package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.Topics;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProxyTest {
  private final Vertx vertx = Vertx.vertx();
  private final WebClient client = WebClient.create(vertx);
  private final ApiNode near = new ApiNode(vertx, "rsu-a");
  private final ApiNode far = new ApiNode(vertx, "rsu-b");
  @TempDir Path folder;
  private RecordingStore store;

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    far.states = List.of(Samples.camera("cam-9", "Tunnel", "live", null));
    store =
        RecordingStore.open(RecordingConfig.in(folder.resolve("rec")), folder, Clock.systemUTC());
    far.coverage = store.coverage();
    near.start();
    far.start();
    Topics.NODES.publish(vertx.eventBus(), far.status());
    Topics.NODES.publish(vertx.eventBus(), near.status());
    await().until(() -> near.state.peers.isUp("rsu-b") && far.state.peers.isUp("rsu-a"));
  }

  @AfterEach
  void stop() throws Exception {
    near.stop();
    far.stop();
    store.close();
    await(vertx.close());
  }

  @Test
  void shouldPassOnARangeOfAClipThatAnotherNodeHolds() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(3).nextBytes(bytes);
    far.clips.put("c-9", Files.write(folder.resolve("c.mp4"), bytes));
    HttpResponse<Buffer> whole = get("/api/v1/clips/c-9", null);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body().getBytes()).isEqualTo(bytes);
    HttpResponse<Buffer> part = get("/api/v1/clips/c-9?node=rsu-b", "bytes=1000000-1000003");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.getHeader("Content-Range")).isEqualTo("bytes 1000000-1000003/3000000");
    assertThat(part.body().getBytes())
        .containsExactly(bytes[1000000], bytes[1000001], bytes[1000002], bytes[1000003]);
    assertThat(get("/api/v1/clips/c-9", "bytes=3000000-").statusCode()).isEqualTo(416);
    assertThat(get("/api/v1/clips/none", null).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clips/c-9?node=rsu-x", null).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldPassOnTheNewestPictureOfAnotherNodesCamera() throws Exception {
    RoadPictures pictures = new RoadPictures("cam-9");
    far.cameras.put("cam-9", pictures);
    pictures.show(77);
    HttpResponse<Buffer> answer = get("/api/v1/cameras/cam-9/snapshot.jpg", null);
    assertThat(answer.getHeader("X-Picture-Pts-Us")).isEqualTo("77");
    assertThat(answer.body().getBytes()).isEqualTo(pictures.newest().orElseThrow().jpeg());
  }

  @Test
  void shouldPassOnWhatIsAskedForToTheNodeThatHasTheCamera() throws Exception {
    far.cameras.put("cam-9", new RoadPictures("cam-9"));
    JsonObject answer =
        get("/api/v1/cameras/cam-9/coverage?from=1000&to=5000", null).bodyAsJsonObject();
    assertThat(answer.getLong("from")).isEqualTo(1000);
    assertThat(answer.getLong("to")).isEqualTo(5000);
    assertThat(answer.getJsonArray("stretches")).hasSize(1);
  }

  @Test
  void shouldSayUnavailableWhenTheOtherNodeIsGone() throws Exception {
    far.hide();
    assertThat(get("/api/v1/clips/c-9", null).statusCode()).isEqualTo(503);
  }

  private HttpResponse<Buffer> get(String path, String range) throws Exception {
    var request =
        client
            .get(near.port, "127.0.0.1", path)
            .bearerTokenAuthentication(near.accessToken(Role.VIEWER));
    return await((range == null ? request : request.putHeader("Range", range)).send());
  }
}
