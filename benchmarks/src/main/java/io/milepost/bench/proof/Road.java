package io.milepost.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.VehicleMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** RSUs, a relay and vehicles, each a process in a network namespace. */
final class Road implements AutoCloseable {
  /** Silence after which a vehicle takes an RSU for lost, milliseconds. */
  static final long RSU_TIMEOUT_MILLIS = 2000;

  private static final String GROUP = EnvelopeWire.DEFAULT_GROUP;
  private static final int PORT = EnvelopeWire.DEFAULT_PORT;
  private static final int STATUS_PORT = 9100;
  private static final int SEGMENTS_AT_MOST = 10;
  private static final String PYTHON = "python3";
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Path folder;
  private final int segments;
  private final Namespaces namespaces;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Keys keys;
  private final Child relay;

  /**
   * Lays the road and starts its relay.
   *
   * @param folder for logs and what vehicles keep
   */
  Road(Path folder, int segments, int vehicles, long seed) throws IOException {
    this.folder = folder;
    this.segments = segments;
    keys = new Keys(folder);
    namespaces = new Namespaces(segments, vehicles);
    open.push(namespaces);
    // Whoever ends the proof early must not find processes and namespaces left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "road-close"));
    try {
      relay = relay(vehicles, seed);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Child child(String name, List<String> enter, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> program = new ArrayList<>(List.of(main.getName()));
    program.addAll(arguments);
    Child child = Child.java(name, folder, enter, List.of("-Xms16m", "-Xmx96m"), program);
    synchronized (open) {
      open.push(child);
    }
    return child;
  }

  private Child relay(int vehicles, long seed) throws IOException {
    Path script = folder.resolve("relay.py");
    try (InputStream in = Road.class.getResourceAsStream("relay.py")) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(namespaces.enter("relay"));
    command.addAll(
        List.of(
            PYTHON,
            script.toString(),
            "" + segments,
            "" + vehicles,
            keys.ring().toString(),
            Long.toString(seed)));
    Child child = Child.start("relay", folder, command);
    open.push(child);
    return child;
  }

  /** Why no road can be laid on this machine, or null. */
  static String unavailable() {
    try {
      Process process = new ProcessBuilder(PYTHON, "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
    } catch (IOException e) {
      return "the relay needs " + PYTHON;
    }
    return Namespaces.unavailable();
  }

  /** Command to the relay, whose script lists them. */
  String relay(String command) throws IOException {
    return relay.ask(command);
  }

  /** What the relay has counted. */
  JsonNode stats() throws IOException {
    return Json.read(relay("stats"), JsonNode.class);
  }

  /** Waits until what the relay has counted fits. */
  boolean relayReaches(long millis, Predicate<JsonNode> fits) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!fits.test(stats())) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Waits for the relay; start the others before. */
  Road ready() throws IOException {
    relay.ready();
    return this;
  }

  /** Starts a unit on all segments; call {@link Child#ready} before using it. */
  Child rsu(String node) throws IOException {
    List<String> interfaces = new ArrayList<>();
    for (int s = 1; s <= segments; s++) {
      interfaces.add("r" + s);
    }
    Path data = Files.createDirectories(folder.resolve(node + "-data"));
    return child(
        node,
        namespaces.enter("rsu"),
        RsuMain.class,
        List.of(
            node,
            data.toString(),
            GROUP,
            "" + PORT,
            "1",
            String.join(",", interfaces),
            keys.of(node).toString()));
  }

  /** What everybody's keys come from. */
  Keys keys() {
    return keys;
  }

  /**
   * Starts a vehicle.
   *
   * @param number its namespace, from 1
   * @param links interfaces it listens on, from the first one
   * @param unicast whether it asks for unicast copies
   * @param name for its log and data folder
   */
  Vehicle vehicle(int number, int links, boolean unicast, String name) throws IOException {
    List<String> interfaces = new ArrayList<>();
    for (int s = 1; s <= links; s++) {
      interfaces.add("w" + s);
    }
    List<String> enter = namespaces.enter(Namespaces.vehicle(number));
    int statusPort = STATUS_PORT + links + (unicast ? SEGMENTS_AT_MOST : 0);
    List<String> arguments =
        List.of(
            "--iface",
            String.join(",", interfaces),
            "--group",
            GROUP,
            "--port",
            "" + PORT,
            "--key-ring",
            keys.ring().toString(),
            "--drop-unsigned",
            unicast ? "--unicast" : "--no-unicast",
            "--rsu-timeout-s",
            "" + RSU_TIMEOUT_MILLIS / 1000.0,
            "--json",
            "--data",
            folder.resolve(name + "-data").toString(),
            "--metrics-port",
            "" + statusPort);
    return new Vehicle(child(name, enter, VehicleMain.class, arguments), enter, statusPort);
  }

  /** Starts a flood from the relay's end of a vehicle's first link. */
  Child forger(int vehicle, int perSecond, int seconds, String source) throws IOException {
    return child(
        "forger",
        namespaces.enter("relay"),
        ForgerMain.class,
        List.of(
            Namespaces.down(1, vehicle),
            GROUP,
            "" + PORT,
            "" + perSecond,
            "" + seconds,
            source,
            "1"));
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    synchronized (open) {
      for (AutoCloseable each : open) {
        try {
          each.close();
        } catch (Exception ignored) {
          // The others are still to be closed; namespaces go last.
        }
      }
      open.clear();
    }
  }
}
