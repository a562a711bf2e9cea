package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CameraTurnTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_AGE = SECOND / 2;

  private final CameraTurn turn =
      new CameraTurn("a", Pace.of(5), MOST_AGE, PacingConfig.defaults(), 0);

  @Test
  void shouldTakeARarePictureAtOnceWhenItWouldBeTooOldAtItsDeadline() {
    turn.arrived(0);
    turn.deadline = SECOND + SECOND * 4 / 10;
    turn.arrived(SECOND);

    assertThat(turn.deadline).isEqualTo(SECOND);
  }

  @Test
  void shouldKeepTheDeadlineWhenTheNextPictureIsNearerToIt() {
    turn.arrived(0);
    turn.deadline = SECOND + SECOND * 6 / 10;
    turn.arrived(SECOND);

    assertThat(turn.deadline).isEqualTo(SECOND + SECOND * 6 / 10);
  }

  @Test
  void shouldKeepTheDeadlineWhenPicturesComeOften() {
    turn.arrived(0);
    turn.deadline = SECOND / 25 + SECOND / 50;
    turn.arrived(SECOND / 25);

    assertThat(turn.deadline).isEqualTo(SECOND / 25 + SECOND / 50);
  }

  @Test
  void shouldNotCountADozingCameraAsSilent() {
    turn.arrived(0);
    turn.arrived(2 * SECOND);

    assertThat(turn.baseFps(4 * SECOND)).isPositive();
    assertThat(turn.baseFps(6 * SECOND)).isZero();
  }
}
