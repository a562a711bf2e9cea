package io.milepost.bench.evaluate;

import io.milepost.rsu.rules.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the phases of findings together. Not thread-safe. */
final class Listener {
  private final Map<String, Double> suspected = new HashMap<>();
  private final List<Told> told = new ArrayList<>();

  void hear(List<Finding> news, double now) {
    for (Finding f : news) {
      if (f.phase() == Finding.Phase.SUSPECTED) {
        suspected.put(f.key(), now);
      } else if (f.phase() == Finding.Phase.CONFIRMED) {
        told.add(Told.of(f, suspected.getOrDefault(f.key(), f.confirmedSeconds())));
      }
    }
  }

  List<Told> told() {
    return told;
  }
}
