package io.milepost.rsu.denm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(3);

  private static Outbox.Message message(String topic, int content, long end) {
    return new Outbox.Message(topic, new byte[] {(byte) content}, end);
  }

  @Test
  void shouldSendOnlyTheNewestOfATopic() {
    outbox.put(message("a", 1, 100));
    outbox.put(message("a", 2, 100));
    assertThat(outbox.next(0).payload()).containsExactly(2);
    assertThat(outbox.next(0)).isNull();
  }

  @Test
  void shouldNotOvertakeTheMessageUnderWay() {
    outbox.put(message("a", 1, 100));
    Outbox.Message first = outbox.next(0);
    outbox.put(message("a", 2, 100));
    assertThat(outbox.next(0)).isNull();
    outbox.done(first);
    assertThat(outbox.next(0).payload()).containsExactly(2);
  }

  @Test
  void shouldSendAgainWhatFailed() {
    outbox.put(message("a", 1, 100));
    Outbox.Message first = outbox.next(0);
    outbox.failed(first);
    assertThat(outbox.underWay()).isZero();
    assertThat(outbox.next(0)).isSameAs(first);
  }

  @Test
  void shouldSendEverythingAgainWhenConnectedAgain() {
    outbox.put(message("a", 1, 100));
    outbox.put(message("b", 2, 100));
    Outbox.Message a = outbox.next(0);
    outbox.done(a);
    Outbox.Message b = outbox.next(0);
    outbox.again();
    assertThat(outbox.waiting()).isEqualTo(2);
    assertThat(outbox.underWay()).isZero();
    // The answer of the connection before no longer counts.
    outbox.failed(b);
    outbox.done(b);
    assertThat(outbox.underWay()).isZero();
    assertThat(outbox.next(0)).isSameAs(a);
    assertThat(outbox.next(0)).isSameAs(b);
  }

  @Test
  void shouldNotSendWhatNoLongerHolds() {
    outbox.put(message("a", 1, 100));
    assertThat(outbox.next(100)).isNull();
    assertThat(outbox.expiredUnsent()).isEqualTo(1);
    outbox.sweep(100);
    assertThat(outbox.size()).isZero();
  }

  @Test
  void shouldForgetWhatNoLongerHoldsAndNothingElse() {
    outbox.put(message("a", 1, 100));
    outbox.put(message("b", 2, 200));
    outbox.next(0);
    outbox.sweep(150);
    assertThat(outbox.size()).isEqualTo(1);
    assertThat(outbox.underWay()).isZero();
    assertThat(outbox.next(150).topic()).isEqualTo("b");
  }

  @Test
  void shouldDropTheOldestTopicAndCountItWhenFull() {
    for (int i = 0; i < 1000; i++) {
      outbox.put(message("topic-" + i, i, 100));
    }
    assertThat(outbox.size()).isEqualTo(3);
    assertThat(outbox.waiting()).isEqualTo(3);
    assertThat(outbox.dropped()).isEqualTo(997);
    assertThat(outbox.next(0).topic()).isEqualTo("topic-997");
  }
}
