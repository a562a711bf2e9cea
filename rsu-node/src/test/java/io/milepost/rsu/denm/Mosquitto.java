package io.milepost.rsu.denm;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's MQTT broker as a child process: a port of the loopback, users and what they may do. */
final class Mosquitto implements AutoCloseable {
  static final String USER = "rsu";
  static final String PASSWORD = "a-long-password";

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private final Path folder;
  private final int port;
  private Process process;

  /** A broker that is not running yet. */
  Mosquitto(Path folder, String... more) throws Exception {
    assumeTrue(program("mosquitto").isPresent(), "skipped: Debian's mosquitto is not installed");
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path passwords = folder.resolve("passwords");
    Files.writeString(passwords, USER + ":" + PASSWORD + "\n");
    run(program("mosquitto_passwd").orElseThrow().toString(), "-U", passwords.toString());
    // Nobody but this RSU may write, and only below its own topic.
    Path rights = folder.resolve("rights");
    Files.writeString(
        rights,
        "topic read #\nuser " + USER + "\ntopic readwrite milepost/rsu-a/#\ntopic read #\n");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "listener " + port + " 127.0.0.1",
                "allow_anonymous true",
                "password_file " + passwords,
                "acl_file " + rights,
                "user root",
                "persistence false"));
    lines.addAll(List.of(more));
    Files.write(folder.resolve("mosquitto.conf"), lines);
  }

  static Optional<Path> program(String name) {
    return List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin").stream()
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (child.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  Mosquitto start() throws IOException {
    process =
        new ProcessBuilder(
                program("mosquitto").orElseThrow().toString(),
                "-c",
                folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    await("mosquitto listens").atMost(PATIENCE).until(this::listens);
    return this;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** As kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  int port() {
    return port;
  }

  MqttConfig config() {
    return config("milepost", PASSWORD);
  }

  MqttConfig config(String topic, String password) {
    return new MqttConfig("mqtt://127.0.0.1:" + port, topic, "", USER, password, "");
  }

  MqttConfig tls(String host, String authorities) {
    return new MqttConfig(
        "mqtts://" + host + ":" + port, "milepost", "", USER, PASSWORD, authorities);
  }

  /** Everything that a subscriber who comes now finds retained. */
  List<Mqtt5Publish> retained(int atLeast) throws InterruptedException {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildBlocking();
    client.connect();
    List<Mqtt5Publish> found = new ArrayList<>();
    try (Mqtt5BlockingClient.Mqtt5Publishes incoming =
        client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
      client.subscribeWith().topicFilter("#").send();
      Optional<Mqtt5Publish> next =
          incoming.receive(atLeast == 0 ? 300 : 2000, TimeUnit.MILLISECONDS);
      while (next.isPresent()) {
        found.add(next.get());
        next = incoming.receive(found.size() < atLeast ? 2000 : 100, TimeUnit.MILLISECONDS);
      }
    } finally {
      client.disconnect();
    }
    return found;
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill();
    }
  }
}
