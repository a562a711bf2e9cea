package io.milepost.bench.proof;

import static io.milepost.bench.proof.Vehicle.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One or two RSUs, three vehicles, two interfaces: what happens when the network loses, reorders
 * and repeats, and when processes die. Needs root and {@code ip}.
 */
public final class NetworkProof implements AutoCloseable {
  private static final int VEHICLES = 3;
  private static final int SEGMENTS = 2;
  private static final long WAIT = 10_000;

  /** A heartbeat every 200 ms while an alert is on air. */
  private static final long HEARTBEAT = 200;

  /** For reading the state of another process on a busy machine. */
  private static final long SLACK = 250;

  private final Road road;
  private final List<Vehicle> vehicles = new ArrayList<>();
  private final List<Vehicle> singles = new ArrayList<>();
  private Child rsu;
  private int epoch = 1;

  /**
   * Starts all processes.
   *
   * @param folder for logs
   * @param withSingles also vehicles that listen on the first interface alone, to compare
   * @param seed of the losses
   */
  public NetworkProof(Path folder, boolean withSingles, long seed) throws IOException {
    road = new Road(folder, SEGMENTS, VEHICLES, seed);
    try {
      rsu = road.rsu("rsu-a", epoch);
      for (int i = 1; i <= VEHICLES; i++) {
        vehicles.add(road.vehicle(i, SEGMENTS, "vehicle-" + i));
        if (withSingles) {
          singles.add(road.vehicle(i, 1, "single-" + i));
        }
      }
      road.ready();
      // Vehicle 3 has not heard anything until it joins late.
      road.relay("drop 3 all");
      rsu.ready();
      for (Vehicle each : vehicles) {
        each.child().ready();
      }
      for (Vehicle each : singles) {
        each.child().ready();
      }
    } catch (IOException e) {
      road.close();
      throw e;
    }
  }

  /** Why it cannot run on this machine, or null. */
  public static String unavailable() {
    return Namespaces.unavailable();
  }

  /** Everything, in order. */
  public List<Finding> all(int alerts, int perSecond) throws IOException {
    List<Finding> all = new ArrayList<>(scenarios());
    all.addAll(losses(alerts, perSecond));
    return all;
  }

  /** The scenarios, in order; the first needs that nobody has heard anything yet. */
  public List<Finding> scenarios() throws IOException {
    return List.of(
        lateJoiner(),
        lostCancel(),
        cancelFirst(),
        rsuKilled(),
        vehicleRestarted(),
        twoRsus(),
        clockOff(),
        keyRotation());
  }

  /** Random and bursty loss of 20 %. */
  public List<Finding> losses(int alerts, int perSecond) throws IOException {
    road.relay("drop 3 nothing");
    LossRun run = new LossRun(road, rsu);
    Map<Integer, List<Vehicle>> groups = new LinkedHashMap<>();
    groups.put(SEGMENTS, vehicles);
    if (!singles.isEmpty()) {
      groups.put(1, singles);
    }
    List<Finding> findings = new ArrayList<>();
    findings.addAll(run.run(LossModel.Kind.RANDOM, alerts, perSecond, groups));
    findings.addAll(run.run(LossModel.Kind.BURST, alerts, perSecond, groups));
    return findings;
  }

  private Finding lateJoiner() throws IOException {
    Vehicle first = vehicles.get(0);
    Vehicle late = vehicles.get(2);
    rsu.ask("confirm late-1");
    boolean old = first.reaches(WAIT, state -> state.path("repeats").asInt() >= 6);
    try (Child watch = late.watch(road.folder(), 100)) {
      watch.await(0, WAIT, line -> line.contains("{"));
      int mark = late.child().mark();
      road.relay("drop 3 nothing");
      double joined = System.currentTimeMillis();
      String known =
          watch.await(
              0,
              WAIT,
              line -> {
                JsonNode state = stateOf(line);
                return !state.path("alerts").isEmpty()
                    || !state.path("rsus").path(0).path("body_missing").isEmpty();
              });
      JsonNode told = late.event(mark, WAIT, event -> is(event, "recv"));
      double knownAfter =
          known == null
              ? Double.POSITIVE_INFINITY
              : Double.parseDouble(known.split(" ")[0]) * 1000 - joined;
      double toldAfter =
          told == null ? Double.POSITIVE_INFINITY : told.path("at").asLong() - joined;
      rsu.ask("resolve late-1");
      boolean released = allReleased();
      return finding(
          "late joiner knows within one heartbeat",
          old && released && knownAfter <= HEARTBEAT + SLACK && toldAfter <= 1100 + SLACK,
          Map.of(
              "knows_after_ms", LossRun.round(knownAfter, 0),
              "content_after_ms", LossRun.round(toldAfter, 0)));
    }
  }

