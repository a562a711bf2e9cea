package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttentionTest {
  private static final long SECOND = 1_000_000_000L;

  private final Attention attention = new Attention();

  @Test
  void shouldWantNothingWhenNobodyAsked() {
    assertThat(attention.wanted()).isFalse();
    assertThat(attention.next(0)).isNull();
    assertThat(attention.level(0)).isZero();
  }

  @Test
  void shouldTakeTurnsWhenSeveralPlacesWait() {
    attention.lookAt("a", 0.1, 0.1, 0);
    attention.lookAt("b", 0.2, 0.2, 0);

    assertThat(attention.next(1).x()).isEqualTo(0.1);
    assertThat(attention.next(2).x()).isEqualTo(0.2);
    assertThat(attention.next(3).x()).isEqualTo(0.1);
    attention.forget("a");
    assertThat(attention.next(4).x()).isEqualTo(0.2);
    attention.forget("b");
    assertThat(attention.wanted()).isFalse();
  }

  @Test
  void shouldForgetAPlaceWhenNobodyAsksAgain() {
    attention.lookAt("a", 0.1, 0.1, 0);
    assertThat(attention.next(14 * SECOND)).isNotNull();
    attention.lookAt("b", 2, -1, 14 * SECOND);

    Attention.Place left = attention.next(16 * SECOND);
    assertThat(left).isEqualTo(new Attention.Place(1, 0, 14 * SECOND));
    assertThat(attention.next(30 * SECOND)).isNull();
    assertThat(attention.wanted()).isFalse();
  }

  @Test
  void shouldDropTheOldestPlaceWhenThereAreTooMany() {
    for (int i = 0; i < 100; i++) {
      attention.lookAt("k" + i, i / 100.0, 0, 0);
    }
    assertThat(attention.next(1).x()).isEqualTo(0.96);
    for (int i = 0; i < Attention.MOST_PLACES - 1; i++) {
      assertThat(attention.next(1).x()).isGreaterThan(0.96);
    }
    assertThat(attention.next(1).x()).isEqualTo(0.96);
  }

  @Test
  void shouldReportTheSuspicionOnlyWhileItIsFresh() {
    attention.report(0.7, SECOND);
    assertThat(attention.level(2 * SECOND)).isEqualTo(0.7);
    assertThat(attention.level(7 * SECOND)).isZero();
  }
}
