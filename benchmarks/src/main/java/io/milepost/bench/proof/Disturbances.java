package io.milepost.bench.proof;

import static io.milepost.bench.proof.Vehicle.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the network and the units may do to a vehicle, one scenario each. */
final class Disturbances {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private final Stage stage;

  Disturbances(Stage stage) {
    this.stage = stage;
  }

  Finding lateJoiner() throws IOException {
    Vehicle first = stage.vehicles().get(0);
    Vehicle late = stage.vehicles().get(2);
    stage.rsu().ask("confirm late-1");
    boolean old = first.reaches(Stage.WAIT, state -> state.path("repeats").asInt() >= 6);
    try (Child watch = late.watch(stage.road().folder(), 100)) {
      watch.await(0, Stage.WAIT, line -> line.contains("{"));
      int mark = late.child().mark();
      stage.road().relay("drop 3 nothing");
      double joined = System.currentTimeMillis();
      String known =
          watch.await(
              0,
              Stage.WAIT,
              line -> {
                JsonNode state = stateOf(line);
                return !state.path("alerts").isEmpty()
                    || !state.path("rsus").path(0).path("body_missing").isEmpty();
              });
      JsonNode told = late.event(mark, Stage.WAIT, event -> is(event, "recv"));
      double knownAfter =
          known == null ? NEVER : Double.parseDouble(known.split(" ")[0]) * 1000 - joined;
      double toldAfter = told == null ? NEVER : told.path("at").asLong() - joined;
      stage.rsu().ask("resolve late-1");
      boolean released = stage.allReleased();
      return Finding.of(
          "late joiner knows within one heartbeat",
          old
              && released
              && knownAfter <= Stage.HEARTBEAT + Stage.SLACK
              && toldAfter <= 1100 + Stage.SLACK,
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

  Finding lostCancel() throws IOException {
    Vehicle deaf = stage.vehicles().get(0);
    stage.road().relay("drop 1 cancelled");
    int mark = deaf.child().mark();
    stage.rsu().ask("confirm lost-1");
    boolean told = deaf.event(mark, Stage.WAIT, event -> is(event, "recv")) != null;
    long resolved = System.currentTimeMillis();
    stage.rsu().ask("resolve lost-1");
    JsonNode cancel = deaf.event(mark, Stage.WAIT, event -> is(event, "cancel"));
    stage.road().relay("drop 1 nothing");
    boolean released = stage.allReleased();
    double after = cancel == null ? NEVER : cancel.path("at").asLong() - resolved;
    return Finding.of(
        "lost cancel is repaired by heartbeats",
        told
            && released
            && after <= 3 * Stage.HEARTBEAT + Stage.SLACK
            && cancel.path("note").asText().contains("heartbeat"),
        Map.of("released_after_ms", LossRun.round(after, 0)));
  }

  Finding cancelFirst() throws IOException {
    Vehicle held = stage.vehicles().get(1);
    Vehicle other = stage.vehicles().get(0);
    stage.road().relay("hold 2 on");
    int mark = held.child().mark();
    int otherMark = other.child().mark();
    stage.rsu().ask("confirm order-1");
    boolean told = other.event(otherMark, Stage.WAIT, event -> is(event, "recv")) != null;
    stage.rsu().ask("resolve order-1");
    boolean cancelled = other.event(otherMark, Stage.WAIT, event -> is(event, "cancel")) != null;
    held.reaches(Stage.WAIT, state -> state.path("repeats").asInt() > 0);
    stage.road().relay("hold 2 off");
    boolean refused =
        held.reaches(Stage.WAIT, state -> state.path("rejected").path("cancelled").asInt() > 0);
    boolean shown = held.events(mark).stream().anyMatch(event -> is(event, "recv"));
    return Finding.of(
        "cancel before its alert wins",
        told && cancelled && refused && !shown && stage.allReleased(),
        Map.of("shown", shown, "late_copies_refused", refused));
  }

  /** Multicast alerts are lost, all of them; what is heard has come by unicast. */
  Finding unicastAlone() throws IOException {
    Vehicle vehicle = stage.unicasts().get(0);
    stage.road().relay("count");
    boolean registered =
        stage.road().relayReaches(Stage.WAIT, stats -> stats.path("unicast_down").asInt() > 0);
    stage.road().relay("drop 1 group");
    int mark = vehicle.child().mark();
    long confirmed = System.currentTimeMillis();
    stage.rsu().ask("confirm unicast-1");
    JsonNode told = vehicle.event(mark, Stage.WAIT, event -> is(event, "recv"));
    long resolved = System.currentTimeMillis();
    stage.rsu().ask("resolve unicast-1");
    JsonNode cancel = vehicle.event(mark, Stage.WAIT, event -> is(event, "cancel"));
    stage.road().relay("drop 1 nothing");
    boolean released = stage.allReleased();
    double toldAfter = told == null ? NEVER : told.path("at").asLong() - confirmed;
    double releasedAfter = cancel == null ? NEVER : cancel.path("at").asLong() - resolved;
    return Finding.of(
        "unicast copies alone tell and cancel",
        registered
            && released
            && toldAfter <= LossRun.LIMIT_MILLIS + Stage.SLACK
            && releasedAfter <= LossRun.LIMIT_MILLIS + Stage.SLACK
            && !cancel.path("note").asText().contains("heartbeat"),
        Map.of(
            "told_after_ms", LossRun.round(toldAfter, 0),
            "released_after_ms", LossRun.round(releasedAfter, 0)));
  }

  Finding twoRsus() throws IOException {
    Vehicle vehicle = stage.vehicles().get(0);
    try (Child other = stage.road().rsu("rsu-b").ready()) {
      int mark = vehicle.child().mark();
      stage.rsu().ask("confirm shared-1");
      other.ask("confirm shared-1");
      boolean both = vehicle.reaches(Stage.WAIT, state -> state.path("alerts").size() == 2);
      stage.rsu().ask("resolve shared-1");
      boolean one = vehicle.reaches(Stage.WAIT, state -> state.path("alerts").size() == 1);
      String still = vehicle.state().path("decision").asText();
      // The reason may pass from one RSU to the other; what the vehicle does must not change.
      List<String> decisions =
          vehicle.events(mark).stream()
              .filter(event -> is(event, "decide"))
              .map(event -> event.path("decision").asText())
              .distinct()
              .toList();
      other.kill();
      boolean lost =
          vehicle.event(
                  mark, Stage.WAIT, e -> is(e, "lost") && e.path("src").asText().equals("rsu-b"))
              != null;
      boolean none =
          vehicle.reaches(Stage.WAIT, state -> state.path("decision").asText().equals("none"));
      return Finding.of(
          "two RSUs on one incident: one decision, held while either speaks",
          both && one && still.equals("slow_down") && decisions.size() == 1 && lost && none,
          Map.of("decisions", decisions, "after_first_cancel", still));
    }
  }

  /** The clock steps while the RSU runs, back and forth again: the worst moment for an alert. */
  Finding clockOff() throws IOException {
    Vehicle vehicle = stage.vehicles().get(0);
    int mark = vehicle.child().mark();
    stage.road().relay("skew -5000");
    long stepped = System.currentTimeMillis();
    stage.rsu().ask("confirm behind-1");
    JsonNode told = vehicle.event(mark, Stage.WAIT, event -> is(event, "recv"));
    double toldAfter = told == null ? NEVER : told.path("at").asLong() - stepped;
    boolean learnt = vehicle.reaches(Stage.WAIT, state -> Math.abs(offset(state) - 5000) < 500);
    int second = vehicle.child().mark();
    long began = System.currentTimeMillis();
    stage.rsu().ask("confirm behind-2");
    JsonNode next = vehicle.event(second, Stage.WAIT, event -> is(event, "recv"));
    double nextAfter = next == null ? NEVER : next.path("at").asLong() - began;
    boolean acts = vehicle.state().path("decision").asText().equals("slow_down");
    stage.rsu().ask("resolve behind-1");
    stage.rsu().ask("resolve behind-2");
    boolean released = stage.allReleased();
    stage.road().relay("skew 0");
    boolean recovered = vehicle.reaches(Stage.WAIT, state -> Math.abs(offset(state)) < 500);
    return Finding.of(
        "RSU clock 5 s off: alerts are believed and acted upon",
        learnt
            && acts
            && released
            && recovered
            && toldAfter < 5000
            && nextAfter <= LossRun.LIMIT_MILLIS + Stage.SLACK,
        Map.of(
            "told_at_the_step_after_ms",
            LossRun.round(toldAfter, 0),
            "told_afterwards_within_ms",
            LossRun.round(nextAfter, 0)));
  }

  private static int offset(JsonNode state) {
    for (JsonNode each : state.path("rsus")) {
      if (each.path("source").asText().equals("rsu-a")) {
        return each.path("clock_offset_millis").asInt();
      }
    }
    return Integer.MIN_VALUE / 2;
  }
}
