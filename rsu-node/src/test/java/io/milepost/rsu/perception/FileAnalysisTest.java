package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileAnalysisTest {
  @TempDir Path folder;
  private Model model;

  @BeforeEach
  void load() throws IOException {
    model = new ModelLoader(1).load(TinyModels.elevenBoxes(folder));
  }

  @AfterEach
  void unload() {
    model.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bgslib_video02.avi, 748, 30.0",
    "bgslib_video03.avi, 1699, 28.3",
    "opencv4nodejs_traffic.mp4, 480, 20.0",
    "intel_one-by-one-person.mp4, 1394, 139.4"
  })
  void shouldLookTenTimesPerSecondOfVideoWhenTheFileIsSound(
      String name, int frames, double seconds) {
    List<Long> times = new ArrayList<>();
    FileAnalysis.Summary summary =
        analysis().run("v", SharedData.file("video/" + name), f -> times.add(f.ptsMicros()));

    assertThat(summary.frames()).isEqualTo(frames);
    assertThat(summary.seconds()).isCloseTo(seconds, within(0.3));
    assertThat(summary.looked()).isEqualTo(times.size());
    assertThat((double) summary.looked()).isCloseTo(seconds * 10, within(5.0));
    assertThat(summary.problem()).isEmpty();
    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(times.get(0)).isZero();
  }

  @Test
  void shouldLookAtTheSamePicturesWhenRunTwice() {
    Path video = SharedData.file("video/kenway_accident4.mp4");
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    analysis().run("v", video, f -> first.add(f.ptsMicros()));
    analysis().run("v", video, f -> second.add(f.ptsMicros()));

    assertThat(second).isEqualTo(first);
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
                      Duration.ofSeconds(10), () -> endsOrRefuses(f), f.toString()));
    }
  }

  private void endsOrRefuses(Path file) {
    try {
      assertThat(analysis().run("v", file, f -> {}).looked()).isPositive();
    } catch (MilepostException e) {
      assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\n");
    }
  }

  @Test
  void shouldReportWhatCameBeforeTheDamageWhenAFileIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.file("video/bgslib_video02.avi"));
    Path cut = Files.write(folder.resolve("cut.avi"), Arrays.copyOf(whole, whole.length / 2));

    assertThat(analysis().run("v", cut, f -> {}).frames()).isBetween(100L, 700L);
  }

  @Test
  void shouldSayThatPacketsAreDamagedWhenTheMiddleIsGarbage() throws IOException {
    byte[] bytes = Files.readAllBytes(SharedData.file("video/opencv4nodejs_traffic.mp4"));
    for (int i = bytes.length / 3; i < bytes.length / 2; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);

    FileAnalysis.Summary summary = analysis().run("v", damaged, f -> {});

    assertThat(summary.frames()).isGreaterThan(100);
    assertThat(summary.problem()).get().asString().contains("damaged packets");
  }

  @Test
  void shouldRefuseWithASentenceWhenItIsNoVideo() throws IOException {
    refused(folder.resolve("absent.mp4"));
    refused(folder);
    refused(Files.createFile(folder.resolve("empty.mp4")));
    refused(Files.writeString(folder.resolve("text.mp4"), "hello\n".repeat(1000)));
  }

  @Test
  void shouldNotFetchAnythingWhenTheFileIsAPlaylist() throws IOException {
    Path playlist =
        Files.writeString(
            folder.resolve("list.m3u8"),
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n");

    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refused(playlist));
  }

  @Test
  void shouldNameTheRangeWhenTheRateIsOutOfIt() {
    assertThatThrownBy(() -> new FileAnalysis(model, DetectorConfig.defaults(), 0))
        .hasMessageContaining("target_fps must be 0.1..120 but is 0.0");
  }

  private void refused(Path file) {
    assertThatThrownBy(() -> analysis().run("v", file, f -> {}))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(file.toString());
  }

  private FileAnalysis analysis() {
    return new FileAnalysis(model, DetectorConfig.defaults(), 10);
  }
}
