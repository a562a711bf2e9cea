package io.milepost.rsu.recording.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.RecordingDatabase;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryKeeperTest {
  private static final long AT = 1_750_000_000_000L;

  @TempDir static Path media;
  private static Path video;
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RecordingDatabase database;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
  }

  @BeforeEach
  void open() {
    database = new RecordingDatabase(folder.resolve("segments.db"));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private SummaryKeeper keeper(Handler<HttpServerRequest> answer) throws Exception {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    String url = "http://127.0.0.1:" + port + "/v1";
    return new SummaryKeeper(
        new SummaryConfig(url, "eyes-1", "sk-secret", 1, 3), database, id -> Optional.of(video));
  }

  private static String reply(String text) {
    return new JsonObject()
        .put(
            "choices",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("index", 0)
                        .put("finish_reason", "stop")
                        .put(
                            "message",
                            new JsonObject().put("role", "assistant").put("content", text))))
        .encode();
  }

  private static ClipReady clip(String id) {
    return new ClipReady(id, "i-1", "cam-1", "rsu-a", "f", AT - 5000, AT + 5000, 10, 1, "00", true);
  }

  private static Incident incident() {
    return new Incident(
        "i-1",
        1,
        IncidentType.COLLISION,
        Severity.HIGH,
        IncidentState.OPEN,
        0.87,
        "rsu-a",
        "cam-1",
        "A1",
        2,
        0,
        0,
        500,
        null,
        AT,
        AT + 700,
        AT + 700,
        AT + 60_000,
        "a collision",
        List.of("rsu-a/cam-1", "rsu-b/cam-9"),
        Map.of(),
        null,
        null);
  }

  @Test
  void shouldSayWhatIsKnownWithoutAnEndpoint() {
    assertThat(Facts.of(incident(), List.of(clip("c"))))
        .isEqualTo(
            "Collision of high severity on A1, lane 2, from 2025-06-15T15:06:40Z for 60 s, seen by"
                + " camera cam-1 and 1 more with a confidence of 87 %; 1 clip of 10 s in all.");
    try (SummaryKeeper none =
        new SummaryKeeper(
            new SummaryConfig("", "", "", 60, 3), database, id -> Optional.of(video))) {
      none.ready(clip("c"));
      assertThat(none.of("i-1")).isEmpty();
      assertThat(none.failed() + none.dropped()).isZero();
    }
  }

  @Test
  void shouldSendPicturesAndKeepTheWordsAsPlainText() throws Exception {
    AtomicReference<JsonObject> asked = new AtomicReference<>();
    AtomicReference<String> key = new AtomicReference<>();
    try (SummaryKeeper keeper =
        keeper(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          key.set(request.getHeader("Authorization"));
                          asked.set(body.toJsonObject());
                          request
                              .response()
                              .putHeader("Content-Type", "application/json")
                              .end(reply("Two cars\n\u0007 <b>touch</b>. " + "x".repeat(2000)));
                        }))) {
      keeper.confirmed(incident());
      keeper.ready(clip("c"));
      await().until(() -> keeper.done() == 1);
      Words words = keeper.of("i-1").get(0);
      assertThat(words.text()).startsWith("Two cars <b>touch</b>. x").hasSize(600);
      assertThat(words.source()).isEqualTo("eyes-1");
      assertThat(key.get()).isEqualTo("Bearer sk-secret");
      JsonArray content =
          asked.get().getJsonArray("messages").getJsonObject(0).getJsonArray("content");
      assertThat(content).hasSize(4);
      assertThat(content.getJsonObject(0).getString("text")).contains("Collision of high severity");
      assertThat(content.getJsonObject(1).getJsonObject("image_url").getString("url"))
          .startsWith("data:image/jpeg;base64,/9j/");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>no</html>",
        "{}",
        "[]",
        "{\"choices\": []}",
        "",
        "{\"choices\": 3}",
        "null"
      })
  void shouldCountAnEndpointThatSaysNonsense(String nonsense) throws Exception {
    try (SummaryKeeper keeper = keeper(request -> request.response().end(nonsense))) {
      keeper.ready(clip("c"));
      await().until(() -> keeper.failed() == 1);
      assertThat(keeper.of("i-1")).isEmpty();
    }
  }

  @Test
  void shouldTakeNoMoreThanItsLimitOfAnEndlessAnswer() throws Exception {
    try (SummaryKeeper keeper =
        keeper(
            request -> {
              request.response().setChunked(true);
              Buffer much = Buffer.buffer(new byte[1 << 20]);
              request.response().write(much);
              request.response().drainHandler(v -> request.response().write(much));
            })) {
      keeper.ready(clip("c"));
      await().until(() -> keeper.failed() == 1);
      assertThat(keeper.done()).isZero();
    }
  }

  @Test
  void shouldGiveUpASlowEndpointAndDropWhatIsTooMuchWithoutDelay() throws Exception {
    try (SummaryKeeper keeper =
        keeper(
            request -> {
              request.response().setChunked(true).write("{");
              vertx.setPeriodic(200, timer -> request.response().write(" "));
            })) {
      long began = System.nanoTime();
      for (int i = 0; i < SummaryKeeper.MOST_WAITING + 11; i++) {
        keeper.ready(clip("c" + i));
      }
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
      assertThat(keeper.dropped()).isEqualTo(10);
      await().until(() -> keeper.failed() >= 1);
    }
  }

  @Test
  void shouldCountFailuresOfTheServer() throws Exception {
    try (SummaryKeeper keeper =
        keeper(request -> request.response().setStatusCode(503).end("busy"))) {
      keeper.ready(clip("c"));
      await().until(() -> keeper.failed() == 1);
      assertThat(keeper.done()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "nonsense", "http://u:p@x", "file:///etc/passwd"})
  void shouldRefuseAWrongAddress(String url) {
    assertThatThrownBy(() -> new SummaryConfig(url, "m", "", 60, 3))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("summary.url")
        .hasMessageNotContaining("u:p");
  }
}
