package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockVerdictTest {
  private static ClockReading reading(Double offset) {
    return new ClockReading("chrony", "a", true, offset, 2, 20.0, 5.0, null);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, before the first heartbeat",
    "235, true, before the first heartbeat",
    "-235, true, before the first heartbeat",
    "236, false, more than 250 ms ahead",
    "-1980, false, more than 250 ms ahead",
    "1990, false, stale or early",
    "-9985, false, stale or early",
    "9990, false, never brake",
  })
  void shouldJudgeByTheBoundsOfTheProtocolWithTheErrorIncluded(
      double offset, boolean ok, String words) {
    ClockVerdict verdict = ClockVerdict.of(reading(offset));
    assertThat(verdict.ok()).isEqualTo(ok);
    assertThat(verdict.sentence()).contains(words);
  }

  @Test
  void shouldBelieveAServiceThatDoesNotTellTheOffset() {
    assertThat(ClockVerdict.of(reading(null)).ok()).isTrue();
  }

  @Test
  void shouldRefuseAClockThatNobodyKeeps() {
    ClockVerdict verdict = ClockVerdict.of(ClockReading.failed("none", null, "nobody keeps it"));
    assertThat(verdict.ok()).isFalse();
    assertThat(verdict.sentence()).isEqualTo("nobody keeps it");
  }
}
