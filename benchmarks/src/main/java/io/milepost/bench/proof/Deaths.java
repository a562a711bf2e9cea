package io.milepost.bench.proof;

import static io.milepost.bench.proof.Vehicle.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Processes that die and come back. */
final class Deaths {
  private static final String NEVER = "never";

  private final Stage stage;

  Deaths(Stage stage) {
    this.stage = stage;
  }

  Finding rsuKilled() throws IOException {
    Vehicle vehicle = stage.vehicles().get(0);
    int mark = vehicle.child().mark();
    int repeats = vehicle.state().path("repeats").asInt();
    stage.rsu().ask("confirm killed-1");
    JsonNode told = vehicle.event(mark, Stage.WAIT, event -> is(event, "recv"));
    String id = told == null ? "" : told.path("event").asText();
    // In the middle of its repetitions; by now the unit has written it down.
    boolean repeated =
        vehicle.reaches(Stage.WAIT, state -> state.path("repeats").asInt() >= repeats + 4);
    long epoch = epoch(vehicle.state());
    long silent = killAndAwaitRelease(vehicle, mark);
    int restarted = vehicle.child().mark();
    stage.restartRsu();
    JsonNode back = vehicle.event(restarted, Stage.WAIT, event -> is(event, "back"));
    JsonNode acts = vehicle.event(restarted, Stage.WAIT, event -> decides(event, "slow_down"));
    boolean same = vehicle.reaches(Stage.WAIT, state -> epoch(state) > epoch && shows(state, id));
    stage.rsu().ask("resolve killed-1");
    JsonNode cancel = vehicle.event(restarted, Stage.WAIT, event -> is(event, "cancel"));
    boolean cancelled = isCancelOf(cancel, id);
    boolean again = back != null && acts != null && same;
    return Finding.of(
        "RSU killed in mid-alert: same event told again, then cancelled",
        repeated && silent > 0 && again && cancelled && stage.allReleased(),
        Map.of(
            "released_after_ms",
            silent > 0 ? silent : NEVER,
            "acts_after_back_ms",
            again ? acts.path("at").asLong() - back.path("at").asLong() : NEVER,
            "same_event",
            same,
            "cancelled",
            cancelled));
  }

  /** Time from the kill to the release, milliseconds; 0 when it came too early or not at all. */
  private long killAndAwaitRelease(Vehicle vehicle, int mark) throws IOException {
    long killed = System.currentTimeMillis();
    stage.rsu().kill();
    JsonNode lost = vehicle.event(mark, Stage.WAIT, event -> is(event, "lost"));
    boolean released =
        vehicle.reaches(Stage.WAIT, state -> state.path("decision").asText().equals("none"));
    long after = lost == null ? 0 : lost.path("at").asLong() - killed;
    boolean early =
        vehicle.events(mark).stream()
            .anyMatch(
                e ->
                    decides(e, "none")
                        && e.path("at").asLong() < killed + Road.RSU_TIMEOUT_MILLIS - Stage.SLACK);
    return released && !early ? after : 0;
  }

  private static boolean decides(JsonNode event, String decision) {
    return is(event, "decide") && event.path("decision").asText().equals(decision);
  }

  /** Whether the unit's own cancel was heard, and not only silence about the alert. */
  private static boolean isCancelOf(JsonNode cancel, String event) {
    return cancel != null
        && cancel.path("event").asText().equals(event)
        && cancel.path("version").asInt() == 2
        && cancel.path("state").asText().equals("cancelled");
  }

  private static long epoch(JsonNode state) {
    for (JsonNode each : state.path("rsus")) {
      if (each.path("source").asText().equals("rsu-a")) {
        return each.path("epoch").asLong();
      }
    }
    return 0;
  }

  private static boolean shows(JsonNode state, String event) {
    for (JsonNode each : state.path("alerts")) {
      JsonNode body = each.path("body");
      if (body.path("event").asText().equals(event) && body.path("version").asInt() == 1) {
        return state.path("decision").asText().equals("slow_down");
      }
    }
    return false;
  }

  Finding vehicleRestarted() throws IOException {
    Vehicle before = stage.vehicles().get(2);
    stage.road().relay("record on");
    int mark = before.child().mark();
    int repeats = before.state().path("repeats").asInt();
    stage.rsu().ask("confirm replay-1");
    boolean told = before.event(mark, Stage.WAIT, event -> is(event, "recv")) != null;
    before.reaches(Stage.WAIT, state -> state.path("repeats").asInt() >= repeats + 5);
    stage.rsu().ask("resolve replay-1");
    JsonNode cancel = before.event(mark, Stage.WAIT, event -> is(event, "cancel"));
    boolean ended = cancel != null && isOnDisk(cancel.path("at").asLong());
    before.child().kill();
    Vehicle again = stage.restartVehicle(2);

    again.child().ready();
    boolean heard = again.reaches(Stage.WAIT, state -> !state.path("rsus").isEmpty());
    // Only what is replayed arrives from now on, so that refusals can be counted.
    stage.road().relay("drop 3 all");
    int refusedBefore = rejected(again.state());
    int replayed = Integer.parseInt(stage.road().relay("replay 3"));
    boolean refused =
        again.reaches(Stage.WAIT, state -> rejected(state) - refusedBefore >= replayed);
    boolean shown = again.events(0).stream().anyMatch(event -> is(event, "recv"));
    stage.road().relay("drop 3 nothing");
    return Finding.of(
        "vehicle restarted: recorded datagrams are refused",
        told && ended && heard && replayed >= 10 && refused && !shown,
        Map.of(
            "replayed",
            replayed,
            "refused",
            rejected(again.state()) - refusedBefore,
            "shown",
            shown));
  }

  /** Waits for what the vehicle keeps to be newer than this; it saves within 50 ms. */
  private boolean isOnDisk(long at) throws IOException {
    Path file = stage.road().folder().resolve("vehicle-3-data/epochs.json");
    long deadline = System.currentTimeMillis() + Stage.WAIT;
    while (System.currentTimeMillis() < deadline) {
      if (Files.getLastModifiedTime(file).toMillis() >= at) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private static int rejected(JsonNode state) {
    int sum = 0;
    for (JsonNode each : state.path("rejected")) {
      sum += each.asInt();
    }
    return sum;
  }
}
