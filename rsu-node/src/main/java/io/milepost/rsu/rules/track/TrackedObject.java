package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.Arrays;

/**
 * One object as the tracker knows it. Rules read it during the call they got it in; the tracker
 * changes it with every frame. Lengths are source pixels, times PTS seconds. Speeds are normalised
 * by {@link #unit()}, which makes them comparable over the depth of an uncalibrated picture.
 */
public final class TrackedObject {
  /** Window of the velocity fit, seconds. */
  public static final double VELOCITY_WINDOW = 0.8;

  /** How long a box that is joined with another's may hide what stands there. */
  private static final double PLACE_SECONDS = 1;

  private static final double POSITION_NOISE = 1.0 / 20;
  private static final double ACCELERATION_NOISE = 1.5;
  private static final double SIZE_NOISE = 0.4;
  private static final int CONFIDENCE_HISTORY = 10;
  private static final double JUMP = 0.22;
  private static final double STATIONARY_RADIUS = 0.25;

  private final int id;
  private final double firstSeen;
  private final History history;
  private final AxisFilter x = new AxisFilter();
  private final AxisFilter y = new AxisFilter();
  private final AxisFilter w = new AxisFilter();
  private final AxisFilter h = new AxisFilter();
  private final double[] votes = new double[ObjectClass.values().length];
  private final Line line = new Line();
  private final Outline expected = new Outline();
  private final double[] sorted = new double[CONFIDENCE_HISTORY];
  private ObjectClass type;
  private String label;
  private Box box;
  private boolean trusted = true;
  private double placeSince = Double.NaN;
  private double placeSeen = Double.NEGATIVE_INFINITY;
  private double lastSeen;
  private double filterTime;
  private int hits;
  private boolean lost;
  private double vx;
  private double vy;
  private double anchorX;
  private double anchorY;
  private double anchorSince;
  private double peakSpeed;
  private double peakSpeedAt;

  TrackedObject(int id, double seconds, Seen seen, History.Work work) {
    this.id = id;
    this.history = new History(work);
    this.firstSeen = seconds;
    this.filterTime = seconds;
    Box b = seen.box();
    double height = Math.max(4, b.height());
    x.start(b.centerX(), 2 * POSITION_NOISE * height, 4 * height);
    y.start(b.bottom(), 2 * POSITION_NOISE * height, 4 * height);
    w.start(b.width(), 2 * POSITION_NOISE * height, 0.5 * height);
    h.start(height, 2 * POSITION_NOISE * height, 0.5 * height);
    anchorX = b.centerX();
    anchorY = b.bottom();
    anchorSince = seconds;
    history.add(seconds, b.left(), b.top(), b.right(), b.bottom(), seen.detection().confidence());
    observe(seconds, seen.detection(), b);
    expect();
  }

  private void expect() {
    double width = Math.max(2, w.position());
    double height = Math.max(2, h.position());
    expected.stand(x.position(), y.position(), width, height);
  }

  private void observe(double seconds, Detection d, Box b) {
    box = b;
    lastSeen = seconds;
    hits++;
    lost = false;
    for (int i = 0; i < votes.length; i++) {
      votes[i] *= 0.98;
    }
    votes[d.type().ordinal()] += d.confidence();
    if (type == null || votes[d.type().ordinal()] > votes[type.ordinal()]) {
      type = d.type();
      label = d.label();
    }
  }

  void predict(double seconds) {
    double dt = seconds - filterTime;
    if (dt <= 0) {
      return;
    }
    double height = Math.max(4, h.position());
    if (lost) {
      w.damp(0);
      h.damp(0);
      x.damp(Math.exp(-dt));
      y.damp(Math.exp(-dt));
    }
    x.predict(dt, ACCELERATION_NOISE * height);
    y.predict(dt, ACCELERATION_NOISE * height);
    w.predict(dt, SIZE_NOISE * height);
    h.predict(dt, SIZE_NOISE * height);
    filterTime = seconds;
    expect();
  }

  void correct(double seconds, Seen seen) {
    Box b = seen.box();
    double sigma = POSITION_NOISE * Math.max(4, b.height());
    double left = correctPair(x, w, b.left(), b.right(), sigma, 0.5);
    double right = left + (trusted ? b.width() : w.position());
    double top = correctPair(y, h, b.top(), b.bottom(), sigma, 1);
    double bottom = top + (trusted ? b.height() : h.position());
    history.add(seconds, left, top, right, bottom, seen.detection().confidence());
    observe(seconds, seen.detection(), b);
    expect();
    double from = seconds - VELOCITY_WINDOW;
    vx = (slope(History.Edge.LEFT, from, seconds) + slope(History.Edge.RIGHT, from, seconds)) / 2;
    vy = slope(History.Edge.BOTTOM, from, seconds);
    double reach = STATIONARY_RADIUS * Math.max(8, unit());
    if (length(x.position() - anchorX, y.position() - anchorY) > reach) {
      anchorX = x.position();
      anchorY = y.position();
      anchorSince = seconds;
    }
    if (hits >= 4 && seconds - firstSeen >= 0.3 && speed() > peakSpeed) {
      peakSpeed = speed();
      peakSpeedAt = seconds;
    }
  }

