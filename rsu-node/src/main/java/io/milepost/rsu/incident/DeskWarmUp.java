package io.milepost.rsu.incident;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Leads invented incidents through a desk of their own before the first real one, so that the first
 * real one does not pay for loading and compiling classes. Nothing leaves this class.
 */
final class DeskWarmUp {
  private static final int ROUNDS = 300;
  private static final LongSupplier CLOCK = System::currentTimeMillis;
  private static final NodeDirectory ALONE =
      new NodeDirectory() {
        @Override
        public Set<String> alive() {
          return Set.of("warm-up");
        }

        @Override
        public void listen(Listener listener) {
          // Nobody ever comes or goes here.
        }
      };

  private final IncidentBoard board = new IncidentBoard(100, System::currentTimeMillis);
  private final IncidentDesk desk;
  private final DeskConfig config;

  DeskWarmUp(DeskConfig config) {
    this.config = config;
    CameraPlace place = new CameraPlace("warm-up", 1, 1, 1, 500, TrafficDirection.UPSTREAM);
    DeskIdentity nobody = new DeskIdentity("warm-up", 1, Map.of("one", place, "two", place));
    this.desk = new IncidentDesk(config, nobody, board, ALONE, CLOCK, CLOCK);
  }

  /** Takes some tens of milliseconds; blocks. */
  void run() {
    long step = 2 * config.bucket().toMillis();
    for (int round = 0; round < ROUNDS; round++) {
      long utc = (round + 1) * step;
      String key = "warm-" + round;
      Decision decision = desk.finding(message("one", key, Finding.Phase.CONFIRMED, utc));
      desk.finding(message("two", key, Finding.Phase.CONFIRMED, utc));
      desk.finding(message("one", key, Finding.Phase.CLEARED, utc));
      desk.finding(message("two", key, Finding.Phase.CLEARED, utc));
      desk.duplicates();
      desk.tick();
      for (IncidentChanged change : decision.changes()) {
        Json.readCbor(Json.writeCbor(change), IncidentChanged.class);
        Json.read(Json.write(change), IncidentChanged.class);
      }
    }
  }

  private static FindingMessage message(String camera, String key, Finding.Phase phase, long utc) {
    IncidentType[] types = IncidentType.values();
    IncidentType type = types[(int) (Math.abs(utc) / 1000 % types.length)];
    Finding finding =
        new Finding(
            camera, key, phase, type, Severity.HIGH, 0.9, 1, 2, 0.5, 0.5, Map.of("score", 0.9));
    return new FindingMessage(finding, utc, utc - 2000, Map.of("rules", 1L), System.nanoTime());
  }
}
