package io.milepost.rsu.rules.people;

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
import io.milepost.rsu.rules.road.BusStop;
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A person on foot where vehicles drive, or right beside it where nobody walks. The carriageway is
 * the one drawn, else the one learned from the vehicles: where none drives, no person is told of.
 * Riders, people behind or in a vehicle, and people whose feet are not seen are left alone.
 */
public final class PedestrianRule implements Rule {
  private static final double LEAK = 0.5;
  private static final double SAME_PERSON_UNITS = 1.5;
  private static final double FORGET_SECONDS = 2;

  /** Who is seen twice within this time was there in between. */
  private static final double SIGHTINGS_SECONDS = 1;

  private static final int LEAST_HITS = 3;
  private static final double LEAST_SLENDER = 1.1;
  private static final double RIDER_OVERLAP = 0.25;
  private static final double RIDER_SHARE = 0.4;
  private static final double RIDER_UNITS = 1.2;
  private static final double INSIDE = 0.85;
  private static final double CUT = 0.99;
  private static final double WALKER_SECONDS = 1;
  private static final double UNSURE = 0.2;
  private static final double MOVED_UNITS = 0.8;
  private static final double EDGE_WEIGHT = 1.5;

  /** Who never moved must be there so many times as long to be told as high. */
  private static final double UNMOVED_FACTOR = 3;

  /** Who is so near to the middle of vehicles' ways is within their width. */
  private static final double WHEEL_UNITS = 0.25;

  /** So many cells of the map wide must a unit be: half a unit is then two of them. */
  private static final double EDGE_CELLS = 4;

  private static final int ON_ROAD = 0;
  private static final int BESIDE = 1;
  private static final int SPEED = 2;
  private static final int PAVEMENT = 3;
  private static final int TRAFFIC = 4;

  private final PedestrianConfig config;
  private final FlowMap flow;
  private final Carriageway carriageway;
  private final Worksites worksites;
  private final List<Walker> walkers = new ArrayList<>();
  private int lastWalker;
  private double lastWalked = Double.NEGATIVE_INFINITY;
  private double otherWalked = Double.NEGATIVE_INFINITY;

