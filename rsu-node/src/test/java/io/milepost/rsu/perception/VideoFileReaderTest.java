package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFileReaderTest {
  @TempDir Path folder;

  @BeforeAll
  static void quiet() {
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  @ParameterizedTest
  @CsvSource({
    "bgslib_video02.avi, 320, 30.0",
    "bgslib_video03.avi, 320, 28.3",
    "opencv4nodejs_traffic.mp4, 640, 20.0"
  })
  void shouldTellTheTimeOfEveryPictureWhenTheFileIsSound(
      String name, int width, double expectedSeconds) {
    Path file = SharedData.file("video/" + name);
    try (VideoFileReader reader = new VideoFileReader(file);
        VideoFrame frame = new VideoFrame()) {
      long previous = -1;
      while (reader.next(frame)) {
        assertThat(frame.width()).isEqualTo(width);
        assertThat(frame.ptsMicros()).isGreaterThan(previous);
        assertThat(previous >= 0 || frame.ptsMicros() == 0).isTrue();
        previous = frame.ptsMicros();
      }
      assertThat((previous + reader.frameMicros()) / 1e6)
          .isBetween(expectedSeconds - 0.3, expectedSeconds + 0.3);
    }
  }

  @Test
  void shouldEndOrRefuseButNeverHangWhenTheFileIsMalformed() throws IOException {
    Path corpus = SharedData.file("media-malformed/mp4parse");
    try (Stream<Path> files = Files.list(corpus)) {
      files
          .filter(f -> f.toString().endsWith(".mp4"))
          .forEach(
              f ->
                  assertTimeoutPreemptively(
                      Duration.ofSeconds(10), () -> readAll(f), f.toString()));
    }
  }

  @Test
  void shouldKeepThePicturesBeforeTheDamageWhenAFileIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.file("video/bgslib_video02.avi"));
    Path cut = Files.write(folder.resolve("cut.avi"), Arrays.copyOf(whole, whole.length / 2));

    assertThat(readAll(cut)).isBetween(100, 700);
  }

  @Test
  void shouldSayThatPacketsWereSkippedWhenTheMiddleIsGarbage() throws IOException {
    byte[] bytes = Files.readAllBytes(SharedData.file("video/opencv4nodejs_traffic.mp4"));
    for (int i = bytes.length / 3; i < bytes.length / 2; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);
    try (VideoFileReader reader = new VideoFileReader(damaged);
        VideoFrame frame = new VideoFrame()) {
      int pictures = 0;
      while (reader.next(frame)) {
        pictures++;
      }
      assertThat(pictures).isGreaterThan(100);
      assertThat(reader.problem()).get().asString().contains("damaged packets were skipped");
    }
  }

  @Test
  void shouldRefuseWithASentenceWhenItIsNoVideo() throws IOException {
    refused(folder.resolve("absent.mp4"), "absent.mp4 does not exist");
    refused(folder, "is not a readable file");
    refused(Files.createFile(folder.resolve("empty.mp4")), "is not a video that can be opened");
    refused(
        Files.writeString(folder.resolve("text.mp4"), "hello\n".repeat(1000)),
        "is not a video that can be opened");
  }

  @Test
  void shouldNotFetchAnythingWhenTheFileIsAPlaylist() throws IOException {
    Path playlist =
        Files.writeString(
            folder.resolve("list.m3u8"),
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n");

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThatThrownBy(() -> readAll(playlist)).isInstanceOf(MilepostException.class));
  }

  /** Pictures in the file; a refusal counts as none. */
  private static int readAll(Path file) {
    int pictures = 0;
    try (VideoFileReader reader = new VideoFileReader(file);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        pictures++;
      }
    } catch (MilepostException e) {
      if (file.toString().endsWith(".mp4")) {
        assertThat(e.getMessage()).startsWith("video " + file).doesNotContain("\n");
        return 0;
      }
      throw e;
    }
    return pictures;
  }

  private static void refused(Path file, String part) {
    assertThatThrownBy(() -> new VideoFileReader(file).close())
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(part);
  }
}
