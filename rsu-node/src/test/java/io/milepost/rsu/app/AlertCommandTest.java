package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.EnvelopeWire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class AlertCommandTest {
  @TempDir Path folder;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        MilepostMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("alert"));
    all.addAll(List.of(arguments));
    return new Outcome(command.execute(all.toArray(String[]::new)), out + "", err + "");
  }

  @Test
  void shouldRefuseATypeThatIsForOperators() {
    Outcome outcome = run("--type", "intrusion", "--data", folder.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("'intrusion' is for operators and never told to vehicles");
  }

  @Test
  void shouldSendCopiesAndHeartbeatsAndTakeTheAlertBack() throws Exception {
    String group = "239.77." + random() + "." + random();
    InetAddress address = InetAddress.getByName(group);
    try (DatagramChannel ear = DatagramChannel.open(StandardProtocolFamily.INET)) {
      ear.bind(new InetSocketAddress(address, 0));
      ear.join(address, NetworkInterface.getByName("lo"));
      ear.configureBlocking(false);
      String port = Integer.toString(ear.socket().getLocalPort());
      String[] arguments = {
        "--repeat",
        "3",
        "--type",
        "collision",
        "--severity",
        "high",
        "--distance-m",
        "500",
        "--road",
        "A1",
        "--lat",
        "37.5",
        "--lon",
        "127",
        "--ttl-s",
        "9",
        "--iface",
        "lo",
        "--hmac-key",
        "sixteen or more bytes",
        "--require-sig",
        "--group",
        group,
        "--port",
        port,
        "--hops",
        "0",
        "--cancel-at-end",
        "--data",
        folder.resolve("data").toString()
      };
      Outcome outcome = run(arguments);
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
      List<String> lines = outcome.out().lines().toList();
      assertThat(lines.subList(0, 3))
          .allSatisfy(
              line ->
                  assertThat(line)
                      .startsWith("[SEND] ")
                      .contains(
                          " seq=1 src=rsu_server_01 type=collision sev=high dist=500.0m"
                              + " suggest=slow_down copy="));
      assertThat(lines.get(3)).startsWith("[CANCEL] ").contains("copies=6 after=3");
      Map<Integer, List<byte[]>> heard = drain(ear);
      assertThat(heard.get((int) EnvelopeWire.KIND_ALERT)).hasSize(9);
      assertThat(heard.get((int) EnvelopeWire.KIND_HEARTBEAT)).isNotEmpty();
      long epoch = epoch(heard.get((int) EnvelopeWire.KIND_ALERT).get(0));
      assertThat(run(arguments).exitCode()).isZero();
      assertThat(epoch(drain(ear).get((int) EnvelopeWire.KIND_ALERT).get(0))).isGreaterThan(epoch);
    }
  }

  private static int random() {
    return ThreadLocalRandom.current().nextInt(1, 255);
  }

  private static Map<Integer, List<byte[]>> drain(DatagramChannel ear) throws Exception {
    Map<Integer, List<byte[]>> heard = new TreeMap<>();
    ByteBuffer buffer = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    while (ear.receive(buffer) != null) {
      byte[] datagram = java.util.Arrays.copyOf(buffer.array(), buffer.position());
      heard.computeIfAbsent((int) datagram[3], kind -> new ArrayList<>()).add(datagram);
      buffer.clear();
    }
    return heard;
  }

  private static long epoch(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getInt(7 + datagram[6]) & 0xFFFF_FFFFL;
  }

  @Test
  void shouldNameVersionAndSuggestionGivenByHand() throws Exception {
    String group = "239.78." + random() + "." + random();
    InetAddress address = InetAddress.getByName(group);
    try (DatagramChannel ear = DatagramChannel.open(StandardProtocolFamily.INET)) {
      ear.bind(new InetSocketAddress(address, 0));
      ear.join(address, NetworkInterface.getByName("lo"));
      ear.configureBlocking(false);
      Outcome outcome =
          run(
              "--repeat",
              "1",
              "--type",
              "fire",
              "--suggest",
              "stop",
              "--text",
              "Halt!",
              "--node",
              "rsu-x",
              "--iface",
              "lo",
              "--group",
              group,
              "--port",
              Integer.toString(ear.socket().getLocalPort()),
              "--hops",
              "0",
              "--data",
              folder.toString());
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out()).contains("src=rsu-x", "suggest=stop").contains("[DONE]");
      byte[] datagram = drain(ear).get((int) EnvelopeWire.KIND_ALERT).get(0);
      int at = 7 + datagram[6] + 4 + 4 + 8;
      int length = ByteBuffer.wrap(datagram).getShort(at);
      AlertBody body = AlertBody.read(datagram, at + 2, length).value();
      assertThat(body.state()).isEqualTo(AlertState.ACTIVE);
      assertThat(body.text()).isEqualTo("Halt!");
      assertThat(body.event()).isEqualTo("rsu-x/1");
      assertThat(body.urgency()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | say what to send",
        "--type crash | 'crash'; one of collision",
        "--severity severe | one of low, medium, high, critical",
        "--suggest fly | one of inform, slow_down",
        "--repeat 0 | --repeat must be 1 or more",
        "--distance-m -5 | --distance-m must be 0 to 100000",
        "--lat 91 | --lat must be",
        "--ttl-s 0 | --ttl-s must be",
        "--require-sig | --require-sig needs a key",
        "--hmac-key short | at least 16",
        "--key-ring /nowhere | cannot be read",
        "--group 10.0.0.1 | --group must be an IPv4 multicast group",
        "--node a/b | --node must have",
        "--iface nosuch0 | there is no interface 'nosuch0'; there are",
        "--colour red | Unknown option",
      })
  void shouldRefuseInOneSentence(String arguments, String sentence) {
    Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(outcome.err()).contains(sentence);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }
}