  private static JsonNode stateOf(String line) {
    int at = line.indexOf('{');
    return at < 0
        ? Json.mapper().createObjectNode()
        : Json.read(line.substring(at), JsonNode.class);
  }

  private Finding lostCancel() throws IOException {
    Vehicle deaf = vehicles.get(0);
    road.relay("drop 1 cancelled");
    int mark = deaf.child().mark();
    rsu.ask("confirm lost-1");
    boolean told = deaf.event(mark, WAIT, event -> is(event, "recv")) != null;
    long resolved = System.currentTimeMillis();
    rsu.ask("resolve lost-1");
    JsonNode cancel = deaf.event(mark, WAIT, event -> is(event, "cancel"));
    road.relay("drop 1 nothing");
    boolean released = allReleased();
    double after =
        cancel == null ? Double.POSITIVE_INFINITY : cancel.path("at").asLong() - resolved;
    return finding(
        "lost cancel is repaired by heartbeats",
        told
            && released
            && after <= 3 * HEARTBEAT + SLACK
            && cancel.path("note").asText().contains("heartbeat"),
        Map.of("released_after_ms", LossRun.round(after, 0)));
  }

  private Finding cancelFirst() throws IOException {
    Vehicle held = vehicles.get(1);
    Vehicle other = vehicles.get(0);
    road.relay("hold 2 on");
    int mark = held.child().mark();
    int otherMark = other.child().mark();
    rsu.ask("confirm order-1");
    boolean told = other.event(otherMark, WAIT, event -> is(event, "recv")) != null;
    rsu.ask("resolve order-1");
    boolean cancelled = other.event(otherMark, WAIT, event -> is(event, "cancel")) != null;
    held.reaches(WAIT, state -> state.path("repeats").asInt() > 0);
    road.relay("hold 2 off");
    boolean refused =
        held.reaches(WAIT, state -> state.path("rejected").path("cancelled").asInt() > 0);
    boolean shown = held.events(mark).stream().anyMatch(event -> is(event, "recv"));
    return finding(
        "cancel before its alert wins",
        told && cancelled && refused && !shown && allReleased(),
        Map.of("shown", shown, "late_copies_refused", refused));
  }

  private Finding rsuKilled() throws IOException {
    Vehicle vehicle = vehicles.get(0);
    int mark = vehicle.child().mark();
    rsu.ask("confirm killed-1");
    boolean told = vehicle.event(mark, WAIT, event -> is(event, "recv")) != null;
    long killed = System.currentTimeMillis();
    rsu.kill();
    JsonNode lost = vehicle.event(mark, WAIT, event -> is(event, "lost"));
    boolean held =
        vehicle.events(mark).stream()
            .noneMatch(
                e ->
                    is(e, "decide")
                        && e.path("decision").asText().equals("none")
                        && e.path("at").asLong() < killed + Road.RSU_TIMEOUT_MILLIS - SLACK);
    boolean none = vehicle.reaches(WAIT, state -> state.path("decision").asText().equals("none"));
    rsu = road.rsu("rsu-a", ++epoch).ready();
    boolean back = vehicle.event(mark, WAIT, event -> is(event, "back")) != null;
    // A unit that remembers announces the alert again; one that does not lists it no more.
    boolean forgotten = vehicle.reaches(3000, state -> state.path("alerts").isEmpty());
    rsu.ask("resolve killed-1");
    return finding(
        "RSU killed in mid-alert and restarted",
        told && held && lost != null && none && back && allReleased(),
        Map.of(
            "lost_after_ms",
            lost == null ? "never" : lost.path("at").asLong() - killed,
            "after_restart",
            forgotten ? "forgotten" : "announced again"));
  }

  private Finding vehicleRestarted() throws IOException {
    road.relay("record on");
    int mark = vehicles.get(2).child().mark();
    rsu.ask("confirm replay-1");
    boolean told = vehicles.get(2).event(mark, WAIT, event -> is(event, "recv")) != null;
    rsu.ask("resolve replay-1");
    boolean ended = vehicles.get(2).event(mark, WAIT, event -> is(event, "cancel")) != null;
    road.relay("record off");
    vehicles.get(2).child().kill();
    Vehicle again = road.vehicle(3, SEGMENTS, "vehicle-3");
    vehicles.set(2, again);
    again.child().ready();
    boolean heard = again.reaches(WAIT, state -> !state.path("rsus").isEmpty());
    int replayed = Integer.parseInt(road.relay("replay 3"));
    boolean refused = again.reaches(WAIT, state -> rejected(state) >= replayed);
    boolean shown = again.events(0).stream().anyMatch(event -> is(event, "recv"));
    return finding(
        "vehicle restarted: recorded datagrams are refused",
        told && ended && heard && refused && !shown,
        Map.of("replayed", replayed, "refused", rejected(again.state()), "shown", shown));
  }

