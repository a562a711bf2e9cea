package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.message.ClipOrder;
import io.milepost.protocol.message.ClipOrdered;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.recording.ClipInfo;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRoutesTest extends HttpFixture {
  private static final long T0 = 1_750_000_000_000L;
  @TempDir Path folder;
  private final List<ClipOrder> orders = new CopyOnWriteArrayList<>();

  private void keeper(String state) {
    Topics.clipOrders("rsu-a")
        .answer(
            vertx.eventBus(),
            order -> {
              orders.add(order);
              return Future.succeededFuture(new ClipOrdered("c-1", "rsu-a", state));
            });
  }

  private static ClipInfo info(String id, String camera, long from) {
    return new ClipInfo(
        id,
        null,
        camera,
        "rsu-a",
        "complete",
        null,
        from,
        from + 10_000,
        from,
        from,
        from + 10_000,
        from - 400,
        10.0,
        1234L,
        "ab",
        250L,
        List.of(new ClipInfo.Stretch(from + 1000, from + 3000)),
        List.of(),
        from,
        from,
        from,
        null,
        "tester",
        "{\"ssim\":0.98}",
        true,
        true);
  }

  @Test
  void shouldOrderAClipAroundAMomentOrOfAnInterval() throws Exception {
    keeper("ordered");
    HttpResponse<Buffer> answer =
        post("/api/v1/clips", operator, "{\"camera\":\"cam-1\",\"at\":" + T0 + "}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.getHeader("Location")).isEqualTo("/api/v1/clips/c-1/info");
    assertThat(answer.bodyAsJsonObject().getString("state")).isEqualTo("ordered");
    post(
        "/api/v1/clips",
        operator,
        "{\"camera\":\"cam-1\",\"at\":\"2025-06-15T15:06:40Z\",\"pre_s\":5,\"post_s\":2.5}");
    post(
        "/api/v1/clips",
        operator,
        "{\"camera\":\"cam-1\",\"from\":1000,\"to\":4000,\"profile\":\"pc\"}");
    assertThat(orders)
        .containsExactly(
            new ClipOrder("cam-1", T0 - 300_000, T0 + 300_000, T0, null, "test-operator"),
            new ClipOrder("cam-1", T0 - 5000, T0 + 2500, T0, null, "test-operator"),
            new ClipOrder("cam-1", 1000, 4000, 0, "pc", "test-operator"));
  }

  @Test
  void shouldSayOkWhenTheClipIsThereAlready() throws Exception {
    keeper("complete");
    assertThat(
            post("/api/v1/clips", operator, "{\"camera\":\"cam-1\",\"at\":" + T0 + "}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldRefuseOrdersWithASentence() throws Exception {
    keeper("ordered");
    for (String body :
        List.of(
            "{\"camera\":\"cam-1\"}",
            "{",
            "[]",
            "null",
            "{\"at\":1000}",
            "{\"camera\":\"cam-1\",\"at\":9223372036854775807}",
            "{\"camera\":\"cam-1\",\"at\":1,\"from\":2,\"to\":3}",
            "{\"camera\":\"cam-1\",\"at\":\"noon\"}",
            "{\"camera\":\"cam-1\",\"at\":1000,\"pre_s\":-1}",
            "{\"camera\":\"cam-1\",\"at\":1000,\"pre\":1}",
            "{\"camera\":\"cam-1\",\"from\":1,\"to\":2,\"pre_s\":1}")) {
      assertThat(post("/api/v1/clips", operator, body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(post("/api/v1/clips", operator, "{\"camera\":\"none\",\"at\":1000}").statusCode())
        .isEqualTo(404);
    assertThat(post("/api/v1/clips", viewer, "{\"camera\":\"cam-1\",\"at\":1}").statusCode())
        .isEqualTo(403);
    assertThat(orders).isEmpty();
  }

  @Test
  void shouldTellAndListClips() throws Exception {
    node.recorded.infos.put("c-1", info("c-1", "cam-1", T0));
    node.recorded.infos.put("c-2", info("c-2", "cam-1", T0 + 60_000));
    JsonObject told = get("/api/v1/clips/c-1/info", viewer).bodyAsJsonObject();
    assertThat(told.getLong("starts_at_key_picture_ms")).isEqualTo(T0 - 400);
    assertThat(told.getJsonArray("gaps").getJsonObject(0).getLong("to_ms")).isEqualTo(T0 + 3000);
    assertThat(told.getJsonObject("export").getDouble("ssim")).isEqualTo(0.98);
    assertThat(get("/api/v1/clips/c-9/info", viewer).statusCode()).isEqualTo(404);
    assertThat(items("/api/v1/clips")).isEqualTo(2);
    assertThat(items("/api/v1/clips?camera=cam-1&from=" + (T0 + 30_000))).isEqualTo(1);
    assertThat(get("/api/v1/clips?kamera=x", viewer).statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/clips", null).statusCode()).isEqualTo(401);
  }

  private int items(String path) throws Exception {
    return get(path, viewer).bodyAsJsonObject().getJsonArray("items").size();
  }

  @Test
  void shouldServePicturesOfClips() throws Exception {
    node.recorded.thumbnails.put("c-1", Files.write(folder.resolve("t"), new byte[] {1, 2}));
    node.recorded.previews.put("c-1", Files.write(folder.resolve("p"), new byte[] {3}));
    HttpResponse<Buffer> still = get("/api/v1/clips/c-1/thumbnail.jpg?v=abc", viewer);
    assertThat(still.getHeader("Content-Type")).isEqualTo("image/jpeg");
    assertThat(still.body().getBytes()).containsExactly(1, 2);
    HttpResponse<Buffer> moving = get("/api/v1/clips/c-1/preview.webp", viewer);
    assertThat(moving.getHeader("Content-Type")).isEqualTo("image/webp");
    assertThat(get("/api/v1/clips/c-2/preview.webp", viewer).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeThePictureOfATimeAndSayWhichItIs() throws Exception {
    node.recorded.pictures.put(
        "cam-1@" + T0, new JpegPicture("cam-1", 8_040_000, T0 - 3, 64, 36, new byte[] {9}));
    HttpResponse<Buffer> picture = get("/api/v1/cameras/cam-1/snapshot?at=" + T0, viewer);
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.getHeader("X-Picture-Utc-Ms")).isEqualTo(Long.toString(T0 - 3));
    assertThat(picture.getHeader("X-Picture-Pts-Us")).isEqualTo("8040000");
    assertThat(get("/api/v1/cameras/cam-1/snapshot?at=5", viewer).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/cameras/cam-1/snapshot", viewer).statusCode()).isEqualTo(400);
    assertThat(picture.getHeader("Cache-Control")).contains("max-age");
    long now = System.currentTimeMillis();
    node.recorded.pictures.put(
        "cam-1@" + now, new JpegPicture("cam-1", 0, now - 3, 64, 36, new byte[] {9}));
    assertThat(get("/api/v1/cameras/cam-1/snapshot?at=" + now, viewer).getHeader("Cache-Control"))
        .isEqualTo("no-store");
    HttpResponse<Buffer> future =
        get("/api/v1/cameras/cam-1/snapshot?at=" + (now + 3_600_000), viewer);
    assertThat(future.statusCode()).isEqualTo(400);
    assertThat(future.bodyAsString()).contains("future");
    assertThat(get("/api/v1/cameras/cam-1/snapshot?at=5&width=9", viewer).statusCode())
        .isEqualTo(400);
  }
}
