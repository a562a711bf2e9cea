package io.milepost.rsu.rules.road;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/**
 * Learns where traffic flows in the picture and how fast when nothing holds it up. The picture is a
 * grid; every vehicle teaches each cell it drives through the highest speed it had there. Comparing
 * a vehicle with its own cell takes out what a missing calibration leaves unknown: perspective,
 * foreshortening and the road's own speed. Traffic much slower than what is known teaches nothing,
 * so a jam is not learned. Not thread-safe.
 */
public final class FlowMap {
  private static final int COLS = 16;
  private static final int ROWS = 9;
  private static final double MIN_AGE = 0.6;
  private static final double MIN_SPEED = 0.4;
  private static final double SLOWEST_SHARE = 0.4;
  private static final double SLOWEST_MEMORY = 0.05;
  private static final double ENOUGH = 3;
  private static final double MEMORY_SECONDS = 60;

  private final double[] mean = new double[COLS * ROWS];
  private final double[] spread = new double[COLS * ROWS];
  private final double[] visits = new double[COLS * ROWS];
  private final double[] shape = new double[COLS * ROWS];
  private final Map<Integer, Visit> present = new HashMap<>();
  private final RoadMap road = new RoadMap();
  private final Function<Integer, Visit> arrive = this::arrive;
  private double arrivals;
  private double watched;

  private static final class Visit {
    private int cell;
    private double best;
    private double seen;
    private double shape;
    private int looks;
  }

  /** Takes the vehicles of a frame in. */
  public void learn(Scene scene) {
    road.learn(scene);
    double kept = Math.exp(-scene.dt() / MEMORY_SECONDS);
    arrivals *= kept;
    watched = watched * kept + scene.dt();
    for (TrackedObject t : scene.tracks()) {
      if (t.lost() || !t.type().isVehicle() || t.age(scene.now()) < MIN_AGE || t.hits() < 4) {
        continue;
      }
      int cell = cell(t.groundX() / scene.width(), t.groundY() / scene.height());
      Visit visit = present.computeIfAbsent(t.id(), arrive);
      if (visit.seen > 0 && visit.cell != cell) {
        teach(visit);
        visit.best = 0;
        visit.shape = 0;
        visit.looks = 0;
      }
      visit.cell = cell;
      visit.best = Math.max(visit.best, t.speed());
      visit.seen = scene.now();
      visit.shape += t.box().shape();
      visit.looks++;
    }
    Iterator<Visit> each = present.values().iterator();
    while (each.hasNext()) {
      Visit visit = each.next();
      if (Math.abs(scene.now() - visit.seen) > 1) {
        teach(visit);
        each.remove();
      }
    }
  }

  private Visit arrive(int id) {
    arrivals++;
    return new Visit();
  }

  /** Vehicles that came into view per minute, over about the last minute; 0 before 5 s. */
  public double vehiclesPerMinute() {
    return watched < 5 ? 0 : 60 * arrivals / watched;
  }

  private void teach(Visit v) {
    int c = v.cell;
    if (v.best < MIN_SPEED || visits[c] >= ENOUGH && v.best < SLOWEST_SHARE * mean[c]) {
      return;
    }
    double share = Math.max(SLOWEST_MEMORY, 1 / (visits[c] + 1));
    spread[c] += share * (Math.abs(v.best - mean[c]) * (visits[c] == 0 ? 0 : 1) - spread[c]);
    mean[c] += share * (v.best - mean[c]);
    shape[c] += share * (v.shape / v.looks - shape[c]);
    visits[c]++;
  }

  /** Where the road is and which way it is driven, learned along with the speeds. */
  public RoadMap road() {
    return road;
  }

  /** Usual speed at a place, units of about 1.5 m per second; NaN while it is not known. */
  public double speed(double x, double y, Scene scene) {
    int cell = cell(x / scene.width(), y / scene.height());
    double sum = 0;
    double weight = 0;
    for (int dr = -1; dr <= 1; dr++) {
      for (int dc = -1; dc <= 1; dc++) {
        int row = cell / COLS + dr;
        int col = cell % COLS + dc;
        if (row >= 0 && row < ROWS && col >= 0 && col < COLS) {
          int c = row * COLS + col;
          double w = Math.min(visits[c], 2 * ENOUGH) * (dr == 0 && dc == 0 ? 4 : 1);
          sum += w * (mean[c] + 0.7 * spread[c]);
          weight += w;
        }
      }
    }
    return weight < 2 * ENOUGH ? Double.NaN : sum / weight;
  }

  /**
   * Usual logarithm of width over height of the boxes that drive through a place; NaN while it is
   * not known.
   */
  public double shape(double x, double y, Scene scene) {
    int c = cell(x / scene.width(), y / scene.height());
    return visits[c] < ENOUGH ? Double.NaN : shape[c];
  }

  private static int cell(double x, double y) {
    int col = Math.max(0, Math.min(COLS - 1, (int) (x * COLS)));
    int row = Math.max(0, Math.min(ROWS - 1, (int) (y * ROWS)));
    return row * COLS + col;
  }
}
