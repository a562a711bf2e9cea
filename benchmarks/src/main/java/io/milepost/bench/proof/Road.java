package io.milepost.bench.proof;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.vehicle.VehicleMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** RSUs, a relay and vehicles, each a process in a network namespace. */
final class Road implements AutoCloseable {
  /** Silence after which a vehicle takes an RSU for lost, milliseconds. */
  static final long RSU_TIMEOUT_MILLIS = 2000;

  private static final String GROUP = EnvelopeWire.DEFAULT_GROUP;
  private static final int PORT = EnvelopeWire.DEFAULT_PORT;
  private static final int STATUS_PORT = 9100;

  private final Path folder;
  private final int segments;
  private final Namespaces namespaces;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Path oldKey;
  private final Path bothKeys;
  private final Child relay;

  /**
   * Lays the road and starts its relay.
   *
   * @param folder for logs and what vehicles keep
   */
  Road(Path folder, int segments, int vehicles, long seed) throws IOException {
    this.folder = folder;
    this.segments = segments;
    SplittableRandom random = new SplittableRandom(seed);
    String first = key(1, random);
    oldKey = Files.writeString(folder.resolve("key-1.json"), "{\"keys\":[" + first + "]}");
    bothKeys =
        Files.writeString(
            folder.resolve("keys-1-2.json"), "{\"keys\":[" + first + "," + key(2, random) + "]}");
    namespaces = new Namespaces(segments, vehicles);
    open.push(namespaces);
    // Whoever ends the proof early must not find processes and namespaces left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "road-close"));
    try {
      relay =
          child(
              "relay",
              namespaces.enter("relay"),
              RelayMain.class,
              List.of(
                  GROUP,
                  "" + PORT,
                  "" + segments,
                  "" + vehicles,
                  bothKeys.toString(),
                  Long.toString(seed)));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static String key(int id, SplittableRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return "{\"id\":" + id + ",\"secret\":\"" + Base64.getEncoder().encodeToString(secret) + "\"}";
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

  /** Command to the relay, see {@link RelayMain}. */
  String relay(String command) throws IOException {
    return relay.ask(command);
  }

  /** Waits for the relay; start the others before. */
  Road ready() throws IOException {
    relay.ready();
    return this;
  }

  /** Starts a unit on all segments; call {@link Child#ready} before using it. */
  Child rsu(String node, int epoch) throws IOException {
    List<String> interfaces = new ArrayList<>();
    for (int s = 1; s <= segments; s++) {
      interfaces.add("r" + s);
    }
    return child(
        node,
        namespaces.enter("rsu"),
        RsuMain.class,
        List.of(
            node,
            "" + epoch,
            GROUP,
            "" + PORT,
            "1",
            String.join(",", interfaces),
            oldKey.toString()));
  }

  /** File with the key that units begin with and the next one. */
  Path bothKeys() {
    return bothKeys;
  }

  /**
   * Starts a vehicle.
   *
   * @param number its namespace, from 1
   * @param links interfaces it listens on, from the first one
   * @param name for its log and data folder
   */
  Vehicle vehicle(int number, int links, String name) throws IOException {
    List<String> interfaces = new ArrayList<>();
    for (int s = 1; s <= links; s++) {
      interfaces.add("w" + s);
    }
    List<String> enter = namespaces.enter(Namespaces.vehicle(number));
    int statusPort = STATUS_PORT + links;
    List<String> arguments =
        List.of(
            "--iface",
            String.join(",", interfaces),
            "--group",
            GROUP,
            "--port",
            "" + PORT,
            "--key-ring",
            bothKeys.toString(),
            "--drop-unsigned",
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
