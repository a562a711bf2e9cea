package io.milepost.rsu.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceShelfTest {
  private final TraceShelf shelf = new TraceShelf();

  private void keep(String incident, String key) {
    shelf.keep(incident, "a/near#" + key, Findings.traced("near", key, Findings.UTC));
  }

  @Test
  void shouldLetTheOldestIncidentGiveWayAndTheOldestFindingOfOne() {
    for (int i = 0; i <= TraceShelf.INCIDENTS; i++) {
      keep("i-" + i, "c-1");
    }
    assertThat(shelf.of("i-0").traces()).isEmpty();
    assertThat(shelf.of("i-1").traces()).hasSize(1);
    for (int i = 0; i <= TraceShelf.FINDINGS; i++) {
      keep("one", "c-" + i);
    }
    assertThat(shelf.of("one").traces()).hasSize(TraceShelf.FINDINGS);
    assertThat(shelf.of("one").traces().get(0).finding()).isEqualTo("c-1");
  }

  @Test
  void shouldFollowAnIncidentIntoTheOneItIsMergedWith() {
    keep("mine", "c-1");
    keep("theirs", "c-2");
    shelf.move("mine", "theirs");
    assertThat(shelf.of("mine").traces()).isEmpty();
    assertThat(shelf.of("theirs").traces()).hasSize(2);
  }

  @Test
  void shouldKeepWhatIsThereWhenALaterWordBringsNoTrace() {
    keep("i", "c-1");
    shelf.keep("i", "a/near#c-1", Findings.confirmed("near", "c-1", Findings.UTC));
    assertThat(shelf.of("i").traces()).hasSize(1);
  }
}
