package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stopped vehicle. A vehicle that drove and has not left its place since. Bound to the place and
 * not to the track, so that a change of identity does not start the clock again. Silent in a queue,
 * in a jam and next to a collision or a fire that is already told.
 */
final class StoppedRule implements Rule {
  private static final double NOTICE_SECONDS = 1;
  private static final double SAME_PLACE_UNITS = 0.8;
  private static final double TOLD_UNITS = 5;
  private static final double MERGE_UNITS = 8;
  private static final double HEAD_SECONDS = 4;

  private static final double LANE_VEHICLES = 2;

  private static final int STANDING = 0;
  private static final int BEFORE = 1;
  private static final int QUEUE = 2;
  private static final double LEAK = 2;

  private final StoppedConfig config;
  private final FlowMap flow;
  private final Worksites worksites;
  private final Carriageway carriageway;
  private final Waits waits = new Waits();
  private final List<Slot> slots = new ArrayList<>();

  /** A place where something stands. */
  private final class Slot {
    private final Suspicion suspicion;
    private final double since;
    private final Blockage blockage = new Blockage();
    private final Trace trace =
        new Trace(
            Condition.atLeast("standing_seconds", config.stopSeconds()),
            Condition.atLeast("speed_before_units_s", config.movedUnits()),
            Condition.atMost("others_standing", config.queueVehicles() - 1));
    private double seen;
    private boolean lane;
    private boolean owner;
    private double x;
    private double y;
    private double unit;
    private boolean drove;
    private TrackedObject occupant;
    private FindingBook.Entry entry;

    private Slot(Suspicion suspicion, double since) {
      this.suspicion = suspicion;
      this.since = since;
    }
  }

