package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.MotionSeen;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.SegmentRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackRoutesTest extends HttpFixture {
  private static final long START = 1_750_000_000_000_000L;
  private static final String CAMERA = "/api/v1/cameras/cam-1/";
  private static final Pattern URI = Pattern.compile("(?m)^(?!#)(.+)$|URI=\"([^\"]+)\"");

  @TempDir static Path media;
  private static Path video;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 600, 25);
  }

  private SegmentRecorder record(long startMicros) {
    SegmentRecorder recorder = node.recordings.recorder("cam-1");
    try (PacketFile packets = PacketFile.whole(video)) {
      recorder.begin(packets.info());
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        recorder.packet(packet, startMicros + packet.pts(), 0);
      }
    }
    return recorder;
  }

  private void recordOnce(long startMicros) {
    SegmentRecorder recorder = record(startMicros);
    recorder.end("the end");
    ended(recorder, startMicros);
  }

  private static void ended(SegmentRecorder recorder, long startMicros) {
    long end = startMicros / 1000 + 23_990;
    await()
        .until(
            () -> recorder.status().recordedUpToMillis() >= end && !recorder.status().recording());
  }

  private static String range(long fromSeconds, long toSeconds) {
    return "?from="
        + (START / 1000 + fromSeconds * 1000)
        + "&to="
        + (START / 1000 + toSeconds * 1000);
  }

  @Test
  void shouldSendAnIntervalAsOneFileAndItsRanges() throws Exception {
    recordOnce(START);
    HttpResponse<Buffer> whole = get(CAMERA + "video.mp4" + range(0, 24), viewer);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.getHeader("Content-Type")).isEqualTo("video/mp4");
    assertThat(whole.getHeader("X-Video-From-Ms")).isEqualTo(Long.toString(START / 1000));
    byte[] bytes = whole.body().getBytes();
    assertThat(frames(bytes)).isEqualTo(600);
    HttpResponse<Buffer> part =
        await(
            request(HttpMethod.GET, CAMERA + "video.mp4" + range(0, 24))
                .bearerTokenAuthentication(viewer)
                .putHeader("Range", "bytes=1000-29999")
                .send());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.getHeader("Content-Range")).isEqualTo("bytes 1000-29999/" + bytes.length);
    assertThat(part.body().getBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 30_000));
    HttpResponse<Buffer> again =
        await(
            request(HttpMethod.GET, CAMERA + "video.mp4" + range(0, 24))
                .bearerTokenAuthentication(viewer)
                .putHeader("If-None-Match", whole.getHeader("ETag"))
                .send());
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void shouldSayWhatIsWrongWithAnInterval() throws Exception {
    assertThat(get(CAMERA + "video.mp4" + range(0, 10), viewer).statusCode()).isEqualTo(404);
    assertThat(get(CAMERA + "video.mp4" + range(10, 0), viewer).statusCode()).isEqualTo(400);
    assertThat(get(CAMERA + "video.mp4" + range(0, 7_201), viewer).statusCode()).isEqualTo(400);
    assertThat(get(CAMERA + "video.mp4", viewer).bodyAsString()).contains("give from and to");
    assertThat(get(CAMERA + "video.mp4" + range(0, 10) + "&form=1", viewer).bodyAsString())
        .contains("unknown parameter 'form'");
    assertThat(get(CAMERA + "video.mp4" + range(0, 10), null).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldPlayThePastAsHlsWithNothingButATicket() throws Exception {
    recordOnce(START);
    String ticket = ticket(CAMERA + "hls/");
    HttpResponse<Buffer> list =
        get(CAMERA + "hls/index.m3u8" + range(0, 24) + "&ticket=" + ticket, null);
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.bodyAsString())
        .startsWith("#EXTM3U")
        .contains("#EXT-X-PLAYLIST-TYPE:VOD")
        .contains("#EXT-X-PROGRAM-DATE-TIME:2025-06-15T15:06:40Z")
        .doesNotContain("DISCONTINUITY")
        .endsWith("#EXT-X-ENDLIST\n");
    List<String> names = names(list.bodyAsString());
    assertThat(names).hasSizeGreaterThan(3).allMatch(name -> name.contains("?ticket="));
    Buffer all = Buffer.buffer();
    for (String name : names) {
      HttpResponse<Buffer> piece = get(CAMERA + "hls/" + name, null);
      assertThat(piece.statusCode()).isEqualTo(200);
      all.appendBuffer(piece.body());
    }
    assertThat(frames(all.getBytes())).isEqualTo(600);
    assertThat(get(CAMERA + "video.mp4" + range(0, 24) + "&ticket=" + ticket, null).statusCode())
        .isEqualTo(401);
    assertThat(get("/api/v1/cameras/cam-2/hls/1.m4s?ticket=" + ticket, null).statusCode())
        .isEqualTo(401);
    assertThat(get(CAMERA + "hls/../video.mp4", viewer).statusCode()).isEqualTo(400);
    assertThat(get(CAMERA + "hls/x.m4s", viewer).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldBreakThePlaylistWhereRecordingHadAGap() throws Exception {
    recordOnce(START);
    SegmentRecorder recorder = record(START + 60_000_000);
    recorder.end("the end");
    ended(recorder, START + 60_000_000);
    String list = get(CAMERA + "hls/index.m3u8" + range(0, 90), viewer).bodyAsString();
    assertThat(list.split("#EXT-X-DISCONTINUITY\n")).hasSize(2);
    assertThat(list).contains("2025-06-15T15:07:40Z");
  }

  @Test
  void shouldNameThePartsOfWhatIsBeingRecordedAndHoldARequestForTheNext() throws Exception {
    // Segments end at whole multiples of five or ten seconds: four seconds into the one being
    // written.
    long end = (System.currentTimeMillis() / 10_000 - 1) * 10_000_000 + 4_000_000;
    SegmentRecorder recorder = record(end - 24_000_000);
    await().until(() -> recorder.status().recordedUpToMillis() > end / 1000 - 1500);
    String list = get(CAMERA + "hls/index.m3u8", viewer).bodyAsString();
    assertThat(list).contains("CAN-BLOCK-RELOAD=YES").contains("#EXT-X-PART:DURATION=");
    assertThat(list).contains(",INDEPENDENT=YES").doesNotContain("ENDLIST");
    List<String> names = names(list);
    String newest = names.get(names.size() - 1);
    assertThat(newest).matches("\\d+-\\d+\\.m4s");
    assertThat(get(CAMERA + "hls/" + newest, viewer).statusCode()).isEqualTo(200);

    Matcher sequence = Pattern.compile("MEDIA-SEQUENCE:(\\d+)").matcher(list);
    assertThat(sequence.find()).isTrue();
    long last = Long.parseLong(sequence.group(1)) + list.split("#EXTINF").length - 1;
    assertThat(get(CAMERA + "hls/index.m3u8?_HLS_msn=" + (last + 9), viewer).statusCode())
        .isEqualTo(400);
    var waiting =
        request(HttpMethod.GET, CAMERA + "hls/index.m3u8?_HLS_msn=" + last)
            .bearerTokenAuthentication(viewer)
            .send();
    recorder.end("full");
    HttpResponse<Buffer> held = await(waiting);
    assertThat(held.statusCode()).isEqualTo(200);
    assertThat(held.bodyAsString().split("#EXTINF").length)
        .isGreaterThan(list.split("#EXTINF").length);
  }

  @Test
  void shouldShowWhatIsRecordedAndWhenSomethingMoved() throws Exception {
    recordOnce(START);
    node.recordings
        .motion()
        .seen(new MotionSeen("cam-1", false, 0, 4_000_000, START / 1000 + 9_000, 0.25));
    JsonObject view = get(CAMERA + "timeline" + range(-60, 60), viewer).bodyAsJsonObject();
    JsonArray stretches = view.getJsonArray("stretches");
    assertThat(stretches.stream().map(each -> ((JsonObject) each).getString("state")))
        .containsExactly("none", "recorded", "none");
    assertThat(stretches.getJsonObject(1).getLong("from")).isEqualTo(START / 1000);
    assertThat(view.getJsonArray("motion").getJsonObject(0).getLong("from"))
        .isEqualTo(START / 1000 + 5_000);
    assertThat(view.getJsonArray("incidents")).isEmpty();
  }

  private String ticket(String path) throws Exception {
    HttpResponse<Buffer> made =
        post("/api/v1/auth/ticket", viewer, new JsonObject().put("path", path).encode());
    return made.bodyAsJsonObject().getString("ticket");
  }

  private static List<String> names(String playlist) {
    List<String> names = new ArrayList<>();
    Matcher found = URI.matcher(playlist);
    while (found.find()) {
      names.add(found.group(1) == null ? found.group(2) : found.group(1));
    }
    return names;
  }

  private static int frames(byte[] mp4) throws Exception {
    Path file = Files.write(media.resolve("sent.mp4"), mp4);
    int n = 0;
    try (PacketFile packets = PacketFile.whole(file)) {
      while (packets.next() != null) {
        n++;
      }
    }
    return n;
  }
}
