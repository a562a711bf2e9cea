package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.camera.Rendition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLadderTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldHalveTheRateThenTheSizeWhenPicturesAreLost() {
    LiveLadder ladder = new LiveLadder(new Rendition(1280, 10), false, 0);
    List<String> steps = new ArrayList<>(List.of(shown(ladder)));
    long now = 0;
    for (int i = 0; i < 60; i++) {
      now += SECOND / 10;
      if (ladder.lost(now)) {
        steps.add(shown(ladder));
      }
    }
    assertThat(steps)
        .containsExactly(
            "1280@10.0",
            "1280@5.0",
            "960@5.0",
            "960@2.5",
            "640@2.5",
            "640@1.25",
            "320@1.25",
            "320@1.0");
    assertThat(ladder.lowered()).isTrue();
  }

  @Test
  void shouldStayWhenAPictureIsLostNowAndThen() {
    LiveLadder ladder = new LiveLadder(new Rendition(640, 10), false, 0);
    for (int i = 1; i < 100; i++) {
      assertThat(ladder.lost(i * 3 * SECOND / 2)).isFalse();
    }
  }

  @Test
  void shouldGiveUpVideoForPicturesAfterTheSecondCutAndTryItAgainLater() {
    LiveLadder ladder = new LiveLadder(new Rendition(1920, 30), true, 0);
    assertThat(ladder.lost(SECOND)).isFalse();
    assertThat(ladder.lost(5 * SECOND)).isTrue();
    assertThat(shown(ladder)).isEqualTo("960@10.0");
    assertThat(ladder.rise(14 * SECOND)).isFalse();
    assertThat(ladder.rise(15 * SECOND)).isTrue();
    assertThat(ladder.step().mp4()).isTrue();
  }

  @Test
  void shouldWaitTwiceAsLongEachTimeWhenRisingDoesNotLast() {
    LiveLadder ladder = new LiveLadder(new Rendition(320, 10), false, 0);
    long now = 0;
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      while (!ladder.lost(now)) {
        now += SECOND / 10;
      }
      long fell = now;
      while (!ladder.rise(now)) {
        now += SECOND;
      }
      waits.add((now - fell) / SECOND);
    }
    assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 120L, 120L);
  }

  private static String shown(LiveLadder ladder) {
    LiveLadder.Step step = ladder.step();
    return (step.mp4() ? "mp4 " : "") + step.rendition().width() + "@" + step.rendition().fps();
  }
}
