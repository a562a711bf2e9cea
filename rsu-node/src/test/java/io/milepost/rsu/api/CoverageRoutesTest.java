package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoverageRoutesTest extends HttpFixture {
  private static final String COVERAGE = "/api/v1/cameras/cam-1/coverage";
  private final RecordingStore store = store();

  private RecordingStore store() {
    try {
      Path folder = Files.createTempDirectory("coverage");
      RecordingStore opened =
          RecordingStore.open(RecordingConfig.in(folder.resolve("rec")), folder, Clock.systemUTC());
      node.coverage = opened.coverage();
      node.cameras.put("cam-1", new RoadPictures("cam-1"));
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldTellViewersWhichTimeOfACameraIsRecordedAndTheShareOfEachHour() throws Exception {
    store.recorder("cam-1", () -> Samples.camera("cam-1", "Bridge", "down", "no answer in time"));
    store.begin();
    long to = System.currentTimeMillis();
    JsonObject all =
        get(COVERAGE + "?from=" + (to - 7_200_000) + "&to=" + to, viewer).bodyAsJsonObject();
    assertThat(all.getString("camera")).isEqualTo("cam-1");
    assertThat(all.getLong("from")).isEqualTo(to - 7_200_000);
    JsonObject first = all.getJsonArray("stretches").getJsonObject(0);
    assertThat(first.getLong("from")).isEqualTo(to - 7_200_000);
    assertThat(first.getString("state")).isEqualTo("expected_none");
    assertThat(all.getJsonArray("hours").size()).isBetween(2, 3);
    assertThat(all.getJsonArray("hours").getJsonObject(0).containsKey("share")).isFalse();
    assertThat(get(COVERAGE, viewer).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseStrangersUnknownWordsAndTimesThatMakeNoSense() throws Exception {
    assertThat(get(COVERAGE, null).statusCode()).isEqualTo(401);
    assertThat(get(COVERAGE + "?since=1", viewer).statusCode()).isEqualTo(400);
    assertThat(get(COVERAGE + "?from=5&to=5", viewer).statusCode()).isEqualTo(400);
    Instant now = Instant.now();
    HttpResponse<Buffer> long32 =
        get(COVERAGE + "?from=" + now.minusSeconds(32 * 86_400L) + "&to=" + now, viewer);
    assertThat(long32.statusCode()).isEqualTo(400);
    assertThat(long32.bodyAsString()).contains("31 days");
    assertThat(get("/api/v1/cameras/nowhere/coverage", viewer).statusCode()).isEqualTo(404);
  }
}
