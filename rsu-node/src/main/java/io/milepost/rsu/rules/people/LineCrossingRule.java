package io.milepost.rsu.rules.people;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Crossing;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Watch;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Line crossing. The path of the ground point from where an object surely was on one side to where
 * it surely is on the other must cut the line, and it must stay there: so a box that trembles on
 * the line counts nothing, and who goes round its end neither. Every crossing is counted; one in
 * the line's own direction, if it has one, is forbidden and told.
 */
public final class LineCrossingRule implements Rule {
  private static final double FORGET_SECONDS = 3;
  private static final double UNIT_METRES = 1.5;

  /** Twice the standard deviation of a filtered ground point, units. */
  private static final double TREMBLES = 0.05;

  private final LineCrossingConfig config;
  private final Map<String, Line> lines = new HashMap<>();

  /** A line and who is on which side of it. */
  private static final class Line {
    private final Map<Integer, Side> sides = new HashMap<>();
    private final Watch watch;
    private double[] xs = new double[0];
    private double[] ys = new double[0];
    private double distance;
    private double unit;
    private double dwell;
    private String direction;
    private TrackedObject who;

    private Line(Watch watch) {
      this.watch = watch;
    }

    private void scale(List<Zone.Point> points, Scene scene) {
      if (xs.length != points.size()) {
        xs = new double[points.size()];
        ys = new double[points.size()];
      }
      for (int i = 0; i < xs.length; i++) {
        xs[i] = points.get(i).x() * scene.width();
        ys[i] = points.get(i).y() * scene.height();
      }
    }

    /** Distance in pixels, positive to the right of the line as it was drawn. */
    private double signed(double x, double y) {
      double best = Double.MAX_VALUE;
      double sign = 1;
      for (int i = 0; i + 1 < xs.length; i++) {
        double dx = xs[i + 1] - xs[i];
        double dy = ys[i + 1] - ys[i];
        double along = ((x - xs[i]) * dx + (y - ys[i]) * dy) / Math.max(1e-9, dx * dx + dy * dy);
        double at = Math.max(0, Math.min(1, along));
        double d = Math.hypot(x - xs[i] - at * dx, y - ys[i] - at * dy);
        if (d < best) {
          best = d;
          sign = dx * (y - ys[i]) - dy * (x - xs[i]) >= 0 ? 1 : -1;
        }
      }
      return sign * best;
    }

    private boolean cutBy(double ax, double ay, double bx, double by) {
      for (int i = 0; i + 1 < xs.length; i++) {
        double a = turn(ax, ay, bx, by, xs[i], ys[i]);
        double b = turn(ax, ay, bx, by, xs[i + 1], ys[i + 1]);
        double c = turn(xs[i], ys[i], xs[i + 1], ys[i + 1], ax, ay);
        double d = turn(xs[i], ys[i], xs[i + 1], ys[i + 1], bx, by);
        if (a * b <= 0 && c * d <= 0) {
          return true;
        }
      }
      return false;
    }

    private static double turn(double ax, double ay, double bx, double by, double x, double y) {
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    }
  }

  /** Where one object surely was, and since when it may be across. */
  private static final class Side {
    private int sure;
    private double x;
    private double y;
    private int pending;
    private double since;
    private double seen;

    private void stand(int side, TrackedObject t) {
      sure = side;
      x = t.groundX();
      y = t.groundY();
      pending = 0;
    }
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public LineCrossingRule(LineCrossingConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    List<Zone> zones = scene.geometry().zones();
    for (int i = 0; i < zones.size(); i++) {
      if (zones.get(i).type() == ZoneType.LINE) {
        look(zones.get(i), scene, book);
      }
    }
    if (!lines.isEmpty()) {
      lines.values().forEach(line -> judge(line, scene, book));
      lines.keySet().removeIf(id -> zones.stream().noneMatch(z -> z.id().equals(id)));
    }
  }

