package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an NTP server may answer that is no time. */
@Timeout(30)
class SntpSourceTest {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Map<String, UnaryOperator<byte[]>> SPOILT =
      Map.of(
          "short", bytes -> Arrays.copyOf(bytes, 47),
          "empty", bytes -> new byte[0],
          "zeros", bytes -> new byte[48],
          "other question", bytes -> with(bytes, 24, 0x11),
          "a client", bytes -> with(bytes, 0, 0x23),
          "alarm", bytes -> with(bytes, 0, 0xe4),
          "stratum 16", bytes -> with(bytes, 1, 16),
          "kiss", SntpSourceTest::kiss);

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] kiss(byte[] bytes) {
    byte[] copy = with(bytes, 1, 0);
    System.arraycopy("RATE".getBytes(StandardCharsets.US_ASCII), 0, copy, 12, 4);
    return copy;
  }

  @ParameterizedTest
  @CsvSource({
    "short, an answer of 47 bytes is no NTP packet",
    "empty, an answer of 0 bytes is no NTP packet",
    "zeros, does not belong to the question",
    "other question, does not belong to the question",
    "a client, does not belong to the question",
    "alarm, is itself not synchronised",
    "stratum 16, is itself not synchronised",
    "kiss, refuses to answer (RATE)",
  })
  void shouldSayWhyAnAnswerCountsForNothing(String how, String words) throws IOException {
    try (FakeNtpServer server = new FakeNtpServer(0, SPOILT.get(how))) {
      int port = Integer.parseInt(server.address().replaceAll(".*:", ""));
      ClockReading reading = new SntpSource("127.0.0.1", port, WAIT).ask();
      assertThat(reading.problem()).contains(words);
      assertThat(ClockVerdict.of(reading).ok()).isFalse();
    }
  }

  @Test
  void shouldSayThatAnswersDidNotComeInTime() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      ClockReading reading = new SntpSource("127.0.0.1", silent.getLocalPort(), WAIT).ask();
      assertThat(reading.problem()).contains("no answer within 300 ms");
    }
  }

  @Test
  void shouldNotTakeAnUnknownNameForAServer() {
    ClockReading reading = new SntpSource("no-such-host.invalid", 123, WAIT).ask();
    assertThat(reading.problem()).contains("the name no-such-host.invalid is not known");
  }
}
