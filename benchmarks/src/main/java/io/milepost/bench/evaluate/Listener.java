package io.milepost.bench.evaluate;

import io.milepost.rsu.rules.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the phases of findings together. Not thread-safe. */
final class Listener {
  private final Map<String, Double> suspected = new HashMap<>();
  private final Map<String, Integer> open = new HashMap<>();
  private final List<Told> told = new ArrayList<>();

  void hear(List<Finding> news, double now) {
    for (Finding f : news) {
      if (f.phase() == Finding.Phase.SUSPECTED) {
        suspected.put(f.key(), now);
      } else if (f.phase() == Finding.Phase.CONFIRMED) {
        Told t = Told.of(f, suspected.getOrDefault(f.key(), f.confirmedSeconds()));
        open.put(f.key(), told.size());
        told.add(t);
      } else if (f.phase() == Finding.Phase.UPDATED && open.containsKey(f.key())) {
        told.set(open.get(f.key()), told.get(open.get(f.key())).raised(f));
      }
    }
  }

  List<Told> told() {
    return told;
  }
}
