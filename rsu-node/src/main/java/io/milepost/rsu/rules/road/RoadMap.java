package io.milepost.rsu.rules.road;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;

/**
 * Learns the carriageway and the direction in which it is driven from the vehicles that drive. The
 * picture is a grid; each vehicle marks the cells under the middle of its box's foot, once per
 * cell. A cell's direction is the mean of unit vectors, one per vehicle: the maximum likelihood
 * estimate of a von Mises mean, with the length of the mean as the certainty (Mardia and Jupp,
 * Directional Statistics, 2000, section 5.3). Who drives against a known direction hardly teaches
 * one, so a wrong-way driver does not turn the road round, but weeks of contraflow do. No call
 * allocates; not thread-safe.
 */
public final class RoadMap {
  /** Cells from the left to the right of the picture. */
  public static final int COLS = 128;

  static final int ROWS = 72;

  private static final double MIN_AGE = 0.7;
  private static final int MIN_HITS = 5;
  private static final double MIN_UNIT_PIXELS = 5;
  private static final double MIN_SPEED = 0.8;
  private static final double HALF_FOOT = 0.3;

  /** A box seen at an angle is wider than its vehicle, which is 1.8 m or more. */
  private static final double HALF_FOOT_UNITS = 0.42;

  private static final double CORE = 0.4;
  private static final double FOOT_DEPTH = 0.25;
  private static final double MOST = 60;
  private static final double AXIS_MEMORY = 0.9999;
  private static final double MAX_STEP_SECONDS = 0.25;
  private static final double MAX_STEPS = 24;
  private static final double OPPOSED = -0.3;
  private static final double OPPOSED_WEIGHT = 0.1;
  private static final double KNOWN = 1.5;
  private static final int SHARE_OF_BUSIEST = 25;

  /**
   * Lateral pixels per pixel of depth that stand for the same distance, from masts of 5 to 14 m.
   */
  public static final double FORESHORTENING = 2.5;

  private final double[] vehicles = new double[COLS * ROWS];
  private final double[] taught = new double[COLS * ROWS];
  private final double[] alongX = new double[COLS * ROWS];
  private final double[] alongY = new double[COLS * ROWS];
  private final double[] pace = new double[COLS * ROWS];
  private final int[] last = new int[COLS * ROWS];
  private final int[] before = new int[COLS * ROWS];
  private final int[] lastTaught = new int[COLS * ROWS];
  private final int[] beforeTaught = new int[COLS * ROWS];
  private final double[] lastTaughtAt = new double[COLS * ROWS];
  private final double[] beforeTaughtAt = new double[COLS * ROWS];
  private double busiest;
  private double cosTwice;
  private double sinTwice;
  private double meanX;
  private double meanY;
  private double certainty;
  private double seen;
  private double speed;

