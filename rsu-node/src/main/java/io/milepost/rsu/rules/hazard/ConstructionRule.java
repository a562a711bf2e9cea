package io.milepost.rsu.rules.hazard;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Roadworks: cones, barriers and people in vests that stay near each other for a while. One
 * advisory for the largest group; inside its hull other rules do not tell of people and of vehicles
 * that stand.
 */
public final class ConstructionRule implements Rule {
  private static final int MOST_MARKERS = 64;
  private static final double LEAST_AGE = 1;
  private static final double LEAK = 0.5;
  private static final double MOST_WEIGHT = 3;
  private static final double QUIET_SHARE = 0.15;
  private static final double HULL_SECONDS = 1;

  /** A cone or barrier is about half as high as a car. */
  private static final double MARKER_UNIT = 2;

  private final ConstructionConfig config;
  private final Worksites worksites;
  private final Suspicion suspicion;
  private final Trace trace;
  private final TrackedObject[] markers = new TrackedObject[MOST_MARKERS];
  private final int[] group = new int[MOST_MARKERS];
  private final int[] sizes = new int[MOST_MARKERS];
  private int count;
  private double x;
  private double y;
  private double hullAt = Double.NEGATIVE_INFINITY;
  private FindingBook.Entry entry;

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param worksites where roadworks are; shared by its rules
   */
  public ConstructionRule(ConstructionConfig config, Worksites worksites) {
    this.config = config;
    this.worksites = worksites;
    this.suspicion = new Suspicion(config.onSeconds(), LEAK, config.clearSeconds());
    this.trace =
        new Trace(
            Condition.atLeast("markers", config.minMarkers()),
            Condition.atLeast("seconds", config.onSeconds()));
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    gather(scene);
    int best = largest();
    int n = best < 0 ? 0 : sizes[best];
    boolean enough = n >= config.minMarkers();
    double weight = enough ? Math.min(MOST_WEIGHT, (double) n / config.minMarkers()) : 0;
    Suspicion.Change change = suspicion.update(scene.now(), scene.dt(), weight);
    trace.frame(scene.now()).set(0, n).set(1, suspicion.share() * config.onSeconds());
    if (enough && suspicion.share() >= QUIET_SHARE && scene.now() - hullAt >= HULL_SECONDS) {
      hullAt = scene.now();
      worksites.set(List.of(hull(best, n)));
    }
    if (suspicion.state() == Suspicion.State.IDLE) {
      worksites.set(List.of());
    }
    if (change == Suspicion.Change.CONFIRMED) {
      Map<String, Object> evidence = new LinkedHashMap<>();
      evidence.put("markers", n);
      evidence.put("markers_threshold", config.minMarkers());
      evidence.put("seconds", Figures.round(scene.now() - suspicion.since()));
      evidence.put("seconds_threshold", config.onSeconds());
      Place place = new Place(x, y, Math.min(0.95, 0.5 + 0.05 * n), evidence, trace.record());
      entry =
          book.confirm(
              IncidentType.CONSTRUCTION, Severity.LOW, suspicion.since(), scene.now(), place);
    } else if (change == Suspicion.Change.CLEARED && entry != null) {
      book.clear(entry, scene.now());
      entry = null;
    }
  }

  private void gather(Scene scene) {
    count = 0;
    Arrays.fill(markers, null);
    for (int i = 0; i < scene.tracks().size() && count < MOST_MARKERS; i++) {
      TrackedObject t = scene.tracks().get(i);
      ObjectClass c = t.type();
      boolean marker = c == ObjectClass.CONE || c == ObjectClass.BARRIER || c == ObjectClass.VEST;
      boolean ignored = scene.geometry().inside(ZoneType.IGNORE, t.groundX(), t.groundY());
      if (marker && !ignored && t.hits() >= 3 && t.age(scene.now()) >= LEAST_AGE) {
        markers[count] = t;
        group[count] = count;
        count++;
      }
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        if (near(markers[i], markers[j])) {
          join(group[i], group[j]);
        }
      }
    }
  }

  private boolean near(TrackedObject a, TrackedObject b) {
    double reach = config.reachUnits() * MARKER_UNIT * Math.max(a.unit(), b.unit());
    return Math.hypot(a.groundX() - b.groundX(), a.groundY() - b.groundY()) <= reach;
  }

  private void join(int from, int to) {
    for (int i = 0; i < count; i++) {
      group[i] = group[i] == from ? to : group[i];
    }
  }

  private int largest() {
    Arrays.fill(sizes, 0);
    int best = -1;
    for (int i = 0; i < count; i++) {
      sizes[group[i]]++;
      best = best < 0 || sizes[group[i]] > sizes[best] ? group[i] : best;
    }
    return best;
  }

  /** Convex hull of a group's ground points, moved outwards (monotone chain, Andrew 1979). */
  private double[] hull(int of, int n) {
    List<double[]> points = new ArrayList<>(4 * n);
    x = 0;
    y = 0;
    for (int i = 0; i < count; i++) {
      if (group[i] == of) {
        TrackedObject t = markers[i];
        double m = config.marginUnits() * MARKER_UNIT * t.unit();
        x += t.groundX() / n;
        y += t.groundY() / n;
        points.add(new double[] {t.groundX() - m, t.groundY() - m / 2});
        points.add(new double[] {t.groundX() + m, t.groundY() - m / 2});
        points.add(new double[] {t.groundX() - m, t.groundY() + m / 2});
        points.add(new double[] {t.groundX() + m, t.groundY() + m / 2});
      }
    }
    points.sort((a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(a[1], b[1]));
    List<double[]> out = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      int start = out.size();
      for (int i = 0; i < points.size(); i++) {
        double[] p = points.get(pass == 0 ? i : points.size() - 1 - i);
        while (out.size() >= start + 2
            && cross(out.get(out.size() - 2), out.get(out.size() - 1), p) <= 0) {
          out.remove(out.size() - 1);
        }
        out.add(p);
      }
      out.remove(out.size() - 1);
    }
    double[] flat = new double[2 * out.size()];
    for (int i = 0; i < out.size(); i++) {
      flat[2 * i] = out.get(i)[0];
      flat[2 * i + 1] = out.get(i)[1];
    }
    return flat;
  }

  private static double cross(double[] o, double[] a, double[] b) {
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  }

  @Override
  public void interrupt() {
    suspicion.interrupt();
  }

  @Override
  public double suspicion() {
    return suspicion.share();
  }
}
