package io.milepost.host.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real chronyd that serves this machine's time and leaves its clock alone. */
@Timeout(30)
class ChronydTest {
  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private String binary;

  @BeforeEach
  void find() {
    binary =
        Stream.of("/usr/sbin/chronyd", "/usr/bin/chronyd")
            .filter(file -> new File(file).canExecute())
            .findFirst()
            .orElse(null);
    assumeTrue(binary != null, "chronyd is not installed; Debian: apt-get install chrony");
  }

  @AfterEach
  void stop() {
    started.forEach(Process::destroy);
  }

  private Process chronyd(String name, String... lines) throws IOException {
    Path file = folder.resolve(name + ".conf");
    List<String> text = new ArrayList<>(List.of(lines));
    text.add("bindaddress 127.0.0.1");
    text.add("bindcmdaddress 127.0.0.1");
    text.add("pidfile " + folder.resolve(name + ".pid"));
    Files.write(file, text);
    String user = System.getProperty("user.name");
    Process process =
        new ProcessBuilder(binary, "-f", file.toString(), "-x", "-d", "-U", "-u", user)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }

  private static ChronySource chronyc(int port) {
    return new ChronySource(
        List.of("chronyc", "-c", "-n", "-h", "127.0.0.1", "-p", "" + port, "tracking"));
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void shouldReadTheTimeOverTheNetworkAndThroughChronyc() throws IOException {
    int port = freePort();
    int serverCommands = freePort();
    Process server =
        chronyd(
            "server",
            "local stratum 1",
            "allow 127.0.0.1",
            "port " + port,
            "cmdport " + serverCommands);
    SntpSource sntp = new SntpSource("127.0.0.1", port, Duration.ofMillis(300));
    await().atMost(Duration.ofSeconds(30)).until(() -> sntp.ask().synchronised());
    ClockReading asked = sntp.ask();
    assertThat(asked.stratum()).isEqualTo(1);
    assertThat(asked.offsetMs()).isBetween(-20.0, 20.0);
    assertThat(ClockVerdict.of(asked).ok()).isTrue();
    assertThat(chronyc(serverCommands).read().orElseThrow().problem())
        .contains("only this machine's own clock");

    int clientCommands = freePort();
    Process client =
        chronyd(
            "client",
            "server 127.0.0.1 port " + port + " iburst minpoll -6 maxpoll -6",
            "port 0",
            "cmdport " + clientCommands);
    ChronySource chrony = chronyc(clientCommands);
    await()
        .atMost(Duration.ofSeconds(20))
        // The first samples leave a wide margin, which counts.
        .until(() -> chrony.read().map(ClockVerdict::of).map(ClockVerdict::ok).orElse(false));
    ClockReading told = chrony.read().orElseThrow();
    assertThat(told.reference()).isEqualTo("127.0.0.1");
    assertThat(told.stratum()).isEqualTo(2);
    assertThat(told.offsetMs()).isBetween(-20.0, 20.0);
    assertThat(told.worstMs()).isLessThan(250);

    client.destroy();
    server.destroy();
    await().atMost(Duration.ofSeconds(30)).until(() -> chrony.read().isEmpty());
    await()
        .untilAsserted(
            () -> assertThat(sntp.ask().problem()).contains("no NTP server listens there"));
  }
}
