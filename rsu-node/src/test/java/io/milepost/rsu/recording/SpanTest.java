package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTest {
  private static List<Span> any(Random random) {
    List<Span> spans = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      int from = random.nextInt(90);
      spans.add(new Span(from, from + random.nextInt(10)));
    }
    return spans;
  }

  private static BitSet bits(List<Span> spans) {
    BitSet bits = new BitSet();
    spans.forEach(span -> bits.set((int) span.from(), (int) Math.max(span.from(), span.to())));
    return bits;
  }

  @Test
  void shouldBeSetsOfInstantsWhateverOverlaps() {
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      List<Span> a = any(random);
      List<Span> b = any(random);
      List<Span> left = Span.union(a, 0);
      List<Span> right = Span.union(b, 0);
      assertThat(bits(left)).isEqualTo(bits(a));
      BitSet without = bits(a);
      without.andNot(bits(b));
      List<Span> rest = Span.subtract(left, right);
      assertThat(bits(rest)).isEqualTo(without);
      assertThat(Span.length(rest)).isEqualTo(without.cardinality());
    }
  }

  @Test
  void shouldJoinWhatLiesCloseTogether() {
    List<Span> spans = List.of(new Span(0, 10), new Span(12, 20), new Span(25, 30));
    assertThat(Span.union(spans, 2)).containsExactly(new Span(0, 20), new Span(25, 30));
    assertThat(Span.clip(spans, new Span(5, 13)))
        .containsExactly(new Span(5, 10), new Span(12, 13));
  }
}
