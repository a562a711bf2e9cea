package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.ClipConfig;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.HoldDesk;
import io.milepost.rsu.recording.HoldVerticle;
import io.milepost.rsu.recording.Segment;
import io.milepost.rsu.recording.SegmentRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real recordings, a real index, real pins; all through the API. */
class HoldRoutesTest extends HttpFixture {
  /** Longer ago than recordings are kept, and where a segment begins. */
  private static final long OLD =
      (System.currentTimeMillis() - Duration.ofDays(40).toMillis()) / 10_000 * 10_000;

  @TempDir static Path media;
  private static Path video;
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private String admin;

  @BeforeAll
  static void make() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 160, 120, 25, 1000, 25);
  }

  @BeforeEach
  void keep() throws Exception {
    admin = node.accessToken(Role.ADMIN);
    HoldDesk desk =
        new HoldDesk(
            "rsu-a",
            node.recordings,
            Clock.systemUTC(),
            (action, by, reason, hold) ->
                journal.add(action + " " + hold.kind() + " " + by + ": " + reason));
    await(
        vertx.deployVerticle(
            new HoldVerticle("rsu-a", desk, node.recordings.holdings()), ApiNode.worker()));
  }

  /** Forty seconds, in segments of ten. */
  private void record(String camera, long startMillis) {
    SegmentRecorder recorder = node.recordings.recorder(camera);
    try (PacketFile packets = PacketFile.whole(video)) {
      recorder.begin(packets.info());
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        recorder.packet(packet, startMillis * 1000 + packet.pts(), 0);
      }
    }
    recorder.end("the end");
    await().until(() -> !recorder.status().recording() && recorder.status().segments() >= 4);
  }

  private static String body(long from, long to, String rest) {
    return "{\"camera\":\"cam-1\",\"from\":" + from + ",\"to\":" + to + "," + rest + "}";
  }

  private HttpResponse<Buffer> release(String id, String reason, String token) throws Exception {
    return await(
        request(HttpMethod.DELETE, "/api/v1/holds/" + id)
            .bearerTokenAuthentication(token)
            .addQueryParam("reason", reason)
            .send());
  }

  private JsonArray holds(String query) throws Exception {
    return get("/api/v1/holds" + query, viewer).bodyAsJsonObject().getJsonArray("items");
  }

  private List<Segment> kept(String camera) {
    return node.recordings.segments().all(camera);
  }

  private void sweep() throws Exception {
    Path clips = media.resolve("clips");
    try (ClipKeeper keeper =
        new ClipKeeper("rsu-a", ClipConfig.DEFAULT, node.recordings, clips, Clock.systemUTC())) {
      keeper.sweep();
    }
  }

  @Test
  void shouldKeepWhatIsHeldUntilItIsReleasedAndWriteDownWhoDidIt() throws Exception {
    record("cam-1", OLD);
    JsonObject pin =
        post("/api/v1/holds", operator, body(OLD + 1, OLD + 2, "\"reason\":\"look again\""))
            .bodyAsJsonObject()
            .getJsonArray("items")
            .getJsonObject(0);
    assertThat(pin.getString("kind") + pin.getString("by")).isEqualTo("pintest-operator");
    String hold =
        post(
                "/api/v1/holds",
                admin,
                body(OLD + 36_000, OLD + 37_000, "\"kind\":\"hold\",\"reason\":\"court 7\""))
            .bodyAsJsonObject()
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("id");
    assertThat(kept("cam-1")).hasSizeGreaterThanOrEqualTo(4);
    sweep();
    assertThat(kept("cam-1")).hasSize(2);
    assertThat(holds("")).hasSize(2);
    assertThat(holds("?camera=cam-1&from=" + (OLD + 30_000))).hasSize(1);

    assertThat(release(hold, "please", operator).statusCode()).isEqualTo(403);
    assertThat(release(hold, "", admin).statusCode()).isEqualTo(400);
    assertThat(release(pin.getString("id"), "seen", operator).statusCode()).isEqualTo(200);
    sweep();
    assertThat(kept("cam-1")).hasSize(1);
    assertThat(release(hold, "the court is done", admin).statusCode()).isEqualTo(200);
    assertThat(release(hold, "again", admin).statusCode()).isEqualTo(404);
    sweep();
    assertThat(kept("cam-1")).isEmpty();
    assertThat(journal)
        .containsExactly(
            "hold.set pin test-operator: look again",
            "hold.set hold test-admin: court 7",
            "hold.release pin test-operator: seen",
            "hold.release hold test-admin: the court is done");
  }

  @Test
  void shouldHoldAllThatShowsAnIncidentAndSayWhatCannotBeHeld() throws Exception {
    record("cam-1", OLD);
    Incident crash =
        Samples.incident("rsu-a-1-1", IncidentType.COLLISION, Severity.HIGH, "cam-1", OLD + 20_000);
    List<String> seers = List.of("rsu-a/cam-1", "rsu-a/cam-2");
    node.archive.incidents.put(crash.id(), Samples.seenBy(crash, seers));
    HttpResponse<Buffer> answer =
        post("/api/v1/holds", operator, "{\"incident\":\"rsu-a-1-1\",\"reason\":\"insurer\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonObject held = answer.bodyAsJsonObject().getJsonArray("items").getJsonObject(0);
    assertThat(held.getLong("from")).isLessThanOrEqualTo(OLD + 20_000 - 300_000);
    assertThat(held.getLong("to")).isEqualTo(OLD + 20_000 + 300_000);
    JsonObject refused = answer.bodyAsJsonObject().getJsonArray("refused").getJsonObject(0);
    assertThat(refused.getString("camera")).isEqualTo("cam-2");
    assertThat(refused.getString("reason")).contains("nothing is kept here");
    sweep();
    assertThat(kept("cam-1")).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldRefuseWithASentence() throws Exception {
    record("cam-1", OLD);
    String why = "\"reason\":\"x\"";
    for (String body :
        List.of(
            body(OLD, OLD + 1000, "\"reason\":\"  \""),
            body(OLD + 1000, OLD, why),
            body(OLD, OLD + Duration.ofDays(32).toMillis(), why),
            body(OLD, OLD + 1000, why + ",\"until\":1000"),
            body(OLD, OLD + 1000, why + ",\"kind\":\"forever\""),
            body(OLD, OLD + 1000, why + ",\"days\":3"),
            "{\"camera\":\"cam-1\"," + why + "}",
            "{\"incident\":\"i\",\"camera\":\"cam-1\"," + why + "}")) {
      assertThat(post("/api/v1/holds", operator, body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(post("/api/v1/holds", viewer, body(OLD, OLD + 1000, why)).statusCode())
        .isEqualTo(403);
    String legal = why + ",\"kind\":\"hold\"";
    assertThat(post("/api/v1/holds", operator, body(OLD, OLD + 1000, legal)).statusCode())
        .isEqualTo(403);
    String ends = legal + ",\"until\":" + (System.currentTimeMillis() + 9_000_000);
    assertThat(post("/api/v1/holds", admin, body(OLD, OLD + 1000, ends)).statusCode())
        .isEqualTo(400);
    HttpResponse<Buffer> empty = post("/api/v1/holds", operator, body(5, 1000, why));
    assertThat(empty.statusCode()).isEqualTo(404);
    assertThat(empty.bodyAsString()).contains("nothing to hold");
    assertThat(holds("")).isEmpty();
    assertThat(journal).isEmpty();
  }

  @Test
  void shouldListPlayAndCountWhatCamerasRecordedThatHaveBeenRemoved() throws Exception {
    long recent = System.currentTimeMillis() - 3_600_000;
    record("gone", recent);
    assertThat(recorded("gone").getBoolean("removed")).isFalse();
    node.recordings.remove("gone");
    JsonObject gone = recorded("gone");
    assertThat(gone.getBoolean("removed")).isTrue();
    assertThat(gone.getLong("from")).isEqualTo(recent);
    assertThat(gone.getLong("to")).isEqualTo(recent + 40_000);
    assertThat(gone.getLong("bytes")).isEqualTo(node.recordings.segments().totalBytes());
    node.recordings.bindTo(node.metrics);
    assertThat(node.metrics.get("milepost.recording.removed.bytes").gauge().value())
        .isEqualTo(gone.getLong("bytes").doubleValue());

    String when = "from=" + recent + "&to=" + (recent + 40_000);
    assertThat(get("/api/v1/cameras/gone/video.mp4?" + when, viewer).statusCode()).isEqualTo(200);
    assertThat(
            get("/api/v1/cameras/gone/timeline?" + when, viewer)
                .bodyAsJsonObject()
                .getJsonArray("stretches")
                .getJsonObject(0)
                .getString("state"))
        .isEqualTo("recorded");
    assertThat(get("/api/v1/cameras/gone/hls/index.m3u8?" + when, viewer).statusCode())
        .isEqualTo(200);
    assertThat(get("/api/v1/cameras/gone/coverage?" + when, viewer).statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/cameras/never/coverage?" + when, viewer).statusCode()).isEqualTo(404);
  }

  private JsonObject recorded(String camera) throws Exception {
    return get("/api/v1/recordings", viewer).bodyAsJsonObject().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(item -> item.getString("camera").equals(camera))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldNameNodesThatDoNotSayWhatTheyKeep() throws Exception {
    long now = System.currentTimeMillis();
    NodeStatus other =
        new NodeStatus(
            "rsu-b", 1, "up", now, now, "1", "http://127.0.0.1:1", List.of(), List.of(), 0, 0);
    Topics.NODES.publish(vertx.eventBus(), other);
    await()
        .until(
            () ->
                get("/api/v1/holds", viewer)
                    .bodyAsJsonObject()
                    .getJsonArray("missing")
                    .contains("rsu-b"));
    assertThat(get("/api/v1/recordings", viewer).bodyAsJsonObject().getJsonArray("missing"))
        .contains("rsu-b");
  }
}
