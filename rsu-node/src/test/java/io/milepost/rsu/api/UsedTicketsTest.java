package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsedTicketsTest {
  private final UsedTickets used = new UsedTickets(2);

  @Test
  void shouldLetATicketInOnce() {
    assertThat(used.firstUse("a", 100, 0)).isTrue();
    assertThat(used.firstUse("a", 100, 50)).isFalse();
  }

  @Test
  void shouldRefuseAllWhenFullAndForgetWhatHasExpired() {
    used.firstUse("a", 100, 0);
    used.firstUse("b", 110, 0);
    assertThat(used.firstUse("c", 120, 50)).isFalse();
    assertThat(used.firstUse("d", 220, 101)).isTrue();
    assertThat(used.firstUse("b", 110, 101)).isFalse();
  }
}
