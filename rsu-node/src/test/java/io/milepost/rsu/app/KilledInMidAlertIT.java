package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node killed with SIGKILL while vehicles are being told, and started again. */
class KilledInMidAlertIT {
  @TempDir Path folder;

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private DatagramChannel ear;
  private Thread listener;
  private Process node;

  private record Heard(long epoch, String event, int version, AlertState state) {}

  @BeforeEach
  void listen() throws Exception {
    InetAddress group = InetAddress.getByName(EnvelopeWire.DEFAULT_GROUP);
    ear = DatagramChannel.open(StandardProtocolFamily.INET);
    ear.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    ear.bind(new InetSocketAddress(group, 0));
    ear.join(group, NetworkInterface.getByName("lo"));
    listener = new Thread(this::hear);
    listener.start();
  }

  @AfterEach
  void close() throws Exception {
    node.destroyForcibly().waitFor();
    ear.close();
    listener.join();
  }

  private void hear() {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    EnvelopeView view = new EnvelopeView();
    try {
      while (true) {
        buffer.clear();
        ear.receive(buffer);
        if (view.wrap(buffer.array(), buffer.position()) == null
            && view.kind() == EnvelopeWire.KIND_ALERT) {
          AlertBody body =
              AlertBody.read(view.array(), view.bodyOffset(), view.bodyLength()).value();
          heard.add(new Heard(view.epoch(), body.event(), body.version(), body.state()));
        }
      }
    } catch (ClosedChannelException e) {
      // The test is over.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldGoOnTellingUnderTheSameIdentityAndThenCancelWhenKilledInBetween() throws Exception {
    start();
    say("report");
    await().atMost(Duration.ofSeconds(30)).until(() -> !heard.isEmpty());
    Heard first = heard.get(0);
    assertThat(first).isEqualTo(new Heard(first.epoch(), "rsu-a/1", 1, AlertState.ACTIVE));
    awaitJournal("SELECT count(*) FROM alert WHERE until = 0");
    kill();

    start();
    await().atMost(Duration.ofSeconds(30)).until(() -> last().epoch() > first.epoch());
    Heard again = last();
    assertThat(again).isEqualTo(new Heard(again.epoch(), "rsu-a/1", 1, AlertState.ACTIVE));
    say("resolve");
    await().atMost(Duration.ofSeconds(30)).until(() -> last().state() == AlertState.CANCELLED);
    assertThat(last()).isEqualTo(new Heard(again.epoch(), "rsu-a/1", 2, AlertState.CANCELLED));
    awaitJournal("SELECT count(*) FROM alert WHERE until > 0");
    kill();

    start();
    await().atMost(Duration.ofSeconds(30)).until(() -> last().epoch() > again.epoch());
    assertThat(last()).isEqualTo(new Heard(last().epoch(), "rsu-a/1", 2, AlertState.CANCELLED));
    say("report");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> heard.stream().anyMatch(h -> !h.event().equals("rsu-a/1")));
    assertThat(heard.stream().filter(h -> !h.event().equals("rsu-a/1")).findFirst())
        .hasValueSatisfying(
            fresh -> assertThat(Long.parseLong(fresh.event().substring(6))).isGreaterThan(2000));
  }

  private Heard last() {
    return heard.get(heard.size() - 1);
  }

  private void start() throws IOException {
    node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                MidAlertChild.class.getName(),
                folder.toString(),
                Integer.toString(ear.socket().getLocalPort()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Standard input waits for the child to be ready. */
  private void say(String line) throws IOException {
    node.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    node.getOutputStream().flush();
  }

  private void kill() throws InterruptedException {
    node.toHandle().destroyForcibly();
    assertThat(node.waitFor()).isEqualTo(137);
  }

  private void awaitJournal(String query) {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              try (Connection connection =
                      DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
                  ResultSet row = connection.createStatement().executeQuery(query)) {
                return row.next() && row.getInt(1) == 1;
              }
            });
  }
}