  /** Takes the vehicles of a frame in. */
  void learn(Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (teaches(t, scene)) {
        mark(t, scene);
      }
    }
  }

  private static boolean teaches(TrackedObject t, Scene scene) {
    return t.type().isVehicle()
        && !t.lost()
        && t.hits() >= MIN_HITS
        && t.age(scene.now()) >= MIN_AGE
        && t.unit() >= MIN_UNIT_PIXELS
        && t.speed() >= MIN_SPEED
        && scene.whole(t.box());
  }

  /** Marks the way since the frame before, cell by cell. */
  private void mark(TrackedObject t, Scene scene) {
    Box b = t.box();
    double v = Math.hypot(t.vx(), t.vy());
    double dt = Math.min(MAX_STEP_SECONDS, scene.dt());
    double steps =
        Math.max(
            Math.abs(t.vx()) * dt * COLS / scene.width(),
            Math.abs(t.vy()) * dt * ROWS / scene.height());
    int n = (int) Math.ceil(Math.min(MAX_STEPS, steps));
    for (int i = 0; i <= n; i++) {
      double back = n == 0 ? 0 : dt * i / n;
      mark(t, b.centerX() - back * t.vx(), b.bottom() - back * t.vy(), v, scene);
    }
  }

  private void mark(TrackedObject t, double x, double y, double v, Scene scene) {
    Box b = t.box();
    boolean heavy = t.type() == ObjectClass.BUS || t.type() == ObjectClass.TRUCK;
    double half = Math.min((heavy ? 0.5 : 1) * HALF_FOOT * b.width(), HALF_FOOT_UNITS * t.unit());
    double depth = (heavy ? 0.3 : 1) * FOOT_DEPTH * b.height();
    int left = column((x - half) / scene.width());
    int right = column((x + half) / scene.width());
    int coreLeft = column((x - CORE * half) / scene.width());
    int coreRight = column((x + CORE * half) / scene.width());
    int top = row((y - depth) / scene.height());
    int bottom = row(y / scene.height());
    for (int r = top; r <= bottom; r++) {
      for (int c = left; c <= right; c++) {
        int cell = r * COLS + c;
        if (last[cell] != t.id() && before[cell] != t.id()) {
          before[cell] = last[cell];
          last[cell] = t.id();
          vehicles[cell] = Math.min(MOST, vehicles[cell] + 1);
          busiest = Math.max(busiest, vehicles[cell]);
        }
        boolean core = c >= coreLeft && c <= coreRight;
        if (core && lastTaught[cell] != t.id() && beforeTaught[cell] != t.id()) {
          beforeTaught[cell] = lastTaught[cell];
          lastTaught[cell] = t.id();
          beforeTaughtAt[cell] = lastTaughtAt[cell];
          lastTaughtAt[cell] = scene.now();
          double vx = t.vx() / v;
          double vy = t.vy() / v;
          teach(cell, vx, vy, t.speed());
          cosTwice = AXIS_MEMORY * cosTwice + vx * vx - vy * vy;
          sinTwice = AXIS_MEMORY * sinTwice + 2 * vx * vy;
        }
      }
    }
  }

  private void teach(int cell, double x, double y, double speed) {
    double n = taught[cell];
    double along = n <= 0 ? 0 : (alongX[cell] * x + alongY[cell] * y) / n;
    double weight = n >= KNOWN && along < OPPOSED ? OPPOSED_WEIGHT : 1;
    double keep = n >= MOST ? (MOST - weight) / n : 1;
    taught[cell] = keep * n + weight;
    alongX[cell] = keep * alongX[cell] + weight * x;
    alongY[cell] = keep * alongY[cell] + weight * y;
    pace[cell] = keep * pace[cell] + weight * speed;
  }

  /** Whether any road is known at all: somewhere this many vehicles drove. */
  public boolean known(double least) {
    return busiest >= least;
  }

  /** Whether the middle of a lane is at a place in pixels: this many vehicles drove right there. */
  public boolean lane(double x, double y, double least, Scene scene) {
    int cell = row(y / scene.height()) * COLS + column(x / scene.width());
    return taught[cell] >= Math.max(least, busiest / SHARE_OF_BUSIEST);
  }

  /**
   * Whether two vehicles drove right over a place: then nothing stood there.
   *
   * @param x pixels
   * @param y pixels
   * @param from PTS seconds from which on both must have driven there
   */
  public boolean drivenSince(double x, double y, double from, Scene scene) {
    int col = column(x / scene.width());
    int row = row(y / scene.height());
    for (int r = Math.max(0, row - 1); r <= Math.min(ROWS - 1, row + 1); r++) {
      int cell = r * COLS + col;
      if (beforeTaught[cell] != 0 && beforeTaughtAt[cell] >= from) {
        return true;
      }
    }
    return false;
  }

  /** Whether vehicles drive at a place in pixels: this many did, and it is no rare exception. */
  public boolean driven(double x, double y, double least, Scene scene) {
    return driven(row(y / scene.height()) * COLS + column(x / scene.width()), least);
  }

  private boolean driven(int cell, double least) {
    return vehicles[cell] >= Math.max(least, busiest / SHARE_OF_BUSIEST);
  }

  /**
   * How far a place is from where vehicles drive, as seen along the road.
   *
   * @param x pixels
   * @param y pixels
   * @param unit pixels per unit at the place
   * @param reach units up to which to look
   * @param least vehicles that must have driven there
   * @return units, 0 on the road, positive infinity beyond the reach
   */
  public double gap(double x, double y, double unit, double reach, double least, Scene scene) {
    double cellWidth = scene.width() / (double) COLS;
    double cellHeight = scene.height() / (double) ROWS;
    int left = column((x - reach * unit) / scene.width());
    int right = column((x + reach * unit) / scene.width());
    int top = row((y - reach * unit / FORESHORTENING) / scene.height());
    int bottom = row((y + reach * unit / FORESHORTENING) / scene.height());
    double best = Double.POSITIVE_INFINITY;
    for (int r = top; r <= bottom; r++) {
      double dy = Math.max(0, Math.abs((r + 0.5) * cellHeight - y) - cellHeight / 2);
      for (int c = left; c <= right; c++) {
        if (driven(r * COLS + c, least)) {
          double dx = Math.max(0, Math.abs((c + 0.5) * cellWidth - x) - cellWidth / 2);
          best = Math.min(best, Math.hypot(dx, FORESHORTENING * dy) / unit);
        }
      }
    }
    return best <= reach ? best : Double.POSITIVE_INFINITY;
  }

  /**
   * Whether a place lies between places where vehicles drive, left and right of it or, on a road
   * across the picture, above and below it.
   *
   * @param x pixels
   * @param y pixels
   * @param reach pixels up to which to look to each side
   * @param least vehicles that must have driven there
   */
  boolean between(double x, double y, double reach, double least, Scene scene) {
    double cellWidth = scene.width() / (double) COLS;
    double cellHeight = scene.height() / (double) ROWS;
    double down = reach / FORESHORTENING;
    return meets(x, y, -cellWidth, 0, (int) (reach / cellWidth), least, scene)
            && meets(x, y, cellWidth, 0, (int) (reach / cellWidth), least, scene)
        || meets(x, y, 0, -cellHeight, (int) (down / cellHeight), least, scene)
            && meets(x, y, 0, cellHeight, (int) (down / cellHeight), least, scene);
  }

  private boolean meets(
      double x, double y, double dx, double dy, int steps, double least, Scene scene) {
    for (int i = 1; i <= steps; i++) {
      double u = x + i * dx;
      double v = y + i * dy;
      boolean seen = u >= 0 && v >= 0 && u < scene.width() && v < scene.height();
      if (seen && lane(u, v, least, scene)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks up the direction in which a place is driven; the answer is in {@link #meanX}, {@link
   * #meanY}, {@link #certainty}, {@link #seen} and {@link #speed} until the next call.
   */
  public void direction(double x, double y, Scene scene) {
    direction(x, y, 0, scene);
  }

  /**
   * The same for all that wheels cover: a vehicle and those before it keep not quite the same line,
   * so few of them teach a lane only where their neighbouring cells are taken together.
   *
   * @param half pixels to the left and right of the place that belong to it
   */
  public void direction(double x, double y, double half, Scene scene) {
    int left = column((x - half) / scene.width());
    int right = column((x + half) / scene.width());
    int row = row(y / scene.height()) * COLS;
    double sumX = 0;
    double sumY = 0;
    double sum = 0;
    double most = 0;
    double paces = 0;
    for (int c = row + left; c <= row + right; c++) {
      sum += taught[c];
      sumX += alongX[c];
      sumY += alongY[c];
      paces += pace[c];
      most = Math.max(most, taught[c]);
    }
    // Each vehicle teaches about half the cells of its width.
    seen = Math.max(most, sum / Math.max(1, 0.5 * (right - left + 1)));
    double length = Math.hypot(sumX, sumY);
    certainty = sum <= 0 ? 0 : length / sum;
    meanX = length <= 0 ? 0 : sumX / length;
    meanY = length <= 0 ? 0 : sumY / length;
    speed = sum <= 0 ? Double.NaN : paces / sum;
  }

  /** Horizontal part of the unit vector along the road; both directions share the axis. */
  public double axisX() {
    return Math.cos(Math.atan2(sinTwice, cosTwice) / 2);
  }

  /** Vertical part of the unit vector along the road. */
  public double axisY() {
    return Math.sin(Math.atan2(sinTwice, cosTwice) / 2);
  }

  /** Horizontal part of the unit vector of the direction looked up last. */
  public double meanX() {
    return meanX;
  }

  /** Vertical part of the unit vector of the direction looked up last. */
  public double meanY() {
    return meanY;
  }

  /** How well the vehicles agree there: 0 not at all, 1 fully. */
  public double certainty() {
    return certainty;
  }

  /** Vehicles that drove there. */
  public double seen() {
    return seen;
  }

  /** Mean speed of those who drove there, units/s; NaN where nobody did. */
  public double speed() {
    return speed;
  }

  /** Forgets everything, for a camera that was moved. */
  void clear() {
    Arrays.fill(vehicles, 0);
    Arrays.fill(taught, 0);
    Arrays.fill(lastTaught, 0);
    Arrays.fill(beforeTaught, 0);
    Arrays.fill(alongX, 0);
    Arrays.fill(alongY, 0);
    Arrays.fill(pace, 0);
    Arrays.fill(beforeTaught, 0);
    Arrays.fill(beforeTaughtAt, 0);
    Arrays.fill(last, 0);
    Arrays.fill(before, 0);
    busiest = 0;
  }

  private static int column(double share) {
    return Math.max(0, Math.min(COLS - 1, (int) Math.floor(share * COLS)));
  }

  private static int row(double share) {
    return Math.max(0, Math.min(ROWS - 1, (int) Math.floor(share * ROWS)));
  }
}
