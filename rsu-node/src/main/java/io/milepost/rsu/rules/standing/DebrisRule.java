package io.milepost.rsu.rules.standing;

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
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that lies on the carriageway, drawn or learned. Bound to the place: traffic that drives
 * over it or hides it neither adds to the evidence nor takes. What a vehicle or a person covers is
 * no debris.
 */
public final class DebrisRule implements Rule {
  private static final double COVERED = 0.3;
  private static final double SAME_PLACE_UNITS = 1;
  private static final double LEAST_PIXELS = 8;

  private final DebrisConfig config;
  private final FlowMap flow;
  private final Worksites worksites;
  private final Carriageway carriageway;
  private final List<Piece> pieces = new ArrayList<>();

  /** A place where something lies. */
  private final class Piece {
    private final Suspicion suspicion =
        new Suspicion(
            config.presence() * config.lieSeconds(),
            config.presence() / (1 - config.presence()),
            config.clearSeconds());
    private final Trace trace =
        new Trace(
            Condition.atLeast("seen_seconds", config.presence() * config.lieSeconds()),
            Condition.atLeast("lying_seconds", config.lieSeconds()),
            Condition.atLeast("confidence", config.minConfidence()));
    private final Blockage blockage = new Blockage();
    private double since;
    private double x;
    private double y;
    private double unit;
    private boolean seen;
    private boolean lane;
    private Box box;
    private double confidence;
    private FindingBook.Entry entry;
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   * @param worksites where roadworks are; shared by its rules
   */
  public DebrisRule(DebrisConfig config, FlowMap flow, Worksites worksites) {
    this.config = config;
    this.flow = flow;
    this.worksites = worksites;
    this.carriageway = new Carriageway(flow, config.learnedVehicles());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Piece p : pieces) {
      p.seen = false;
    }
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.type() == ObjectClass.DEBRIS
          && !t.lost()
          && t.history().confidence(0) >= config.minConfidence()
          && !covered(t.box(), scene)) {
        note(t, scene);
      }
    }
    for (int i = pieces.size() - 1; i >= 0; i--) {
      Piece p = pieces.get(i);
      judge(p, scene, book);
      if (p.suspicion.state() == Suspicion.State.IDLE) {
        p.blockage.close(scene, book);
        pieces.remove(i);
      }
    }
  }

  private static boolean covered(Box b, Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      boolean other =
          o.type().isVehicle() || o.type() == ObjectClass.PERSON || o.type() == ObjectClass.BICYCLE;
      if (other && b.coveredBy(o.lost() ? o.predicted() : o.box()) > COVERED) {
        return true;
      }
    }
    return false;
  }

  private void note(TrackedObject t, Scene scene) {
    double unit = Math.max(LEAST_PIXELS, Math.max(t.box().width(), t.box().height()));
    Piece at = null;
    for (int i = 0; i < pieces.size() && at == null; i++) {
      Piece p = pieces.get(i);
      if (Math.hypot(p.x - t.groundX(), p.y - t.groundY()) <= SAME_PLACE_UNITS * p.unit) {
        at = p;
      }
    }
    if (at == null) {
      Carriageway.Place where = carriageway.at(t.groundX(), t.groundY(), 2 * unit, 0, 0, scene);
      boolean road = where == Carriageway.Place.LANE || where == Carriageway.Place.ROAD;
      if (!road || worksites.around(t.groundX(), t.groundY())) {
        return;
      }
      at = new Piece();
      at.x = t.groundX();
      at.y = t.groundY();
      at.since = scene.now();
      at.lane = where == Carriageway.Place.LANE;
      pieces.add(at);
    }
    at.unit = unit;
    at.box = t.box();
    at.seen = true;
    at.confidence = Math.max(at.confidence * 0.99, t.confidence());
  }

  private void judge(Piece p, Scene scene, FindingBook book) {
    boolean hidden = !p.seen && covered(p.box, scene);
    double lies = scene.now() - p.since;
    double dt = hidden ? 0 : scene.dt();
    p.trace
        .frame(scene.now())
        .set(0, p.suspicion.share() * config.presence() * config.lieSeconds())
        .set(1, lies)
        .set(2, p.seen ? p.confidence : Double.NaN);
    Suspicion.Change change =
        p.suspicion.update(scene.now(), early(p, lies) ? 0 : dt, holds(p, hidden) ? 1 : 0);
    if (change == Suspicion.Change.CLEARED && p.entry != null) {
      book.clear(p.entry, scene.now());
      p.entry = null;
    } else if (p.suspicion.confirmed() && p.entry == null && p.seen) {
      confirm(p, scene, book);
    }
    if (p.entry != null) {
      p.blockage.observe(p.x, p.y, 2 * p.unit, p.lane, flow, scene, book);
    }
  }

  private boolean early(Piece p, double lies) {
    return p.seen && lies < config.lieSeconds() && p.suspicion.share() > 0.9;
  }

  private static boolean holds(Piece p, boolean hidden) {
    return p.seen || hidden && p.suspicion.share() > 0;
  }

  private void confirm(Piece p, Scene scene, FindingBook book) {
    if (worksites.around(p.x, p.y)) {
      return;
    }
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("lying_seconds", Figures.round(scene.now() - p.since));
    evidence.put("lying_threshold_seconds", config.lieSeconds());
    evidence.put("presence_threshold", config.presence());
    evidence.put("detector_confidence", Figures.round(p.confidence));
    evidence.put("in_lane", p.lane);
    evidence.put("road", Carriageway.drawn(scene.geometry()) ? "drawn" : "learned");
    Place place =
        new Place(p.x, p.y, Math.min(0.95, 0.3 + 0.6 * p.confidence), evidence, p.trace.record());
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.DEBRIS, place, 2 * p.unit, since)
        && book.openNear(IncidentType.DEBRIS, p.x, p.y, 2 * p.unit) == null) {
      p.entry =
          book.confirm(
              IncidentType.DEBRIS,
              p.lane ? Severity.MEDIUM : Severity.LOW,
              p.since,
              scene.now(),
              place);
    }
  }

  @Override
  public void interrupt() {
    for (Piece p : pieces) {
      p.suspicion.interrupt();
    }
    pieces.removeIf(p -> p.suspicion.state() == Suspicion.State.IDLE && p.entry == null);
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Piece p : pieces) {
      most = Math.max(most, p.suspicion.share());
    }
    return most;
  }
}
