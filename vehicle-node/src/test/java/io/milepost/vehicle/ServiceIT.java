package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both nodes as processes, with a real notify socket where the service manager would listen. */
@Timeout(90)
class ServiceIT {
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private Socket manager;
  private Process process;

  @BeforeEach
  void listen() throws IOException {
    Epoll.ensureAvailability();
    manager = Socket.newSocketDomainDgram();
    manager.bind(new DomainSocketAddress(folder.resolve("notify").toString()));
  }

  @AfterEach
  void end() throws IOException {
    manager.close();
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private String next() {
    List<String> message = new ArrayList<>();
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> read(message) || !process.isAlive());
    assertThat(message).as(this::log).isNotEmpty();
    return message.get(0);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean read(List<String> message) throws IOException {
    var from = manager.recvFromDomainSocket(buffer, 0, buffer.capacity());
    if (from == null) {
      return false;
    }
    byte[] bytes = new byte[from.receivedAmount()];
    buffer.get(0, bytes);
    message.add(new String(bytes, StandardCharsets.UTF_8));
    return true;
  }

  private void start(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-Djava.net.preferIPv4Stack=true"));
    command.addAll(List.of("-Dmilepost.home=" + System.getProperty("milepost.home")));
    command.add(main);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    // Not on the command line: ONNX Runtime 1.29 overflows its stack over one of ten thousand
    // bytes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("NOTIFY_SOCKET", folder.resolve("notify").toString());
    builder.environment().put("WATCHDOG_USEC", "1500000");
    process = builder.start();
  }

  private void live(String ready) throws InterruptedException {
    assertThat(next()).startsWith("READY=1\nSTATUS=" + ready);
    for (int i = 0; i < 4; i++) {
      assertThat(next()).startsWith("WATCHDOG=1\nSTATUS=" + ready);
    }
    process.destroy();
    String last = next();
    while (last.startsWith("WATCHDOG=1")) {
      last = next();
    }
    assertThat(last).isEqualTo("STOPPING=1\nSTATUS=stopping");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // What the units count as a clean end: SuccessExitStatus=143.
    assertThat(process.exitValue()).isEqualTo(143);
  }

  @Test
  void shouldTellOfAVehicleFromReadinessToItsEnd() throws Exception {
    start(
        "io.milepost.vehicle.VehicleMain",
        "--port=0",
        "--iface=lo",
        "--metrics-port=0",
        "--data=" + folder.resolve("vehicle"));
    live("listening, 0 RSUs known");
  }

  @Test
  void shouldTellOfARoadsideUnitFromReadinessToItsEnd() throws Exception {
    start(
        "io.milepost.rsu.app.MilepostMain",
        "rsu",
        "--set=node.data=" + folder.resolve("rsu"),
        "--set=api.port=0",
        "--set=broadcast.interfaces=lo",
        "--set=broadcast.ttl=0",
        "--set=broadcast.group=239.91.17.3",
        "--set=broadcast.hmac_key=only for this test, not else");
    live("rsu-1: 0 of 0 cameras live, 0 alerts on air");
  }
}