  /** One person, whatever identities the tracker gives it. */
  private final class Walker {
    private final Suspicion road = new Suspicion(config.roadSeconds(), LEAK, config.clearSeconds());
    private final Suspicion beside =
        new Suspicion(config.shoulderSeconds(), LEAK, config.clearSeconds());
    private final Trace trace =
        new Trace(
            Condition.atLeast("on_road_seconds", config.roadSeconds()),
            Condition.atLeast("beside_road_seconds", config.shoulderSeconds()),
            Condition.atMost("speed_units_s", config.maxSpeedUnits()),
            Condition.atLeast("nobody_on_pavement_seconds", config.pavementSeconds()),
            Condition.atLeast("vehicles_per_minute", config.shoulderTraffic()));
    private int track;
    private double fromX;
    private double fromY;
    private boolean sure;
    private boolean moved;
    private double x;
    private double y;
    private double unit;
    private double seen;
    private boolean high;
    private FindingBook.Entry entry;
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   * @param worksites where roadworks are; shared by its rules
   */
  public PedestrianRule(PedestrianConfig config, FlowMap flow, Worksites worksites) {
    this.config = config;
    this.flow = flow;
    this.worksites = worksites;
    this.carriageway = new Carriageway(flow, config.learnedVehicles());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.type() == ObjectClass.PERSON
          && !t.lost()
          && t.hits() >= LEAST_HITS
          && t.unit() >= config.minUnitPixels()) {
        look(t, scene, book);
      }
    }
    for (int i = walkers.size() - 1; i >= 0; i--) {
      Walker w = walkers.get(i);
      if (w.seen < scene.now()) {
        // Unseen for a moment says nothing.
        double dt = scene.now() - w.seen > FORGET_SECONDS / 2 ? scene.dt() : 0;
        w.road.update(scene.now(), dt, 0);
        w.beside.update(scene.now(), dt, 0);
      }
      settle(w, scene, book);
      boolean idle =
          w.road.state() == Suspicion.State.IDLE && w.beside.state() == Suspicion.State.IDLE;
      if (idle && w.entry == null && scene.now() - w.seen > FORGET_SECONDS) {
        walkers.remove(i);
      }
    }
  }

  /** What a frame says about a person. */
  private enum Where {
    UNKNOWN,
    OFF,
    BESIDE,
    EDGE,
    WHEELS,
    ROAD
  }

  private void look(TrackedObject t, Scene scene, FindingBook book) {
    Where where = where(t, scene);
    if (where == Where.OFF && t.age(scene.now()) >= WALKER_SECONDS && !fast(t)) {
      noteWalker(t.id(), scene.now());
    }
    Walker w = walker(t, scene);
    if (w == null) {
      if (where == Where.OFF || where == Where.UNKNOWN) {
        return;
      }
      w = new Walker();
      w.fromX = t.groundX();
      w.fromY = t.groundY();
      walkers.add(w);
    }
    double since = w.seen > 0 ? Math.min(SIGHTINGS_SECONDS, scene.now() - w.seen) : scene.dt();
    w.track = t.id();
    w.x = t.groundX();
    w.y = t.groundY();
    w.unit = t.unit();
    w.seen = scene.now();
    w.moved |= Math.hypot(w.x - w.fromX, w.y - w.fromY) >= MOVED_UNITS * w.unit;
    w.sure |= w.moved || t.confidence() >= config.sureConfidence();
    weigh(w, t, where, where == Where.UNKNOWN ? 0 : since, scene);
    speak(w, t, where, scene, book);
  }

  private void speak(Walker w, TrackedObject t, Where where, Scene scene, FindingBook book) {
    boolean proven =
        w.moved || scene.now() - w.road.since() >= UNMOVED_FACTOR * config.roadSeconds();
    boolean road = w.road.confirmed() && where == Where.ROAD && !w.high;
    if (road && (proven || w.entry == null)) {
      tell(w, t, proven ? Severity.HIGH : Severity.MEDIUM, "carriageway", scene, book);
    } else if (w.beside.confirmed() && where != Where.OFF && w.entry == null) {
      String place = where == Where.BESIDE ? "shoulder" : "edge";
      // A learned edge is known to half a metre: who is beside it is told to people first.
      boolean drawn = Carriageway.drawn(scene.geometry());
      tell(w, t, drawn ? Severity.MEDIUM : Severity.LOW, place, scene, book);
    }
  }

  private void weigh(Walker w, TrackedObject t, Where where, double dt, Scene scene) {
    double alone = scene.now() - (lastWalker == t.id() ? otherWalked : lastWalked);
    double traffic = flow.vehiclesPerMinute();
    boolean bare = alone >= config.pavementSeconds();
    boolean busy = traffic >= config.shoulderTraffic();
    boolean beside =
        where == Where.BESIDE && (bare && busy || known(scene, t)) && !BusStop.waitsAt(t, scene);
    boolean edge = where == Where.WHEELS || where == Where.EDGE && bare;
    boolean road = where == Where.ROAD;
    double sure = w.sure ? 1 : UNSURE;
    w.road.update(scene.now(), dt, road ? sure : 0);
    double near = road || edge ? EDGE_WEIGHT * sure : beside ? 1 : 0;
    w.beside.update(scene.now(), dt, config.shoulder() ? near : 0);
    w.trace
        .frame(scene.now())
        .set(ON_ROAD, w.road.share() * config.roadSeconds())
        .set(BESIDE, w.beside.share() * config.shoulderSeconds())
        .set(SPEED, t.speed())
        .set(PAVEMENT, Math.min(1e6, alone))
        .set(TRAFFIC, traffic);
  }

  /** Somebody walks away from the road: there is a pavement. */
  private void noteWalker(int track, double now) {
    if (track != lastWalker) {
      otherWalked = lastWalked;
      lastWalker = track;
    }
    lastWalked = now;
  }

  /** Whether somebody drew a shoulder here; then a pavement elsewhere does not matter. */
  private static boolean known(Scene scene, TrackedObject t) {
    return Carriageway.shoulder(scene.geometry(), t.groundX(), t.groundY(), t.unit());
  }

  private boolean fast(TrackedObject t) {
    return t.speed() > config.maxSpeedUnits();
  }

  private Where where(TrackedObject t, Scene scene) {
    Box b = t.box();
    double x = t.groundX();
    double y = t.groundY();
    boolean cut = b.bottom() > CUT * scene.height();
    if (cut || b.height() < LEAST_SLENDER * b.width() || hidden(t, scene)) {
      return Where.UNKNOWN;
    }
    if (fast(t) || rides(t, scene)) {
      return Where.UNKNOWN;
    }
    if (scene.geometry().inside(ZoneType.CROSSING, x, y) || worksites.around(x, y)) {
      return Where.OFF;
    }
    Carriageway.Place place =
        carriageway.at(x, y, t.unit(), config.insetUnits(), config.shoulderUnits(), scene);
    return where(place, t, scene);
  }

  private Where where(Carriageway.Place place, TrackedObject t, Scene scene) {
    return switch (place) {
      case LANE, ROAD -> Where.ROAD;
      case EDGE -> far(t, scene) ? Where.UNKNOWN : wheels(t, scene) ? Where.WHEELS : Where.EDGE;
      case BESIDE -> far(t, scene) ? Where.UNKNOWN : Where.BESIDE;
      case OFF -> Where.OFF;
      case UNKNOWN -> Where.UNKNOWN;
    };
  }

  /** Whether the learned map is too coarse there to tell a person at the edge from one beyond. */
  private static boolean far(TrackedObject t, Scene scene) {
    return !Carriageway.drawn(scene.geometry())
        && EDGE_CELLS * scene.width() / RoadMap.COLS > t.unit();
  }

  /** Whether it walks where wheels roll, even where a pavement is beside. */
  private boolean wheels(TrackedObject t, Scene scene) {
    double gap =
        flow.road()
            .gap(t.groundX(), t.groundY(), t.unit(), WHEEL_UNITS, config.learnedVehicles(), scene);
    return gap <= WHEEL_UNITS;
  }

  /** Whether a vehicle hides the feet, or the person sits in it. */
  private static boolean hidden(TrackedObject t, Scene scene) {
    Box b = t.box();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      if (o.type().isVehicle() && o.type() != ObjectClass.MOTORCYCLE && !o.lost()) {
        Box v = o.box();
        boolean behind = v.contains(b.centerX(), b.bottom()) && v.bottom() > b.bottom() + 1;
        if (behind || b.coveredBy(v) > INSIDE) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether it rides: on a two-wheeler that is seen, or along with the traffic as fast as it. */
  private boolean rides(TrackedObject t, Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      boolean wheels = o.type() == ObjectClass.BICYCLE || o.type() == ObjectClass.MOTORCYCLE;
      if (wheels && t.box().coveredBy(o.box()) > RIDER_OVERLAP) {
        return true;
      }
    }
    double usual = flow.speed(t.groundX(), t.groundY(), scene);
    return t.speed() >= RIDER_UNITS && t.speed() > RIDER_SHARE * usual;
  }

  private Walker walker(TrackedObject t, Scene scene) {
    Walker best = null;
    double nearest = SAME_PERSON_UNITS * t.unit();
    for (int i = 0; i < walkers.size(); i++) {
      Walker w = walkers.get(i);
      if (w.track == t.id()) {
        return w;
      }
      double d = Math.hypot(w.x - t.groundX(), w.y - t.groundY());
      if (w.seen < scene.now() && scene.now() - w.seen <= FORGET_SECONDS && d <= nearest) {
        nearest = d;
        best = w;
      }
    }
    return best;
  }

  private void tell(
      Walker w, TrackedObject t, Severity severity, String place, Scene scene, FindingBook book) {
    boolean road = severity == Severity.HIGH;
    Severity told = road ? Carriageway.gravest(scene.geometry()) : severity;
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("place", place);
    evidence.put("road", Carriageway.drawn(scene.geometry()) ? "drawn" : "learned");
    Suspicion s = road ? w.road : w.beside;
    evidence.put("seconds", Figures.round(scene.now() - s.since()));
    evidence.put("seconds_threshold", road ? config.roadSeconds() : config.shoulderSeconds());
    evidence.put("speed_units_s", Figures.round(t.speed()));
    evidence.put("speed_threshold_units_s", config.maxSpeedUnits());
    evidence.put("track", t.id());
    double confidence = Math.min(0.99, (road ? 0.5 : 0.4) + 0.5 * t.confidence());
    Place at = new Place(w.x, w.y, confidence, evidence, w.trace.record());
    FindingBook.Entry open = w.entry;
    if (open == null) {
      open = book.openNear(IncidentType.PEDESTRIAN_ON_ROAD, w.x, w.y, config.mergeUnits() * w.unit);
    }
    if (open != null) {
      if (told.compareTo(open.severity()) > 0) {
        book.update(open, told, at);
      }
      w.entry = open;
      w.high = road || isHigh(open);
      return;
    }
    double since = scene.now() - config.cooldownSeconds();
    // A person in the road is never silenced by one at its edge.
    if (road || !book.coolingDown(IncidentType.PEDESTRIAN_ON_ROAD, at, 3 * w.unit, since)) {
      w.entry = book.confirm(IncidentType.PEDESTRIAN_ON_ROAD, told, s.since(), scene.now(), at);
      w.high = road;
    }
  }

  private boolean isHigh(FindingBook.Entry entry) {
    for (int i = 0; i < walkers.size(); i++) {
      if (walkers.get(i).entry == entry && walkers.get(i).high) {
        return true;
      }
    }
    return false;
  }

  private void settle(Walker w, Scene scene, FindingBook book) {
    if (w.entry == null || w.road.confirmed() || w.beside.confirmed()) {
      return;
    }
    FindingBook.Entry entry = w.entry;
    w.entry = null;
    w.high = false;
    for (int i = 0; i < walkers.size(); i++) {
      if (walkers.get(i).entry == entry) {
        return;
      }
    }
    book.clear(entry, scene.now());
  }

  @Override
  public void interrupt() {
    for (Walker w : walkers) {
      w.road.interrupt();
      w.beside.interrupt();
    }
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Walker w : walkers) {
      most = Math.max(most, Math.max(w.road.share(), w.beside.share()));
    }
    return most;
  }
}
