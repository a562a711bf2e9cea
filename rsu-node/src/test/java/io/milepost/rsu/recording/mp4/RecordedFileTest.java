package io.milepost.rsu.recording.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedFileTest {
  @TempDir Path folder;

  private static void shouldAgreeWithFfmpeg(Path file) throws IOException {
    Samples samples = RecordedFile.read(file).video().orElseThrow().samples();
    int scale = RecordedFile.read(file).video().orElseThrow().timescale();
    try (PacketFile packets = PacketFile.whole(file)) {
      int i = 0;
      long origin = 0;
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next(), i++) {
        origin = i == 0 ? packet.pts() - Mp4Cut.micros(samples.pts(0), scale) : origin;
        assertThat(samples.size(i)).isEqualTo(packet.size());
        assertThat(samples.isKey(i)).isEqualTo((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0);
        assertThat(packet.pts() - origin - Mp4Cut.micros(samples.pts(i), scale)).isBetween(-2L, 2L);
      }
      assertThat(i).isEqualTo(samples.count());
    }
  }

  @Test
  void shouldReadAPlainFileAsFfmpegDoes() throws IOException {
    shouldAgreeWithFfmpeg(
        TestVideo.write(folder.resolve("plain.mp4"), "mp4", 160, 120, 25, 60, 10));
  }

  @Test
  void shouldReadFilesOfOthersAsFfmpegDoes() throws IOException {
    Path shared = TestVideo.sharedData();
    assumeTrue(shared != null, "skipped: there is no footage beside the project");
    for (String name : List.of("opencv4nodejs_traffic.mp4", "kenway_accident1.mp4")) {
      shouldAgreeWithFfmpeg(shared.resolve("video").resolve(name));
    }
  }

  @Test
  void shouldCutOutOfAFileWithPicturesOutOfOrder() throws IOException {
    Path shared = TestVideo.sharedData();
    assumeTrue(shared != null, "skipped: there is no footage beside the project");
    RecordedFile file = RecordedFile.read(shared.resolve("video/opencv4nodejs_traffic.mp4"));
    Mp4Plan plan = Mp4Cut.plan(List.of(new Piece(file, 0)), 3_100_000, 9_200_000).orElseThrow();
    Path out = folder.resolve("cut.mp4");
    String sha256 = plan.write(out, bytes -> {});
    assertThat(sha256).hasSize(64);
    assertThat(Files.size(out)).isEqualTo(plan.length());
    shouldAgreeWithFfmpegInLength(out, plan.facts());
    assertThat(plan.facts().startMicros()).isBetween(3_099_000L, 3_142_000L);
    assertThat(plan.facts().endMicros()).isBetween(9_199_900L, 9_200_100L);
    assertThat(plan.facts().gaps()).isEmpty();
  }

  private static void shouldAgreeWithFfmpegInLength(Path file, Mp4Plan.Facts facts) {
    try (PacketFile packets = PacketFile.whole(file)) {
      assertThat(packets.durationMicros() / 1e6)
          .isBetween(facts.seconds() - 0.002, facts.seconds() + 0.002);
    }
  }

  @Test
  void shouldRefuseDamagedFilesWithASentence() throws IOException {
    Path plain = TestVideo.write(folder.resolve("plain.mp4"), "mp4", 160, 120, 25, 60, 10);
    byte[] good = Files.readAllBytes(plain);
    Random random = new Random(7);
    Path bad = folder.resolve("bad.mp4");
    int read = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = good.clone();
      int moov = good.length - 1500;
      for (int k = 0; k < 3; k++) {
        bytes[moov + random.nextInt(1500)] = (byte) random.nextInt();
      }
      Files.write(bad, bytes);
      try {
        RecordedFile.read(bad);
        read++;
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(read).isBetween(1, 399);
  }

  @Test
  void shouldReadOrRefuseMalformedFilesOfOthers() throws IOException {
    Path shared = TestVideo.sharedData();
    assumeTrue(shared != null, "skipped: there are no malformed files beside the project");
    int seen = 0;
    try (Stream<Path> files = Files.list(shared.resolve("media-malformed/mp4parse"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mp4")).toList()) {
        seen++;
        try {
          RecordedFile.read(file).video();
        } catch (IOException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void shouldRefuseWhatIsNoMp4() throws IOException {
    Path text =
        Files.writeString(folder.resolve("x.mp4"), "this is a sentence and no video at all");
    assertThatThrownBy(() -> RecordedFile.read(text)).hasMessageContaining("no MP4");
  }
}
