package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * What a scene's picture means on the road, as a camera's configuration says it: zones, and four
 * places whose metres are known. Shares of the picture, 0..1, of the camera at rest. Immutable.
 *
 * @param zones carriageways, lanes, shoulders and the scene's own; those outside the picture are
 *     left out
 * @param calibration four places on the ground
 */
public record SceneLayout(List<Zone> zones, List<Pair> calibration) {
  private static final double NEAR = -20;
  private static final double FAR = 130;
  private static final double STEP = 4;
  private static final double LEAST_DEPTH = 1;

  /** A place in the picture. */
  public record Point(double x, double y) {}

  /**
   * A zone.
   *
   * @param id unique in the scene
   * @param type carriageway, lane, shoulder, restricted, parking or line
   * @param polygon corners in order, three or more; the two ends of a line
   * @param direction from and to: of a lane, how it is driven; of a line, how nobody may pass it;
   *     empty for other zones
   * @param speedLimitKmh km/h, NaN where none holds
   */
  public record Zone(
      String id, String type, List<Point> polygon, List<Point> direction, double speedLimitKmh) {}

  /** A place in the picture and the same on the ground, metres right and ahead of the camera. */
  public record Pair(Point image, double x, double y) {}

  /** The layout of a scene. */
  public static SceneLayout of(Scene scene) {
    return new Builder(scene).build();
  }

  /** Collects the parts of a layout. */
  private static final class Builder {
    private final Scene scene;
    private final Road road;
    private final View view;
    private final double width;
    private final double height;
    private final List<Zone> zones = new ArrayList<>();

    Builder(Scene scene) {
      this.scene = scene;
      this.road = scene.road();
      this.view = scene.stillView();
      this.width = scene.spec().width();
      this.height = scene.spec().height();
    }

    SceneLayout build() {
      for (int direction = 1; direction >= -1; direction -= 2) {
        String way = direction > 0 ? "away" : "toward";
        int side = road.side(direction);
        double inner = side * road.median() / 2;
        double limit = scene.limitKmh(direction);
        double outer = side * (road.median() / 2 + road.lanes(direction) * road.laneWidth());
        zone(way, "carriageway", inner, outer, 0, limit);
        for (int lane = 0; lane < road.lanes(direction); lane++) {
          double middle = road.laneCentre(direction, lane);
          double half = side * road.laneWidth() / 2;
          zone(way + "-" + lane, "lane", middle - half, middle + half, direction, limit);
        }
        if (road.shoulder() > 1) {
          zone(way + "-shoulder", "shoulder", outer, road.edge(side), 0, Double.NaN);
        }
      }
      int n = 0;
      for (Area a : scene.areas()) {
        n++;
        if (a.type().equals("line")) {
          line(a.type() + "-" + n, a);
        } else {
          List<Point> polygon = polygon(a.s0(), a.s1(), a.l0(), a.l1());
          add(a.type() + "-" + n, a.type(), polygon, List.of(), Double.NaN);
        }
      }
      return new SceneLayout(List.copyOf(zones), calibration());
    }

    private void zone(String id, String type, double l0, double l1, int direction, double limit) {
      List<Point> way = List.of();
      if (direction != 0) {
        way = way(direction, (l0 + l1) / 2);
        if (way.isEmpty()) {
          return;
        }
      }
      add(id, type, polygon(NEAR, FAR, l0, l1), way, limit);
    }

    private void add(String id, String type, List<Point> polygon, List<Point> way, double limit) {
      if (polygon.size() >= 3 && area(polygon) > 2e-4) {
        zones.add(new Zone(id, type, polygon, way, limit));
      }
    }

    /** First and last of the places along a lane that the camera sees, in driving direction. */
    private List<Point> way(int direction, double l) {
      Point near = null;
      Point far = null;
      for (double s = NEAR; s <= FAR; s += 1) {
        Point p = place(s, l);
        if (p != null && p.x() >= 0 && p.x() <= 1 && p.y() >= 0 && p.y() <= 1) {
          near = near == null ? p : near;
          far = p;
        }
      }
      if (near == null || near.equals(far)) {
        return List.of();
      }
      List<Point> ends = rounded(direction > 0 ? List.of(near, far) : List.of(far, near));
      return ends.size() == 2 ? ends : List.of();
    }

    private Point place(double s, double l) {
      double x = road.x(s, l);
      double y = road.y(s, l);
      if (view.depth(x, y, 0) < LEAST_DEPTH) {
        return null;
      }
      double[] p = view.pixel(x, y, 0);
      return new Point(p[0] / width, p[1] / height);
    }

    private List<Point> polygon(double from, double to, double l0, double l1) {
      double[] run = run(Math.min(from, to), Math.max(from, to), l0, l1);
      List<Point> out = new ArrayList<>();
      boolean straight = Math.abs(road.curvature()) < 1e-9;
      int steps = straight ? 1 : (int) Math.max(1, Math.ceil((run[1] - run[0]) / STEP));
      for (int i = 0; i <= steps; i++) {
        corner(out, run[0] + (run[1] - run[0]) * i / steps, l0);
      }
      for (int i = steps; i >= 0; i--) {
        corner(out, run[0] + (run[1] - run[0]) * i / steps, l1);
      }
      for (int edge = 0; edge < 4; edge++) {
        out = clip(out, edge);
      }
      return rounded(out);
    }

