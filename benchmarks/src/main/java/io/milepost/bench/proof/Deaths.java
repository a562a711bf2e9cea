package io.milepost.bench.proof;

import static io.milepost.bench.proof.Vehicle.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Processes that die and come back. */
final class Deaths {
  private final Stage stage;

  Deaths(Stage stage) {
    this.stage = stage;
  }

  Finding rsuKilled() throws IOException {
    Vehicle vehicle = stage.vehicles().get(0);
    int mark = vehicle.child().mark();
    stage.rsu().ask("confirm killed-1");
    boolean told = vehicle.event(mark, Stage.WAIT, event -> is(event, "recv")) != null;
    long killed = System.currentTimeMillis();
    stage.rsu().kill();
    JsonNode lost = vehicle.event(mark, Stage.WAIT, event -> is(event, "lost"));
    boolean held =
        vehicle.events(mark).stream()
            .noneMatch(
                e ->
                    is(e, "decide")
                        && e.path("decision").asText().equals("none")
                        && e.path("at").asLong() < killed + Road.RSU_TIMEOUT_MILLIS - Stage.SLACK);
    boolean none =
        vehicle.reaches(Stage.WAIT, state -> state.path("decision").asText().equals("none"));
    stage.restartRsu();
    boolean back = vehicle.event(mark, Stage.WAIT, event -> is(event, "back")) != null;
    // A unit that remembers announces the alert again; one that does not lists it no more.
    boolean forgotten = vehicle.reaches(3000, state -> state.path("alerts").isEmpty());
    stage.rsu().ask("resolve killed-1");
    return Finding.of(
        "RSU killed in mid-alert and restarted",
        told && held && lost != null && none && back && stage.allReleased(),
        Map.of(
            "lost_after_ms",
            lost == null ? "never" : lost.path("at").asLong() - killed,
            "after_restart",
            forgotten ? "forgotten" : "announced again"));
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
    stage.road().relay("record off");
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
