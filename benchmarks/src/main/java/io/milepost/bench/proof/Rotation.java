package io.milepost.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Keys change under traffic as docs/keys.md says: the ring is rotated and handed out, everybody
 * reads it again while running, the RSU begins to use the new key at its time, and the old one is
 * revoked.
 */
final class Rotation {
  private static final int ALERTS = 180;
  private static final int PER_SECOND = 30;
  private static final int LIFE_MILLIS = 400;

  private final Stage stage;

  Rotation(Stage stage) {
    this.stage = stage;
  }

  Finding play() throws IOException {
    List<Integer> marks = stage.vehicles().stream().map(each -> each.child().mark()).toList();
    int before = refused();
    stage.road().relay("count");
    int mark = stage.rsu().mark();
    stage.rsu().ask("load " + ALERTS + " " + PER_SECOND + " " + LIFE_MILLIS);
    stage.rsu().await(mark, Stage.WAIT, line -> line.startsWith("told active"));
    stage.road().keys().rotate("3s", "60s");
    boolean changed =
        stage.road().relayReaches(Stage.WAIT, stats -> stats.path("by_key").path("2").asInt() > 0);
    int old = stage.road().stats().path("by_key").path("1").asInt();
    stage.road().keys().revoke(1);
    int[] cancelled = {0};
    stage
        .rsu()
        .await(
            mark,
            Stage.WAIT,
            line -> line.startsWith("told cancelled") && ++cancelled[0] == ALERTS);
    boolean released = stage.allReleased();
    boolean reloaded = true;
    int told = 0;
    for (int i = 0; i < stage.vehicles().size(); i++) {
      Vehicle vehicle = stage.vehicles().get(i);
      reloaded &= vehicle.metric("milepost_vehicle_keys_reloaded_total") == 2;
      told += vehicle.told(marks.get(i)).size();
    }
    JsonNode byKey = stage.road().stats().path("by_key");
    int wanted = ALERTS * stage.vehicles().size();
    int refused = refused() - before;
    return Finding.of(
        "key rotation and revocation under traffic refuse nothing",
        changed && released && reloaded && old > 0 && told == wanted && refused == 0,
        Map.of(
            "alerts",
            wanted,
            "told",
            told,
            "refused",
            refused,
            "datagrams_old_key",
            byKey.path("1").asInt(),
            "datagrams_new_key",
            byKey.path("2").asInt(),
            "all_reloaded_twice",
            reloaded));
  }

  private int refused() throws IOException {
    int sum = 0;
    for (Vehicle each : stage.vehicles()) {
      JsonNode rejected = each.state().path("rejected");
      for (String reason : List.of("key", "tag", "unsigned", "downgrade", "signature")) {
        sum += rejected.path(reason).asInt();
      }
    }
    return sum;
  }
}