  private static int rejected(JsonNode state) {
    int sum = 0;
    for (JsonNode each : state.path("rejected")) {
      sum += each.asInt();
    }
    return sum;
  }

  private Finding twoRsus() throws IOException {
    Vehicle vehicle = vehicles.get(0);
    try (Child other = road.rsu("rsu-b", 1).ready()) {
      int mark = vehicle.child().mark();
      rsu.ask("confirm shared-1");
      other.ask("confirm shared-1");
      boolean both = vehicle.reaches(WAIT, state -> state.path("alerts").size() == 2);
      rsu.ask("resolve shared-1");
      boolean one = vehicle.reaches(WAIT, state -> state.path("alerts").size() == 1);
      String still = vehicle.state().path("decision").asText();
      long changes = vehicle.events(mark).stream().filter(event -> is(event, "decide")).count();
      other.kill();
      boolean lost =
          vehicle.event(mark, WAIT, e -> is(e, "lost") && e.path("src").asText().equals("rsu-b"))
              != null;
      boolean none = vehicle.reaches(WAIT, state -> state.path("decision").asText().equals("none"));
      return finding(
          "two RSUs on one incident: one decision, held while either speaks",
          both && one && still.equals("slow_down") && changes == 1 && lost && none,
          Map.of("decisions", changes, "after_first_cancel", still));
    }
  }

  private Finding clockOff() throws IOException {
    Vehicle vehicle = vehicles.get(0);
    int mark = vehicle.child().mark();
    road.relay("skew -5000");
    long began = System.currentTimeMillis();
    boolean learnt =
        vehicle.reaches(
            3 * WAIT,
            state ->
                Math.abs(state.path("rsus").path(0).path("clock_offset_millis").asInt() - 5000)
                    < 500);
    double learntAfter = System.currentTimeMillis() - began;
    rsu.ask("confirm behind-1");
    JsonNode told = vehicle.event(mark, WAIT, event -> is(event, "recv"));
    boolean acts = vehicle.state().path("decision").asText().equals("slow_down");
    rsu.ask("resolve behind-1");
    boolean released = allReleased();
    road.relay("skew 0");
    boolean recovered =
        vehicle.reaches(
            3 * WAIT,
            state ->
                Math.abs(state.path("rsus").path(0).path("clock_offset_millis").asInt()) < 500);
    return finding(
        "RSU clock 5 s off: alerts are believed and acted upon",
        learnt && told != null && acts && released && recovered,
        Map.of("step_learnt_after_ms", LossRun.round(learntAfter, 0), "acts", acts));
  }

  private Finding keyRotation() throws IOException {
    List<Integer> marks = vehicles.stream().map(each -> each.child().mark()).toList();
    int before = refusedForKeys();
    int mark = rsu.mark();
    int count = 60;
    rsu.ask("load " + count + " 30 400");
    rsu.await(mark, WAIT, line -> line.startsWith("told active"));
    int[] half = {0};
    rsu.await(mark, WAIT, line -> line.startsWith("told active") && ++half[0] == count / 2);
    rsu.ask("keys " + road.bothKeys());
    int[] cancelled = {0};
    rsu.await(mark, WAIT, line -> line.startsWith("told cancelled") && ++cancelled[0] == count);
    boolean released = allReleased();
    int told = 0;
    for (int i = 0; i < vehicles.size(); i++) {
      told += vehicles.get(i).told(marks.get(i)).size();
    }
    int refused = refusedForKeys() - before;
    return finding(
        "key rotation under traffic refuses nothing",
        released && told == count * vehicles.size() && refused == 0,
        Map.of("alerts", count * vehicles.size(), "told", told, "refused", refused));
  }

  private int refusedForKeys() throws IOException {
    int sum = 0;
    for (Vehicle each : vehicles) {
      JsonNode rejected = each.state().path("rejected");
      sum += rejected.path("key").asInt() + rejected.path("tag").asInt();
    }
    return sum;
  }

  private boolean allReleased() throws IOException {
    boolean released = true;
    for (Vehicle each : vehicles) {
      released &= each.reaches(WAIT, state -> state.path("alerts").isEmpty());
    }
    return released;
  }

  private static Finding finding(String name, boolean passed, Map<String, ?> figures) {
    return new Finding(name, passed, new LinkedHashMap<>(figures));
  }

  @Override
  public void close() {
    road.close();
  }
}
