package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.recording.mp4.Mp4Plan;
import io.milepost.rsu.recording.mp4.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static Span s(double from, double to) {
    return new Span(Math.round(from * 1e6), Math.round(to * 1e6));
  }

  @Test
  void shouldTellWhatIsLeftOutOnceAndNotAsAGap() {
    Mp4Plan.Facts facts = new Mp4Plan.Facts(0, 6_000_000, 0, 150, List.of(s(2, 2.2), s(6.1, 13)));
    ClipContent clip = ClipContent.of(facts, List.of(s(8, 10), s(6, 8), s(10, 12)), 6, 1000, "00");
    assertThat(clip.leftOut()).containsExactly(s(6, 12));
    assertThat(clip.gaps()).containsExactly(s(2, 2.2), s(12, 13));
    assertThat(clip.shownMicros()).isEqualTo(5_800_000);
  }
}
