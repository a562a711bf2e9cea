package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFileReaderTest {
  @Test
  void shouldGiveEveryPictureInOrderWithTheTimeOfTheVideo(@TempDir Path folder) {
    Path file = TestVideo.write(folder.resolve("v.mp4"), "mp4", 160, 120, 25, 40, 10);
    List<Long> times = times(file);
    assertThat(times).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(times.get(i)).isEqualTo(i * 40_000L);
    }
    assertThat(times(file)).isEqualTo(times);
  }

  @Test
  void shouldReadFootageOfEveryKind() {
    Path shared = TestVideo.sharedData();
    assumeTrue(shared != null, "skipped: no footage beside the project");
    for (String each :
        List.of("kenway_accident1.mp4", "bgslib_video03.avi", "intel_people-detection.mp4")) {
      Path file = shared.resolve("video").resolve(each);
      assumeTrue(Files.exists(file), "skipped: no " + each);
      List<Long> times = times(file);
      assertThat(times).as(each).hasSizeGreaterThan(20).isSorted().doesNotHaveDuplicates();
      assertThat(times.get(0)).isBetween(0L, 130_000L);
    }
  }

  @Test
  void shouldSayWhatIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> new VideoFileReader(folder.resolve("none.mp4")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("none.mp4 does not exist");
  }

  private static List<Long> times(Path file) {
    List<Long> times = new ArrayList<>();
    try (VideoFileReader reader = new VideoFileReader(file);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        times.add(frame.ptsMicros());
      }
      assertThat(reader.damaged()).isZero();
    }
    return times;
  }
}