  /**
   * Corrects a position and a size from two opposite edges. When only one of them is where it
   * should be, the box was joined with a neighbour's or partly hidden: then the position follows
   * the edge that fits, and the size changes slowly.
   *
   * @param anchor where the position lies between the edges, 0 (first) to 1 (second)
   * @return the first edge as it is believed; whether the measured size is believed is left in
   *     {@code trusted}
   */
  private double correctPair(
      AxisFilter position,
      AxisFilter size,
      double first,
      double second,
      double sigma,
      double anchor) {
    double measured = second - first;
    double expected = size.position();
    double excess = measured - expected;
    double at = first + anchor * measured;
    if (Math.abs(excess) > JUMP * expected) {
      double expectedFirst = position.position() - anchor * expected;
      double missFirst = Math.abs(first - expectedFirst);
      double missSecond = Math.abs(second - expectedFirst - expected);
      double fromFirst = first + anchor * expected;
      double fromSecond = second - (1 - anchor) * expected;
      at = missFirst < missSecond ? fromFirst : fromSecond;
      position.correct(at, 1.5 * sigma);
      size.correct(measured, 4 * sigma + 0.5 * Math.abs(excess));
      trusted = false;
      return at - anchor * size.position();
    }
    position.correct(at, sigma);
    size.correct(measured, sigma);
    trusted = true;
    return first;
  }

  private double slope(History.Edge edge, double from, double to) {
    return history.fit(edge, from, to, line) ? line.slope() : 0;
  }

  /** Its last box is that of something which has been at its place since then. */
  void standsOn(double since, double seconds) {
    placeSince = since;
    placeSeen = seconds;
  }

  /**
   * Since when a detector has reported this object's box at its place, PTS seconds, be it the same
   * object or scenery; NaN when none was reported for seconds or not within the last second.
   */
  public double placeSince() {
    return lastSeen - placeSeen <= PLACE_SECONDS ? placeSince : Double.NaN;
  }

  void markLost() {
    lost = true;
  }

  /** Where it should be now, pixels. */
  public Box predicted() {
    return new Box(expected.left, expected.top, expected.right, expected.bottom);
  }

  /** The same without making an object; valid until the next change. */
  Outline expected() {
    return expected;
  }

  /** Standard deviation of the predicted ground point, pixels. */
  double positionSigma() {
    return Math.max(x.sigma(), y.sigma());
  }

  /** Identity at this camera. */
  public int id() {
    return id;
  }

  /** Class by vote over its life, weighted by confidence. */
  public ObjectClass type() {
    return type;
  }

  /** The model's word for the voted class. */
  public String label() {
    return label;
  }

  /** The last observed box, pixels. */
  public Box box() {
    return box;
  }

  /** Horizontal position of the ground point (bottom centre), filtered, pixels. */
  public double groundX() {
    return x.position();
  }

  /** Vertical position of the ground point (bottom centre), filtered, pixels. */
  public double groundY() {
    return y.position();
  }

  /** Horizontal velocity, robust fit over the last 0.8 s, pixels per second. */
  public double vx() {
    return vx;
  }

  /** Vertical velocity, robust fit over the last 0.8 s, pixels per second. */
  public double vy() {
    return vy;
  }

  /**
   * Pixels that stand for about 1.5 m at its place: the box height of a car, half the box height of
   * a bus or lorry, most of that of a person or rider. Never below 4.
   */
  public double unit() {
    return Math.max(4, unitFactor() * h.position());
  }

  /** Unit divided by box height. */
  double unitFactor() {
    return switch (type) {
      case BUS, TRUCK -> 0.5;
      case PERSON, MOTORCYCLE, BICYCLE -> 0.85;
      default -> 1;
    };
  }

  /** Speed in units (about 1.5 m) per second. */
  public double speed() {
    return length(vx, vy) / unit();
  }

  /**
   * Speed over a window, units per second; that of the last 0.8 s where it was seen too seldom.
   *
   * @param from PTS seconds
   * @param to PTS seconds
   */
  public double speed(double from, double to) {
    if (!history.fit(History.Edge.LEFT, from, to, line)) {
      return speed();
    }
    double left = line.slope;
    history.fit(History.Edge.RIGHT, from, to, line);
    double right = line.slope;
    history.fit(History.Edge.BOTTOM, from, to, line);
    return length((left + right) / 2, line.slope) / unit();
  }

  /** A root is several times faster than {@link Math#hypot}, and pixels do not overflow. */
  private static double length(double dx, double dy) {
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** Highest speed so far, units per second. */
  public double peakSpeed() {
    return peakSpeed;
  }

  /** When it had its highest speed. */
  public double peakSpeedAt() {
    return peakSpeedAt;
  }

  /** Seconds since it last left a circle of a quarter unit. */
  public double stationaryFor(double now) {
    return now - anchorSince;
  }

  /** Time since which it has not left a circle of a quarter unit. */
  public double stationarySince() {
    return anchorSince;
  }

  /** Seconds since its first observation. */
  public double age(double now) {
    return now - firstSeen;
  }

  /** Time of the first observation. */
  public double firstSeen() {
    return firstSeen;
  }

  /** Time of the last observation. */
  public double lastSeen() {
    return lastSeen;
  }

  /** Number of observations. */
  public int hits() {
    return hits;
  }

  /** Whether it was not observed in the last frame. */
  public boolean lost() {
    return lost;
  }

  /** Its recent boxes, with what joined or hid it taken out as far as possible. */
  public History history() {
    return history;
  }

  /** Median confidence of the last ten observations, padded with zeros to three, 0..1. */
  public double confidence() {
    int n = Math.max(3, Math.min(CONFIDENCE_HISTORY, history.size()));
    for (int i = 0; i < n; i++) {
      sorted[i] = i < history.size() ? history.confidence(i) : 0;
    }
    Arrays.sort(sorted, 0, n);
    return sorted[n / 2];
  }
}
