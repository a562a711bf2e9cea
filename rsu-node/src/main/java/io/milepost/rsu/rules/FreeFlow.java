package io.milepost.rsu.rules;

import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns how fast traffic moves here when nothing holds it up: the 85th percentile of the highest
 * speeds of the vehicles seen, in units of about 1.5 m per second. Old traffic is forgotten slowly,
 * and a jam teaches little because its vehicles count only when they leave. Not thread-safe.
 */
final class FreeFlow {
  private static final int BINS = 120;
  private static final double BIN_UNITS = 0.25;
  private static final double FORGET = 0.995;
  private static final double PERCENTILE = 0.85;

  private final double[] bins = new double[BINS];
  private final Map<Integer, Double> alive = new HashMap<>();
  private double total;
  private int vehicles;

  /** Takes the vehicles of a frame in; those that are gone teach their highest speed. */
  void learn(List<TrackedObject> tracks, double minAge, double now) {
    Map<Integer, Double> gone = new HashMap<>(alive);
    for (TrackedObject t : tracks) {
      if (t.type().isVehicle()) {
        gone.remove(t.id());
        if (t.age(now) >= minAge && t.peakSpeed() > 0.5) {
          alive.put(t.id(), t.peakSpeed());
        }
      }
    }
    for (Map.Entry<Integer, Double> e : gone.entrySet()) {
      alive.remove(e.getKey());
      add(e.getValue());
    }
  }

  private void add(double speed) {
    for (int i = 0; i < BINS; i++) {
      bins[i] *= FORGET;
    }
    total = total * FORGET + 1;
    bins[Math.min(BINS - 1, (int) (speed / BIN_UNITS))]++;
    vehicles++;
  }

  /** Vehicles learned from. */
  int vehicles() {
    return vehicles;
  }

  /** Free-flow speed, units per second; 0 when nothing was learned. */
  double speed() {
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
      sum += bins[i];
      if (total > 0 && sum >= PERCENTILE * total) {
        return (i + 0.5) * BIN_UNITS;
      }
    }
    return 0;
  }
}
