package io.milepost.host.clock;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ntp.NtpV3Impl;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeInfo;
import org.apache.commons.net.ntp.TimeStamp;

/**
 * Asks an NTP server twice (SNTP, RFC 4330) and takes the answer that came sooner; again when none
 * comes. Offsets are in whole milliseconds.
 *
 * <p>Commons Net has the packet; its client is not used, because it takes the first datagram that
 * arrives, from whom and for which question it may be.
 */
public final class SntpSource implements ClockSource {
  /** Port of NTP. */
  public static final int PORT = 123;

  private static final String NAME = "sntp";
  private static final int ATTEMPTS = 3;
  private static final int PACKET_BYTES = 48;
  private static final int BUFFER_BYTES = 512;
  private static final int LEAP_ALARM = 3;
  private static final int MAX_STRATUM = 15;
  private static final double SHORT_UNITS_PER_MILLI = 65.536;
  // Fraction bits worth less than half a millisecond: unpredictable, and lost in the rounding.
  private static final int RANDOM_FRACTION = 2_000_000;
  private static final Pattern SERVER =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\s\\[\\]]+))(?::(\\d{1,5}))?");

  private final String host;
  private final int port;
  private final Duration wait;
  private final SecureRandom random = new SecureRandom();

  SntpSource(String host, int port, Duration wait) {
    this.host = host;
    this.port = port;
    this.wait = wait;
  }

  /**
   * A server by its name.
   *
   * @param server {@code host}, {@code host:port} or {@code [IPv6]:port}
   * @throws MilepostException BAD_REQUEST when it is none of these
   */
  public static SntpSource of(String server) {
    Matcher matcher = SERVER.matcher(server);
    int port = PORT;
    if (matcher.matches() && matcher.group(3) != null) {
      port = Integer.parseInt(matcher.group(3));
    }
    if (!matcher.matches() || port < 1 || port > 65_535) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "--server: '" + server + "' is not a server; give HOST, HOST:PORT or [IPv6]:PORT");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new SntpSource(host, port, Duration.ofSeconds(1));
  }

  @Override
  public Optional<ClockReading> read() {
    return Optional.of(ask());
  }

  /** The server's answer, or why there is none. Blocks for four seconds at most. */
  public ClockReading ask() {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return failed("the name " + host + " is not known; check it and the network");
    }
    String why = "no answer within " + wait.multipliedBy(ATTEMPTS).toMillis() + " ms";
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Answer answer = exchange(socket);
        if (answer.reading() != null) {
          return better(answer.reading(), exchange(socket).reading());
        }
        why = answer.refused() == null ? why : answer.refused();
      }
    } catch (PortUnreachableException e) {
      why = "no NTP server listens there";
    } catch (IOException e) {
      why = e.getMessage();
    }
    return failed("the server " + host + ":" + port + " gives no time: " + why);
  }

  /** The first exchange finds cold caches on both sides; the shorter way is the surer one. */
  private static ClockReading better(ClockReading first, ClockReading second) {
    boolean surer =
        first.synchronised()
            && second != null
            && second.synchronised()
            && second.rootDelayMs() < first.rootDelayMs();
    return surer ? second : first;
  }

  private record Answer(ClockReading reading, String refused) {}

  private Answer exchange(DatagramSocket socket) throws IOException {
    NtpV3Impl question = new NtpV3Impl();
    question.setMode(NtpV3Packet.MODE_CLIENT);
    question.setVersion(NtpV3Packet.VERSION_4);
    long now = TimeStamp.getNtpTime(System.currentTimeMillis()).ntpValue();
    TimeStamp sent = new TimeStamp(now + random.nextInt(RANDOM_FRACTION));
    question.setTransmitTime(sent);
    socket.send(new DatagramPacket(question.getDatagramPacket().getData(), PACKET_BYTES));
    long deadline = System.nanoTime() + wait.toNanos();
    String refused = null;
    DatagramPacket packet = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return new Answer(null, refused);
      }
      socket.setSoTimeout((int) left);
      packet.setLength(BUFFER_BYTES);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return new Answer(null, refused);
      }
      long received = System.currentTimeMillis();
      if (packet.getLength() < PACKET_BYTES) {
        refused = "an answer of " + packet.getLength() + " bytes is no NTP packet";
        continue;
      }
      NtpV3Impl answer = new NtpV3Impl();
      answer.setDatagramPacket(packet);
      if (answer.getMode() != NtpV3Packet.MODE_SERVER
          || answer.getOriginateTimeStamp().ntpValue() != sent.ntpValue()) {
        refused = "an answer does not belong to the question";
        continue;
      }
      return new Answer(judge(answer, received), null);
    }
  }

  private ClockReading judge(NtpV3Impl answer, long received) {
    int stratum = answer.getStratum();
    if (stratum == 0) {
      return failed(
          "the server " + host + " refuses to answer (" + code(answer) + "); ask it less often");
    }
    if (answer.getLeapIndicator() == LEAP_ALARM || stratum > MAX_STRATUM) {
      return failed("the server " + host + " is itself not synchronised");
    }
    TimeInfo times = new TimeInfo(answer, received, false);
    times.computeDetails();
    if (times.getOffset() == null || answer.getTransmitTimeStamp().ntpValue() == 0) {
      return failed("the server " + host + " answered without a time");
    }
    long trip = times.getDelay() == null ? 0 : Math.max(0, times.getDelay());
    return new ClockReading(
        NAME,
        host + ":" + port,
        true,
        -times.getOffset().doubleValue() + 0.0,
        stratum,
        millis(answer.getRootDelay()) + trip,
        millis(answer.getRootDispersion()),
        null);
  }

  private static double millis(int shortFormat) {
    return Integer.toUnsignedLong(shortFormat) / SHORT_UNITS_PER_MILLI;
  }

  private static String code(NtpV3Impl answer) {
    StringBuilder code = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int letter = answer.getReferenceId() >> shift & 0xff;
      code.append(letter >= 'A' && letter <= 'Z' ? (char) letter : '?');
    }
    return code.toString().toUpperCase(Locale.ROOT);
  }

  private ClockReading failed(String sentence) {
    return ClockReading.failed(NAME, host + ":" + port, sentence);
  }
}
