package io.milepost.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A vehicle process in a namespace.
 *
 * @param child its process, which prints one JSON line per event
 * @param enter command that enters its namespace
 * @param statusPort port of its status page there
 */
record Vehicle(Child child, List<String> enter, int statusPort) implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String FETCH =
      "exec 3<>/dev/tcp/127.0.0.1/%d; printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
  private static final String WATCH =
      "for i in $(seq %d); do exec 3<>/dev/tcp/127.0.0.1/%d; printf 'GET /state HTTP/1.0\\r\\n\\r\\n'"
          + " >&3; s=$(tail -n 1 <&3); echo \"$EPOCHREALTIME $s\"; exec 3>&-; done";

  /** What its status page says. */
  JsonNode state() throws IOException {
    return Json.read(fetch("/state"), JsonNode.class);
  }

  /** A sum of its counters of this name, as Prometheus reads it. */
  double metric(String name) throws IOException {
    return fetch("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String fetch(String page) throws IOException {
    List<String> command = new ArrayList<>(enter);
    command.addAll(List.of("bash", "-c", String.format(FETCH, statusPort, page)));
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int body = said.indexOf("\r\n\r\n");
    if (body < 0) {
      throw new IOException("no status page: " + said);
    }
    return said.substring(body);
  }

  /** Waits until its state fits. */
  boolean reaches(long millis, Predicate<JsonNode> fits) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!fits.test(state())) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Reads the state again and again, each printed behind its UTC time in seconds. */
  Child watch(Path folder, int times) throws IOException {
    List<String> command = new ArrayList<>(enter);
    command.addAll(List.of("bash", "-c", String.format(WATCH, times, statusPort)));
    return Child.start("watch", folder, command);
  }

  /** Waits for an event from a mark on; null when there is none. */
  JsonNode event(int mark, long millis, Predicate<JsonNode> fits) {
    String line = child.await(mark, millis, each -> isJson(each) && fits.test(parse(each)));
    return line == null ? null : parse(line);
  }

  /** Events from a mark on. */
  List<JsonNode> events(int mark) {
    return child.since(mark).stream().filter(Vehicle::isJson).map(Vehicle::parse).toList();
  }

  /** When it decided about each event of version 1 first heard after a mark, UTC milliseconds. */
  Map<String, Double> told(int mark) {
    Map<String, Double> told = new HashMap<>();
    for (JsonNode each : events(mark)) {
      if (is(each, "recv") && each.path("version").asInt() == 1) {
        double at = each.path("at").asLong() + each.path("wire_to_decision_us").asDouble() / 1000;
        told.putIfAbsent(each.path("event").asText(), at);
      }
    }
    return told;
  }

  static boolean is(JsonNode event, String kind) {
    return event.path("kind").asText().equals(kind);
  }

  private static boolean isJson(String line) {
    return line.startsWith("{");
  }

  private static JsonNode parse(String line) {
    return Json.read(line, JsonNode.class);
  }

  @Override
  public void close() {
    child.close();
  }
}
