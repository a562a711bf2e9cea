package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.ClipOrder;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.GstServer;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.camera.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sound over RTSP as GStreamer's server sends it: a tick each second, and at the same time a key
 * picture, so that what is recorded shows whether both are in step.
 */
class RtspSoundTest {
  private static final int RATE = 8000;
  private static final int LOUD = 6000;

  /** One picture, and what an encoder of AAC keeps back. */
  private static final double STEP = 0.12;

  @TempDir Path data;

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static List<String> probe(Path file, String... what) throws Exception {
    List<String> command = new ArrayList<>(List.of(Loader.load(ffprobe.class), "-v", "error"));
    command.addAll(List.of(what));
    command.addAll(List.of("-of", "csv=p=0", file.toString()));
    return run(command.toArray(String[]::new)).lines().filter(line -> !line.isBlank()).toList();
  }

  private record Heard(String path, Transport transport, String codec) {
    String id() {
      return (path + "-" + transport).substring(1).toLowerCase(Locale.ROOT);
    }
  }

  @Test
  void shouldRecordSoundInStepWithPicturesAndCutClipsOfIt() throws Exception {
    List<Heard> all =
        List.of(
            new Heard("/aac", Transport.TCP, "aac"),
            new Heard("/aac", Transport.UDP, "aac"),
            new Heard("/pcmu", Transport.TCP, "pcm_mulaw"),
            new Heard("/pcma", Transport.UDP, "pcm_alaw"));
    RecordingConfig config = new RecordingConfig(data.resolve("rec"), 5, 7, 1_000_000_000L, 0);
    try (GstServer server = new GstServer(data, null);
        RecordingStore store = RecordingStore.open(config, data, Clock.systemUTC())) {
      List<CameraCapture> captures = new ArrayList<>();
      for (Heard each : all) {
        captures.add(start(server.url(each.path), each, store.recorder(each.id())));
      }
      try {
        for (CameraCapture capture : captures) {
          await().atMost(Duration.ofSeconds(60)).until(() -> capture.health().frames() >= 75);
        }
      } finally {
        for (CameraCapture capture : captures) {
          capture.stop().get(10, TimeUnit.SECONDS);
        }
      }
      for (Heard each : all) {
        SegmentRecorder recorder = store.recorder(each.id());
        await().until(() -> !recorder.status().recording());
        assertThat(recorder.status().writeErrors()).isZero();
        List<Segment> segments = store.segments().all(each.id());
        assertThat(segments).isNotEmpty();
        int ticks = 0;
        for (Segment segment : segments) {
          ticks += check(config.folder().resolve(segment.path()), each.codec);
        }
        assertThat(ticks).as(each.id()).isGreaterThanOrEqualTo(2);
        // A tick between two segments is heard in both.
        assertThat(check(clip(store, each.id(), segments), each.codec))
            .as(each.id())
            .isBetween(ticks - segments.size() + 1, ticks);
      }
    }
  }

  private static CameraCapture start(String url, Heard what, SegmentRecorder recorder) {
    CameraConfig camera =
        new CameraConfig(
            what.id(), null, url, null, null, 0, 0, 0, null, 0, false, 5, 0, what.transport);
    SourcePolicy policy = new SourcePolicy(List.of(), Set.of());
    CameraCapture capture = new CameraCapture(camera, CaptureConfig.DEFAULT, policy, Map.of());
    capture.add(recorder);
    capture.start();
    return capture;
  }

  /** Of all segments together. */
  private Path clip(RecordingStore store, String camera, List<Segment> segments) {
    long from = segments.get(0).startMicros() / 1000;
    long to = segments.get(segments.size() - 1).endMicros() / 1000;
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    try (ClipKeeper keeper =
        new ClipKeeper("rsu-a", ClipConfig.DEFAULT, store, data.resolve("clips"), later)) {
      String id = keeper.order(new ClipOrder(camera, from, to, 0, null, "tester"));
      keeper.step();
      return keeper.library().file(id).orElseThrow();
    }
  }

  /** Returns how many ticks were heard in step. */
  private int check(Path file, String codec) throws Exception {
    assertThat(probe(file, "-show_entries", "stream=codec_name")).containsExactly("h264", codec);
    List<Double> keys = new ArrayList<>();
    for (String line :
        probe(file, "-select_streams", "v", "-show_entries", "packet=pts_time,flags")) {
      String[] parts = line.split(",");
      if (parts[1].startsWith("K")) {
        keys.add(Double.parseDouble(parts[0]));
      }
    }
    List<Double> heard = ticks(file);
    for (double tick : heard) {
      // The key picture of a tick at the end may begin the next file.
      double off = Math.IEEEremainder(tick - keys.get(keys.size() - 1), 1);
      assertThat(off).as("tick at %s, key pictures at %s", tick, keys).isBetween(-STEP, STEP);
    }
    return heard.size();
  }

  /** When it becomes loud after a silence, seconds of the file. */
  private List<Double> ticks(Path file) throws Exception {
    Path raw = data.resolve("sound.raw");
    run(
        Loader.load(ffmpeg.class),
        "-v",
        "error",
        "-y",
        "-i",
        file.toString(),
        "-vn",
        "-ac",
        "1",
        "-ar",
        Integer.toString(RATE),
        "-f",
        "s16le",
        raw.toString());
    List<String> first = probe(file, "-select_streams", "a", "-show_entries", "packet=pts_time");
    if (first.isEmpty()) {
      return List.of();
    }
    ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    List<Double> found = new ArrayList<>();
    int silent = RATE;
    for (int i = 0; samples.remaining() >= 2; i++) {
      boolean loud = Math.abs(samples.getShort()) > LOUD;
      if (loud && silent > RATE / 2) {
        found.add(Double.parseDouble(first.get(0)) + (double) i / RATE);
      }
      silent = loud ? 0 : silent + 1;
    }
    return found;
  }
}
