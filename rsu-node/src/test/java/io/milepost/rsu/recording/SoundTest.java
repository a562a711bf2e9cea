package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.SourcePolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound of cameras, made and looked at by the programs that come with the library. */
class SoundTest {
  @TempDir Path data;

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private Path make(String codec, String container) throws Exception {
    Path file = data.resolve("v." + container);
    run(
        Loader.load(ffmpeg.class),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=160x120:r=25:d=1",
        "-f",
        "lavfi",
        "-i",
        "sine=440:d=1:r=" + (codec.startsWith("pcm") ? 8000 : 48000),
        "-c:v",
        "libopenh264",
        "-g",
        "25",
        "-c:a",
        codec,
        "-ac",
        "1",
        file.toString());
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "aac,mkv,aac",
    "aac,ts,aac",
    "libopus,mkv,opus",
    "pcm_alaw,mkv,pcm_alaw",
    "pcm_s16be,mov,"
  })
  void shouldKeepTheSoundThatMp4CarriesAndElseThePicturesAlone(
      String codec, String container, String kept) throws Exception {
    Path file = make(codec, container);
    CaptureConfig d = CaptureConfig.DEFAULT;
    CameraCapture capture =
        new CameraCapture(
            new CameraConfig("a", null, "file:" + file, null, null, 0, 0, 0, null, 0, false),
            new CaptureConfig(
                d.connectTimeout(), d.stallTimeout(), d.backoffMin(), d.backoffMax(), false),
            new SourcePolicy(List.of(data), Set.of()),
            Map.of());
    RecordingConfig config = new RecordingConfig(data.resolve("rec"), 30, 7, 1_000_000_000L, 0);
    try (RecordingStore store = RecordingStore.open(config, data, Clock.systemUTC())) {
      SegmentRecorder recorder = store.recorder("a");
      capture.add(recorder);
      capture.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> recorder.status().segments() > 0 && !recorder.status().recording());
      assertThat(recorder.status().writeErrors()).isZero();
      long frames = 0;
      double sound = 0;
      for (Segment each : store.segments().all("a")) {
        Path recorded = config.folder().resolve(each.path());
        frames += each.frames();
        assertThat(each.sha256()).isEqualTo(Digests.sha256(recorded));
        assertThat(Feed.hashes(recorded)).hasSize((int) each.frames());
        sound += soundSeconds(recorded, kept);
      }
      assertThat(frames).isEqualTo(25);
      assertThat(sound).isBetween(kept == null ? 0.0 : 0.8, kept == null ? 0.0 : 1.1);
    } finally {
      capture.stop().get(10, TimeUnit.SECONDS);
    }
  }

  /** Seconds of sound that decode without an error. */
  private static double soundSeconds(Path file, String codec) throws Exception {
    String streams =
        run(
            Loader.load(ffprobe.class),
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name",
            "-of",
            "csv=p=0",
            file.toString());
    if (codec == null) {
      assertThat(streams.strip()).isEqualTo("h264");
      return 0;
    }
    assertThat(streams.lines()).containsExactly("h264", codec);
    String decoded =
        run(
            Loader.load(ffprobe.class),
            "-v",
            "error",
            "-select_streams",
            "a",
            "-show_entries",
            "frame=pts_time,nb_samples",
            "-of",
            "csv=p=0",
            file.toString());
    double rate = codec.startsWith("pcm") ? 8000 : 48000;
    double seconds = 0;
    double last = -1;
    for (String line : decoded.lines().filter(each -> !each.isBlank()).toList()) {
      String[] parts = line.split(",");
      double at = Double.parseDouble(parts[0]);
      assertThat(at).as(line).isGreaterThan(last);
      last = at;
      seconds += Double.parseDouble(parts[1]) / rate;
    }
    return seconds;
  }
}