    /** The longest stretch of a strip of ground of which the camera sees something. */
    private double[] run(double s0, double s1, double l0, double l1) {
      double[] best = {s0, s0};
      double begin = Double.NaN;
      for (double s = s0; s <= s1 + 1e-9; s += Math.min(1, (s1 - s0) / 4)) {
        boolean seen = seen(s, l0) || seen(s, (l0 + l1) / 2) || seen(s, l1);
        if (seen && Double.isNaN(begin)) {
          begin = s;
        }
        if (seen && s - begin >= best[1] - best[0]) {
          best = new double[] {begin, s};
        }
        begin = seen ? begin : Double.NaN;
      }
      double from = best[0];
      while (from > s0
          && from > best[0] - 4
          && place(from - 0.5, l0) != null
          && place(from - 0.5, l1) != null) {
        from -= 0.5;
      }
      return new double[] {Math.max(s0, from), Math.min(s1, best[1] + 1)};
    }

    private boolean seen(double s, double l) {
      Point p = place(s, l);
      return p != null && p.x() >= 0 && p.x() <= 1 && p.y() >= 0 && p.y() <= 1;
    }

    private void corner(List<Point> out, double s, double l) {
      Point p = place(s, l);
      if (p != null) {
        out.add(p);
      }
    }

    /** Four decimals, and no corner twice. */
    private static List<Point> rounded(List<Point> in) {
      List<Point> out = new ArrayList<>();
      for (Point p : in) {
        Point r = new Point(Math.round(p.x() * 1e4) / 1e4, Math.round(p.y() * 1e4) / 1e4);
        if (!out.contains(r)) {
          out.add(r);
        }
      }
      return List.copyOf(out);
    }

    /** Keeps what lies inside one edge of the picture (Sutherland, Hodgman 1974). */
    private static List<Point> clip(List<Point> in, int edge) {
      List<Point> out = new ArrayList<>();
      for (int i = 0; i < in.size(); i++) {
        Point a = in.get(i);
        Point b = in.get((i + 1) % in.size());
        double da = inside(a, edge);
        double db = inside(b, edge);
        if (da >= 0) {
          out.add(a);
        }
        if (da >= 0 != db >= 0) {
          double k = da / (da - db);
          out.add(new Point(a.x() + k * (b.x() - a.x()), a.y() + k * (b.y() - a.y())));
        }
      }
      return out;
    }

    private static double inside(Point p, int edge) {
      return switch (edge) {
        case 0 -> p.x();
        case 1 -> 1 - p.x();
        case 2 -> p.y();
        default -> 1 - p.y();
      };
    }

    private static double area(List<Point> p) {
      double sum = 0;
      for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
        sum += p.get(j).x() * p.get(i).y() - p.get(i).x() * p.get(j).y();
      }
      return Math.abs(sum) / 2;
    }

    /** A line that nobody may pass from the road outwards. */
    private void line(String id, Area a) {
      double middle = (a.s0() + a.s1()) / 2;
      double step = Math.signum(a.l0()) * 1.5;
      Point from = place(a.s0(), a.l0());
      Point to = place(a.s1(), a.l0());
      Point inner = place(middle, a.l0() - step);
      Point outer = place(middle, a.l0() + step);
      if (from != null && to != null && inner != null && outer != null) {
        List<Point> ends = rounded(List.of(inside(from), inside(to)));
        List<Point> way = rounded(List.of(inside(inner), inside(outer)));
        if (ends.size() == 2 && way.size() == 2) {
          zones.add(new Zone(id, "line", ends, way, Double.NaN));
        }
      }
    }

    private static Point inside(Point p) {
      return new Point(Math.max(0, Math.min(1, p.x())), Math.max(0, Math.min(1, p.y())));
    }

    /** Two places near and two far, as far apart as the picture allows. */
    private List<Pair> calibration() {
      List<Pair> out = new ArrayList<>();
      double near = 0.93;
      double far = Math.min(0.6, horizon() + 0.2);
      double[] ray = new double[3];
      for (double v : new double[] {near, far}) {
        for (double u : new double[] {0.2, 0.8}) {
          view.ray(u * width, v * height, ray);
          double reach = -view.camera().height() / ray[2];
          double x = view.camera().x() + ray[0] * reach;
          double y = view.camera().y() + ray[1] * reach;
          out.add(new Pair(new Point(u, v), x, y));
        }
      }
      return List.copyOf(out);
    }

    /** Row of the horizon in the middle of the picture, share of its height, at least 0. */
    private double horizon() {
      double row = view.camera().cy() - view.camera().focal() * Math.tan(view.camera().pitch());
      return Math.max(0, row / height);
    }
  }
}