  StoppedRule(StoppedConfig config, FlowMap flow, Worksites worksites) {
    this.config = config;
    this.flow = flow;
    this.worksites = worksites;
    this.carriageway = new Carriageway(flow, LANE_VEHICLES);
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Slot s : slots) {
      s.occupant = null;
    }
    int standing = 0;
    int driving = 0;
    for (TrackedObject t : scene.tracks()) {
      if (!looksAt(t, scene)) {
        continue;
      }
      boolean stands = t.stationaryFor(scene.now()) >= NOTICE_SECONDS;
      if (stands) {
        occupy(t, scene);
        standing += t.peakSpeed() >= config.movedUnits() && !t.lost() ? 1 : 0;
      } else {
        driving += !t.lost() && t.speed() > 0.5 ? 1 : 0;
      }
    }
    Slot head = head();
    boolean jam = book.isOpen(IncidentType.CONGESTION);
    for (Slot s : slots) {
      boolean queue = standing - 1 >= config.queueVehicles() && driving < standing;
      judge(s, (jam || queue) && s != head, standing, scene, book);
    }
    forget(scene, book);
  }

  /** Who stood alone for a while before anybody else: the cause of a queue, not part of it. */
  private Slot head() {
    Slot first = null;
    double second = Double.MAX_VALUE;
    for (int i = 0; i < slots.size(); i++) {
      Slot s = slots.get(i);
      if (s.drove && s.occupant != null) {
        if (first == null || s.since < first.since) {
          second = first == null ? second : first.since;
          first = s;
        } else {
          second = Math.min(second, s.since);
        }
      }
    }
    return first != null && second - first.since >= HEAD_SECONDS ? first : null;
  }

  private void forget(Scene scene, FindingBook book) {
    for (int i = slots.size() - 1; i >= 0; i--) {
      Slot s = slots.get(i);
      if (s.suspicion.state() == Suspicion.State.IDLE) {
        if (s.drove && s.seen > 0) {
          waits.add(s.x, s.y, s.seen - s.since, scene.now());
        }
        s.blockage.close(scene, book);
        slots.remove(i);
      }
    }
  }

  private boolean looksAt(TrackedObject t, Scene scene) {
    boolean known = t.hits() >= 4 && t.unit() >= config.minUnitPixels();
    return known && t.type().isVehicle() && !allowed(t, scene);
  }

  /** Whether standing here is nobody's business: off the drawn road, parked, at roadworks. */
  private boolean allowed(TrackedObject t, Scene scene) {
    SceneGeometry g = scene.geometry();
    double x = t.groundX();
    double y = t.groundY();
    if (g.inside(ZoneType.PARKING, x, y)
        || g.inside(ZoneType.IGNORE, x, y)
        || worksites.around(x, y)) {
      return true;
    }
    return Carriageway.drawn(g)
        && !g.inside(ZoneType.CARRIAGEWAY, x, y)
        && !g.inside(ZoneType.LANE, x, y)
        && !g.inside(ZoneType.SHOULDER, x, y);
  }

  private void occupy(TrackedObject t, Scene scene) {
    Slot slot = null;
    for (Slot s : slots) {
      if (Math.hypot(s.x - t.groundX(), s.y - t.groundY()) <= SAME_PLACE_UNITS * s.unit
          && (s.occupant == null || s.occupant.lost())) {
        slot = s;
        break;
      }
    }
    if (slot == null) {
      if (t.lost()) {
        return;
      }
      double usual = waits.usual(t.groundX(), t.groundY(), t.unit(), scene.now());
      double on = Math.max(0.5, Math.max(config.stopSeconds(), usual) - NOTICE_SECONDS);
      slot = new Slot(new Suspicion(on, LEAK, config.clearSeconds()), t.stationarySince());
      slot.x = t.groundX();
      slot.y = t.groundY();
      slots.add(slot);
    }
    slot.unit = t.unit();
    slot.occupant = t;
    slot.seen = scene.now();
    slot.drove |= t.peakSpeed() >= config.movedUnits();
  }

  /** Held: something stands there, but for the moment it neither adds to the evidence nor takes. */
  private enum Stand {
    GONE,
    HELD,
    COUNTS
  }

  private Stand stand(Slot s, boolean excused, FindingBook book) {
    if (s.occupant == null) {
      return Stand.GONE;
    }
    if (s.suspicion.confirmed()) {
      return Stand.COUNTS;
    }
    double near = TOLD_UNITS * s.unit;
    if (book.openNear(IncidentType.COLLISION, s.x, s.y, near) != null
        || book.openNear(IncidentType.FIRE, s.x, s.y, near) != null) {
      return Stand.GONE;
    }
    return excused || !s.drove || s.occupant.lost() ? Stand.HELD : Stand.COUNTS;
  }

  private void judge(Slot s, boolean excused, int standing, Scene scene, FindingBook book) {
    Stand stand = stand(s, excused, book);
    s.trace
        .frame(scene.now())
        .set(STANDING, scene.now() - s.since)
        .set(BEFORE, s.occupant == null ? Double.NaN : s.occupant.peakSpeed())
        .set(QUEUE, excused ? Math.max(config.queueVehicles(), standing - 1) : 0);
    double dt = stand == Stand.HELD ? 0 : scene.dt();
    Suspicion.Change change = s.suspicion.update(scene.now(), dt, stand == Stand.GONE ? 0 : 1);
    if (change == Suspicion.Change.CLEARED) {
      release(s, scene, book);
    } else if (s.suspicion.confirmed() && s.entry == null && stand == Stand.COUNTS) {
      // Also later than at the first confirmation: a cool-down may have refused it.
      confirm(s, scene, book);
    }
    if (s.entry != null) {
      raise(s, scene, book);
      s.blockage.observe(s.x, s.y, s.unit, s.lane && s.occupant != null, flow, scene, book);
    }
  }

  /** The lane may become known only while it stands there. */
  private void raise(Slot s, Scene scene, FindingBook book) {
    if (!s.lane && s.owner && s.occupant != null && inLane(s, scene)) {
      s.lane = true;
      Map<String, Object> evidence = s.entry.evidence();
      evidence.put("in_lane", true);
      Place place = new Place(s.x, s.y, s.entry.confidence(), evidence);
      book.update(s.entry, Severity.HIGH, place);
    }
  }

  private boolean inLane(Slot s, Scene scene) {
    return carriageway.at(s.x, s.y, s.unit, 0, 0, scene) == Carriageway.Place.LANE;
  }

  /** Closes a finding when nobody else it stands for is left. */
  private void release(Slot s, Scene scene, FindingBook book) {
    FindingBook.Entry entry = s.entry;
    s.entry = null;
    if (entry == null) {
      return;
    }
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).entry == entry) {
        return;
      }
    }
    book.clear(entry, scene.now());
  }

  private void confirm(Slot s, Scene scene, FindingBook book) {
    TrackedObject t = s.occupant;
    s.lane = inLane(s, scene);
    FindingBook.Entry open =
        book.openNear(IncidentType.STOPPED_VEHICLE, s.x, s.y, MERGE_UNITS * s.unit);
    if (open != null) {
      s.entry = open;
      return;
    }
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("standing_seconds", CollisionRule.round(scene.now() - s.since));
    evidence.put("standing_threshold_seconds", config.stopSeconds());
    evidence.put("speed_before_units_s", CollisionRule.round(t.peakSpeed()));
    evidence.put("speed_before_threshold_units_s", config.movedUnits());
    evidence.put("track", t.id());
    evidence.put("class", t.label());
    evidence.put("in_lane", s.lane);
    double confidence = Math.min(0.99, 0.5 + 0.5 * t.confidence());
    Place place = new Place(s.x, s.y, confidence, evidence, s.trace.record());
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.STOPPED_VEHICLE, place, 2 * s.unit, since)) {
      s.entry =
          book.confirm(
              IncidentType.STOPPED_VEHICLE,
              s.lane ? Severity.HIGH : Severity.MEDIUM,
              s.since,
              scene.now(),
              place);
      s.owner = true;
    }
  }

  @Override
  public void interrupt() {
    for (Slot s : slots) {
      s.suspicion.interrupt();
    }
    slots.removeIf(s -> s.suspicion.state() == Suspicion.State.IDLE && s.entry == null);
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Slot s : slots) {
      most = Math.max(most, s.suspicion.share());
    }
    return most;
  }
}
