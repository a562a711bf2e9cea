package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentLengthTest {
  private static final long START = 1_750_000_000_300_000L;

  /** Starts of the segments of two minutes of pictures, seconds of UTC. */
  private static List<Double> starts(SegmentLength length, double fps, int gop) {
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < 120 * fps; i++) {
      long utc = START + Math.round(i * 1e6 / fps);
      boolean key = i % gop == 0;
      if (i == 0 || length.endsBefore(key, utc)) {
        starts.add(utc / 1e6);
        length.begin(utc);
        length.endsBefore(key, utc);
      }
    }
    return starts;
  }

  @ParameterizedTest
  @CsvSource({"25,25,5", "25,1,5", "25,60,5", "25,100,10", "8,8,10", "5,5,10", "2,2,10", "12,24,5"})
  void shouldBeFiveToTenSecondsByPicturesAndGroups(double fps, int gop, int seconds) {
    SegmentLength length = new SegmentLength(5, 10);
    List<Double> starts = starts(length, fps, gop);
    assertThat(length.seconds()).isEqualTo(seconds);
    List<Double> later = starts.subList(starts.size() / 2, starts.size());
    for (double each : later) {
      // The first key picture after a multiple of the length, or 20 ms before it.
      assertThat((each + 0.02) % seconds).isLessThan(gop / fps + 1e-6);
    }
    for (int i = 1; i < later.size(); i++) {
      assertThat(later.get(i) - later.get(i - 1)).isBetween(5.0 - gop / fps, 10.0 + gop / fps);
    }
  }

  @ParameterizedTest
  @CsvSource({"25,500", "25,1500", "1,30"})
  void shouldWaitForAKeyPictureWhenGroupsAreLongerThanSegments(double fps, int gop) {
    List<Double> starts = starts(new SegmentLength(5, 10), fps, gop);
    for (int i = 1; i < starts.size(); i++) {
      assertThat(starts.get(i) - starts.get(i - 1))
          .isCloseTo(gop / fps, org.assertj.core.data.Offset.offset(1e-3));
    }
    assertThat(starts.size()).isEqualTo((int) Math.ceil(120 * fps / gop));
  }
}
