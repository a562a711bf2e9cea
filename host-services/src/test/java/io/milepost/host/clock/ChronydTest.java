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
  private Process chronyd;
  private int port;
  private int commandPort;

  @BeforeEach
  void start() throws IOException {
    String binary =
        Stream.of("/usr/sbin/chronyd", "/usr/bin/chronyd")
            .filter(file -> new File(file).canExecute())
            .findFirst()
            .orElse(null);
    assumeTrue(binary != null, "chronyd is not installed; Debian: apt-get install chrony");
    port = freePort();
    commandPort = freePort();
    Path file = folder.resolve("chrony.conf");
    Files.writeString(
        file,
        String.join(
            "\n",
            "local stratum 1",
            "port " + port,
            "allow 127.0.0.1",
            "bindaddress 127.0.0.1",
            "cmdport " + commandPort,
            "bindcmdaddress 127.0.0.1",
            "pidfile " + folder.resolve("pid"),
            ""));
    String user = System.getProperty("user.name");
    chronyd =
        new ProcessBuilder(binary, "-f", file.toString(), "-x", "-d", "-U", "-u", user)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  @AfterEach
  void stop() {
    if (chronyd != null) {
      chronyd.destroy();
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void shouldReadTheTimeOverTheNetworkAndThroughChronyc() {
    SntpSource server = new SntpSource("127.0.0.1", port, Duration.ofMillis(300));
    await().atMost(Duration.ofSeconds(15)).until(() -> server.ask().synchronised());
    ClockReading asked = server.ask();
    assertThat(asked.stratum()).isEqualTo(1);
    assertThat(asked.offsetMs()).isBetween(-5.0, 5.0);
    assertThat(ClockVerdict.of(asked).ok()).isTrue();

    ChronySource chrony =
        new ChronySource(
            List.of("chronyc", "-c", "-n", "-h", "127.0.0.1", "-p", "" + commandPort, "tracking"));
    ClockReading told = chrony.read().orElseThrow();
    assertThat(told.synchronised()).isTrue();
    assertThat(told.stratum()).isEqualTo(1);
    assertThat(told.offsetMs()).isBetween(-1.0, 1.0);

    chronyd.destroy();
    await().atMost(Duration.ofSeconds(5)).until(() -> chrony.read().isEmpty());
    assertThat(server.ask().problem()).contains("no NTP server listens there");
  }
}
