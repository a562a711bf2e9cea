package io.milepost.bench.evaluate;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the phases of findings together. What becomes worse is told a second time: vehicles may
 * brake only then. Not thread-safe.
 */
final class Listener {
  private final Map<String, Double> suspected = new HashMap<>();
  private final Map<String, Severity> highest = new HashMap<>();
  private final List<Told> told = new ArrayList<>();

  void hear(List<Finding> news, double now) {
    for (Finding f : news) {
      if (f.phase() == Finding.Phase.SUSPECTED) {
        suspected.put(f.key(), now);
      } else if (f.phase() == Finding.Phase.CONFIRMED) {
        double since = suspected.getOrDefault(f.key(), f.confirmedSeconds());
        told.add(Told.of(f, since, f.confirmedSeconds()));
        highest.put(f.key(), f.severity());
      } else if (f.phase() == Finding.Phase.UPDATED && raised(f)) {
        told.add(Told.of(f, now, now));
        highest.put(f.key(), f.severity());
      }
    }
  }

  /** Whether an update is worse than all that was told of it: then it counts as told again. */
  private boolean raised(Finding f) {
    Severity before = highest.get(f.key());
    return before != null && f.severity().compareTo(before) > 0;
  }

  List<Told> told() {
    return told;
  }
}
