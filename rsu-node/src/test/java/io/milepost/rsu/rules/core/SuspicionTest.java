package io.milepost.rsu.rules.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspicionTest {
  private final Suspicion suspicion = new Suspicion(2, 1, 3);

  private Suspicion.Change feed(double from, double seconds, double weight) {
    Suspicion.Change last = Suspicion.Change.NONE;
    for (int i = 0; i < Math.round(seconds * 10); i++) {
      Suspicion.Change change = suspicion.update(from + i * 0.1, 0.1, weight);
      last = change == Suspicion.Change.NONE ? last : change;
    }
    return last;
  }

  @Test
  void shouldConfirmWhenEvidenceLastsLongEnough() {
    assertThat(feed(0, 1.8, 1)).isEqualTo(Suspicion.Change.NONE);
    assertThat(suspicion.state()).isEqualTo(Suspicion.State.SUSPECT);
    assertThat(feed(1.8, 0.4, 1)).isEqualTo(Suspicion.Change.CONFIRMED);
    assertThat(suspicion.since()).isZero();
  }

  @Test
  void shouldConfirmAlikeWhateverTheFrameRate() {
    Suspicion slow = new Suspicion(2, 1, 3);
    assertThat(slow.update(0, 1, 1)).isEqualTo(Suspicion.Change.NONE);
    assertThat(slow.update(1, 1, 1)).isEqualTo(Suspicion.Change.CONFIRMED);
  }

  @Test
  void shouldLeakToNothingWhenEvidenceStops() {
    feed(0, 1, 1);
    feed(1, 1.2, 0);

    assertThat(suspicion.state()).isEqualTo(Suspicion.State.IDLE);
  }

  @Test
  void shouldNeverConfirmWithoutEvidenceInThatFrame() {
    feed(0, 1.9, 1);
    assertThat(feed(1.9, 5, 0)).isEqualTo(Suspicion.Change.NONE);
  }

  @Test
  void shouldHoldThroughAShortPauseAndClearAfterALongOne() {
    feed(0, 2.2, 1);
    assertThat(feed(2.2, 2.5, 0)).isEqualTo(Suspicion.Change.NONE);
    assertThat(suspicion.state()).isEqualTo(Suspicion.State.CLEARING);
    feed(4.7, 0.2, 1);
    assertThat(suspicion.state()).isEqualTo(Suspicion.State.ACTIVE);
    assertThat(feed(5, 3.2, 0)).isEqualTo(Suspicion.Change.CLEARED);
    assertThat(suspicion.state()).isEqualTo(Suspicion.State.IDLE);
  }

  @Test
  void shouldForgetASuspicionButNotAFindingWhenTimeHasAGap() {
    feed(0, 1, 1);
    suspicion.interrupt();
    assertThat(suspicion.state()).isEqualTo(Suspicion.State.IDLE);
    feed(5, 2.2, 1);
    suspicion.interrupt();
    assertThat(suspicion.confirmed()).isTrue();
  }
}
