package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeServiceOutputTest {
  private static final String TIMESYNCD =
      """
             Server: 192.0.2.1 (ntp.example)
      Poll interval: 34min 8s (min: 32s; max 34min 8s)
               Leap: normal
            Version: 4
            Stratum: 2
          Reference: C0000201
          Precision: 1us (-20)
      Root distance: 12.252ms (max: 5s)
             Offset: %s
              Delay: 31.5ms
             Jitter: 2.1ms
       Packet count: 5
          Frequency: -12.345ppm
      """;

  @Test
  void shouldReadWhatChronySays() {
    ClockReading reading =
        ChronySource.parse(
            "C0000201,192.0.2.1,3,1795174800.1,-0.0125,0.001,0.002,1.2,0.1,0.3,0.020,0.004,64.2,Normal\n");
    assertThat(reading)
        .isEqualTo(new ClockReading("chrony", "192.0.2.1", true, 12.5, 3, 20.0, 4.0, null));
  }

  @Test
  void shouldSaySoWhenChronyHasNotSynchronised() {
    ClockReading reading =
        ChronySource.parse("00000000,,0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised");
    assertThat(reading.synchronised()).isFalse();
    assertThat(reading.problem()).contains("chronyc sources");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "506 Cannot talk to daemon", "a,b,c,d,e,f,g,h,i,j,k,l,m,Normal"})
  void shouldNotTakeSomethingElseForAReading(String line) {
    assertThat(ChronySource.parse(line).synchronised()).isFalse();
    assertThat(TimesyncdSource.parse(line).synchronised()).isFalse();
  }

  @Test
  void shouldReadWhatTimesyncdSays() {
    ClockReading reading = TimesyncdSource.parse(TIMESYNCD.formatted("-1.234ms"));
    assertThat(reading.synchronised()).isTrue();
    assertThat(reading.reference()).isEqualTo("192.0.2.1 (ntp.example)");
    assertThat(reading.offsetMs()).isCloseTo(1.234, within(1e-9));
    assertThat(reading.stratum()).isEqualTo(2);
    assertThat(reading.worstMs()).isCloseTo(13.486, within(1e-9));
  }

  @Test
  void shouldReadEveryUnitOfASpan() {
    assertThat(TimesyncdSource.parse(TIMESYNCD.formatted("+1min 2.5s")).offsetMs())
        .isCloseTo(-62_500, within(1e-6));
    assertThat(TimesyncdSource.parse(TIMESYNCD.formatted("+250us")).offsetMs())
        .isCloseTo(-0.25, within(1e-9));
  }

  @Test
  void shouldGiveUpOnACommandThatFailsHangsOrIsMissing() {
    Duration limit = Duration.ofMillis(300);
    assertThat(HostCommand.output(List.of("false"), limit)).isEmpty();
    assertThat(HostCommand.output(List.of("sleep", "60"), limit)).isEmpty();
    assertThat(HostCommand.output(List.of("no-such-command-here"), limit)).isEmpty();
    assertThat(HostCommand.output(List.of("echo", "yes"), Duration.ofSeconds(5))).contains("yes\n");
  }
}
