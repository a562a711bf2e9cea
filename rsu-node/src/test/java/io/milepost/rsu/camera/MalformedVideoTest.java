package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.message.CameraState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class MalformedVideoTest {
  private static final CaptureConfig QUICK =
      new CaptureConfig(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          true);

  @TestFactory
  Stream<DynamicTest> shouldGiveFramesOrOneSentenceForEveryFileOfTheCorpus() throws Exception {
    Path shared = TestVideo.sharedData();
    Path corpus = shared == null ? null : shared.resolve("media-malformed/mp4parse");
    assumeTrue(
        corpus != null && Files.isDirectory(corpus),
        "skipped: the corpus media-malformed is not beside the project");
    List<Path> files;
    try (Stream<Path> all = Files.list(corpus)) {
      files = all.filter(file -> file.toString().endsWith(".mp4")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(30);
    return files.stream()
        .flatMap(
            file ->
                Stream.of(
                    DynamicTest.dynamicTest("read " + file.getFileName(), () -> read(file)),
                    DynamicTest.dynamicTest("capture " + file.getFileName(), () -> capture(file))));
  }

  private static void read(Path file) {
    long before = System.nanoTime();
    long frames = 0;
    String sentence = null;
    try (VideoFileReader reader = new VideoFileReader(file);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        frames++;
        assertThat(frame.width()).isPositive();
      }
      if (frames == 0) {
        sentence = "no picture can be decoded";
      }
    } catch (SourceException e) {
      sentence = e.getMessage();
    }
    assertThat(frames > 0 || sentence != null).isTrue();
    if (sentence != null) {
      assertThat(sentence).isNotBlank().doesNotContain("\n");
    }
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  private static void capture(Path file) throws Exception {
    CameraConfig camera =
        new CameraConfig("m", null, "file:" + file, null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(
            camera, QUICK, new SourcePolicy(List.of(file.getParent()), Set.of()), Map.of());
    capture.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              CameraState now = capture.state(0);
              boolean ended = now.state().equals("down") || now.state().equals("stopped");
              return capture.health().frames() > 0 || ended && !now.reason().isBlank();
            });
    capture.stop().get(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldSurviveDamagedBytesAnywhere(@TempDir Path folder) throws Exception {
    Path good = TestVideo.write(folder.resolve("v.mp4"), "mp4", 160, 120, 25, 50, 25);
    Path ts = TestVideo.write(folder.resolve("v.ts"), "mpegts", 160, 120, 25, 50, 25);
    Random random = new Random(4711);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = Files.readAllBytes(i % 2 == 0 ? good : ts);
      for (int hit = 0; hit < 1 + random.nextInt(40); hit++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int keep = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      Path bad = folder.resolve("bad" + i);
      Files.write(bad, java.util.Arrays.copyOf(bytes, keep));
      read(bad);
    }
  }

  @Test
  void shouldRefuseAPlaylistThatNamesOtherFiles(@TempDir Path folder) throws Exception {
    TestVideo.write(folder.resolve("v.ts"), "mpegts", 160, 120, 25, 25, 25);
    Path playlist = folder.resolve("list.m3u8");
    Files.writeString(
        playlist, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nv.ts\n#EXT-X-ENDLIST\n");
    try (VideoFileReader reader = new VideoFileReader(playlist)) {
      fail("opened a playlist with " + reader.info());
    } catch (SourceException e) {
      assertThat(e.getMessage()).contains("cannot be opened");
    }
  }
}
