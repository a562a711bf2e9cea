package io.milepost.rsu.rules.traffic;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Congestion, each direction of the road for itself. Many vehicles that drove here are slow
 * compared with the usual speed at their place, and most of those around them are too. The slower
 * they crawl, the faster the evidence gathers, up to twofold. Traffic that stands needs the whole
 * time, and longer than any queue that dissolved here before: it may stand before a signal. Told at
 * the end of the queue, where traffic arrives.
 */
public final class CongestionRule implements Rule {
  private static final double MIN_AGE = 1;
  private static final double PARTICIPANT_UNITS = 0.3;
  private static final double PARTICIPANT_MEMORY = 300;
  private static final double SIDE_CERTAINTY = 0.7;

  /** From so many vehicles on the road is known, and who stands where none drives is parked. */
  private static final double KNOWN_VEHICLES = 5;

  private static final double LEAST_VEHICLES = 1;

  private final CongestionConfig config;
  private final FlowMap flow;
  private final Jam[] sides;
  private double axisX;
  private double axisY;

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   */
  public CongestionRule(CongestionConfig config, FlowMap flow) {
    this.config = config;
    this.flow = flow;
    this.sides = new Jam[] {new Jam(config, 1), new Jam(config, -1)};
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    turn();
    double ax = axisX;
    double ay = axisY;
    for (Jam jam : sides) {
      jam.begin(ax, ay, scene.now());
    }
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (takesPart(t, scene)) {
        Jam jam = side(t, ax, ay, scene) >= 0 ? sides[0] : sides[1];
        double free = flow.speed(t.groundX(), t.groundY(), scene);
        boolean sure = !Double.isNaN(free);
        jam.add(t, t.speed() / (sure ? Math.max(free, 0.4) : config.unknownFlowUnits()), sure);
      }
    }
    for (Jam jam : sides) {
      judge(jam, scene, book);
    }
  }

  /** An axis has two ends: keeps to the one taken before, or the sides would change places. */
  private void turn() {
    double x = flow.road().axisX();
    double y = flow.road().axisY();
    double end = x * axisX + y * axisY < 0 ? -1 : 1;
    axisX = end * x;
    axisY = end * y;
  }

  private static void judge(Jam jam, Scene scene, FindingBook book) {
    Suspicion.Change change = jam.weigh(scene);
    if (change == Suspicion.Change.CONFIRMED) {
      jam.told(
          book.confirm(
              IncidentType.CONGESTION, jam.severity(), jam.since(), scene.now(), jam.place(scene)),
          scene);
    } else if (change == Suspicion.Change.CLEARED && jam.entry() != null) {
      book.clear(jam.entry(), scene.now());
      jam.told(null, scene);
    } else if (jam.entry() != null && jam.changed(scene)) {
      Place place = jam.place(scene);
      book.update(jam.entry(), jam.severity(), place);
      jam.told(jam.entry(), scene);
    }
  }

  private boolean takesPart(TrackedObject t, Scene scene) {
    RoadMap road = flow.road();
    return t.type().isVehicle()
        && !t.lost()
        && (!road.known(KNOWN_VEHICLES)
            || road.driven(t.groundX(), t.groundY(), LEAST_VEHICLES, scene))
        && t.age(scene.now()) >= MIN_AGE
        && t.peakSpeed() >= PARTICIPANT_UNITS
        && scene.now() - t.peakSpeedAt() <= PARTICIPANT_MEMORY
        && !scene.geometry().inside(ZoneType.IGNORE, t.groundX(), t.groundY())
        && !scene.geometry().inside(ZoneType.PARKING, t.groundX(), t.groundY());
  }

  /** Which direction it belongs to: the one of its place, else the one in which it last moved. */
  private double side(TrackedObject t, double ax, double ay, Scene scene) {
    RoadMap road = flow.road();
    road.direction(t.groundX(), t.groundY(), scene);
    if (road.seen() >= 1 && road.certainty() >= SIDE_CERTAINTY) {
      return road.meanX() * ax + road.meanY() * ay;
    }
    History h = t.history();
    int old = h.size() - 1;
    double dx =
        (h.edge(Edge.LEFT, 0)
                - h.edge(Edge.LEFT, old)
                + h.edge(Edge.RIGHT, 0)
                - h.edge(Edge.RIGHT, old))
            / 2;
    double dy = h.edge(Edge.BOTTOM, 0) - h.edge(Edge.BOTTOM, old);
    return dx * ax + dy * ay;
  }

  @Override
  public void interrupt() {
    for (Jam jam : sides) {
      jam.interrupt();
    }
  }

  @Override
  public double suspicion() {
    return Math.max(sides[0].share(), sides[1].share());
  }
}
