package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void shouldRefuseEverythingUpToWhereItStarts() {
    ReplayWindow started = new ReplayWindow();
    started.startAfter(5000);
    for (long sequence = 1; sequence <= 5000; sequence++) {
      assertThat(started.isFresh(sequence)).isFalse();
    }
    started.advance(5003);
    assertThat(started.isFresh(5000)).isFalse();
    assertThat(started.isFresh(5001)).isTrue();
    assertThat(started.isFresh(5003)).isFalse();
  }

  private final ReplayWindow window = new ReplayWindow();

  @Test
  void shouldAcceptEachNumberOnceWhenTheyComeInAnyOrder() {
    Random random = new Random(1);
    Set<Long> accepted = new HashSet<>();
    long base = 1;
    for (int i = 0; i < 200_000; i++) {
      base += random.nextInt(10) == 0 ? random.nextInt(40) : 0;
      base += random.nextInt(5000) == 0 ? 5000 : 0;
      long sequence = Math.max(1, base - random.nextInt(1500));
      boolean inWindow = sequence > window.highest() - ReplayWindow.SIZE;
      assertThat(window.isFresh(sequence)).isEqualTo(inWindow && !accepted.contains(sequence));
      if (window.isFresh(sequence)) {
        window.advance(sequence);
        accepted.add(sequence);
      }
    }
  }

  @Test
  void shouldNotMoveWhenANumberIsOnlyAskedFor() {
    window.advance(5);
    assertThat(window.isFresh(EnvelopeWire.MAX_U32)).isTrue();
    assertThat(window.isFresh(4)).isTrue();
    assertThat(window.isFresh(5)).isFalse();
    assertThat(window.highest()).isEqualTo(5);
    window.advance(EnvelopeWire.MAX_U32);
    assertThat(window.isFresh(4)).isFalse();
    window.reset();
    assertThat(window.isFresh(5)).isTrue();
  }
}
