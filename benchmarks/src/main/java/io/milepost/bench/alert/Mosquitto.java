package io.milepost.bench.alert;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A broker of its own on the loopback address. */
final class Mosquitto implements AutoCloseable {
  private static final long LIMIT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final Process process;
  private final int port;

  Mosquitto(Path folder, int port) throws IOException {
    this.port = port;
    Path file = folder.resolve("mosquitto.conf");
    Files.writeString(
        file,
        "listener "
            + port
            + " 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
            + "persistence false\nuser root\n");
    process =
        new ProcessBuilder(Tools.find("mosquitto").toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    long start = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - start > LIMIT_NANOS) {
        throw new IOException("mosquitto did not start; see " + folder);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
