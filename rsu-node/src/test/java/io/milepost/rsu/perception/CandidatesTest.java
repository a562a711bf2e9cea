package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandidatesTest {
  @Test
  void shouldKeepTheBestWhenBoxesOfOneClassOverlap() {
    Candidates candidates = new Candidates(10);
    candidates.add(10, 10, 10, 10, 0.6f, 0);
    candidates.add(11, 10, 10, 10, 0.9f, 0);
    candidates.add(40, 10, 10, 10, 0.7f, 0);

    assertThat(candidates.suppress(0.45f)).isEqualTo(2);
    assertThat(candidates.kept(0)).isEqualTo(1);
    assertThat(candidates.kept(1)).isEqualTo(2);
  }

  @Test
  void shouldKeepBothWhenOverlappingBoxesDifferInClass() {
    Candidates candidates = new Candidates(10);
    candidates.add(10, 10, 10, 10, 0.6f, 0);
    candidates.add(10, 10, 10, 10, 0.9f, 1);

    assertThat(candidates.suppress(0.45f)).isEqualTo(2);
  }

  @Test
  void shouldKeepBothWhenOverlapIsBelowTheThreshold() {
    Candidates candidates = new Candidates(10);
    candidates.add(10, 10, 10, 10, 0.6f, 0);
    // Half of each overlaps: IoU 1/3.
    candidates.add(15, 10, 10, 10, 0.9f, 0);

    assertThat(candidates.suppress(0.34f)).isEqualTo(2);
    assertThat(candidates.suppress(0.33f)).isEqualTo(1);
  }

  @Test
  void shouldPreferTheLowerIndexWhenScoresAreEqual() {
    Candidates candidates = new Candidates(10);
    candidates.add(10, 10, 10, 10, 0.6f, 0);
    candidates.add(10, 10, 10, 10, 0.6f, 0);

    assertThat(candidates.suppress(0.45f)).isEqualTo(1);
    assertThat(candidates.kept(0)).isZero();
  }

  @Test
  void shouldReportNoMoreThanTheCapWhenTheSceneIsFull() {
    Candidates candidates = new Candidates(5000);
    for (int i = 0; i < 5000; i++) {
      candidates.add(20 * i, 10, 10, 10, 0.3f + i * 1e-4f, 0);
    }

    assertThat(candidates.suppress(0.45f)).isEqualTo(Candidates.MAX_AFTER_NMS);
    assertThat(candidates.kept(0)).isEqualTo(4999);
  }

  @Test
  void shouldLookOnlyAtTheBestWhenMoreThanTheCapOverlap() {
    Candidates candidates = new Candidates(2000);
    for (int i = 0; i < Candidates.MAX_BEFORE_NMS; i++) {
      candidates.add(10, 10, 10, 10, 0.9f, 0);
    }
    candidates.add(500, 10, 10, 10, 0.3f, 0);

    assertThat(candidates.suppress(0.45f)).isEqualTo(1);
  }
}