  private void look(Zone zone, Scene scene, FindingBook book) {
    Line line = lines.computeIfAbsent(zone.id(), id -> new Line(watch()));
    line.scale(zone.polygon(), scene);
    line.who = null;
    for (TrackedObject t : scene.tracks()) {
      boolean counts = t.type() == ObjectClass.PERSON || t.type() == ObjectClass.BICYCLE;
      if ((counts || t.type().isVehicle())
          && Area.seen(scene, t)
          && t.unit() >= config.minUnitPixels()) {
        follow(zone, line, t, scene, book);
      }
    }
    line.sides.values().removeIf(s -> scene.now() - s.seen > FORGET_SECONDS);
  }

  private void follow(Zone zone, Line line, TrackedObject t, Scene scene, FindingBook book) {
    Side s = line.sides.computeIfAbsent(t.id(), id -> new Side());
    s.seen = scene.now();
    double d = line.signed(t.groundX(), t.groundY());
    int side = Math.abs(d) < margin(zone, t, d, scene) ? 0 : d > 0 ? 1 : -1;
    if (side == 0) {
      return;
    }
    if (s.sure == 0 || side == s.sure) {
      s.stand(side, t);
      return;
    }
    if (s.pending == 0) {
      if (!line.cutBy(s.x, s.y, t.groundX(), t.groundY())) {
        s.stand(side, t);
        return;
      }
      s.pending = side;
      s.since = scene.now();
    }
    if (scene.now() - s.since >= config.dwellSeconds() || Math.abs(d) >= t.unit()) {
      String direction = side > 0 ? "to_right" : "to_left";
      book.crossed(new Crossing(zone.id(), direction));
      if (forbidden(zone, line, side, scene)) {
        line.who = t;
        line.distance = Math.abs(d);
        line.unit = t.unit();
        line.dwell = scene.now() - s.since;
        line.direction = direction;
      }
      s.stand(side, t);
    }
  }

  /**
   * Pixels beyond the line from which an object surely is across. Along the line of sight metres
   * are foreshortened: there the calibration tells how few pixels the same distance has, but never
   * fewer than a box trembles.
   */
  private double margin(Zone zone, TrackedObject t, double d, Scene scene) {
    double pixels = config.hysteresisUnits() * t.unit();
    double metres = Math.abs(scene.geometry().borderMetres(zone, t.groundX(), t.groundY()));
    if (!(metres > 0)) {
      return pixels;
    }
    double scaled = config.hysteresisUnits() * UNIT_METRES * Math.abs(d) / metres;
    return Math.max(TREMBLES * t.unit(), Math.min(pixels, scaled));
  }

  /** Whether a side is the one to which nobody may go; how a box moves on the way says little. */
  private static boolean forbidden(Zone zone, Line line, int side, Scene scene) {
    if (zone.direction().size() < 2) {
      return false;
    }
    Zone.Point from = zone.direction().get(0);
    Zone.Point to = zone.direction().get(1);
    double before = line.signed(from.x() * scene.width(), from.y() * scene.height());
    double after = line.signed(to.x() * scene.width(), to.y() * scene.height());
    return (after - before) * side > 0;
  }

  private Watch watch() {
    return new Watch(
        IncidentType.LINE_CROSSING,
        Severity.MEDIUM,
        new Suspicion(0, 1, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("beyond_units", config.hysteresisUnits()),
        Condition.atLeast("beyond_seconds", config.dwellSeconds()));
  }

  private void judge(Line line, Scene scene, FindingBook book) {
    if (line.who != null) {
      line.watch.frame(scene).set(0, line.distance / line.unit).set(1, line.dwell);
    }
    line.watch.judge(scene, line.who == null ? 0 : 1, scene.diagonal(), book, () -> place(line));
  }

  private Place place(Line line) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put(
        "line",
        lines.entrySet().stream()
            .filter(e -> e.getValue() == line)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(""));
    evidence.put("direction", line.direction);
    evidence.put("who", line.who.label());
    evidence.put("beyond_units", Figures.round(line.distance / line.unit));
    evidence.put("beyond_threshold_units", config.hysteresisUnits());
    double confidence = Math.min(0.95, 0.3 + 0.7 * line.who.confidence());
    return new Place(
        line.who.groundX(), line.who.groundY(), confidence, evidence, line.watch.record());
  }

  @Override
  public void interrupt() {
    lines.values().forEach(line -> line.sides.clear());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Line line : lines.values()) {
      most = Math.max(most, line.watch.suspicion().share());
    }
    return most;
  }
}
