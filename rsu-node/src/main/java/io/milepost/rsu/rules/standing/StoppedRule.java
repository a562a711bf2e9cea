package io.milepost.rsu.rules.standing;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stopped vehicle. A vehicle that was followed from driving to standing and has not left its place
 * since. Silent where others wait with it and nobody drives past, as before a signal, in a jam, for
 * a bus with people beside it, and next to a collision or a fire that is already told.
 */
public final class StoppedRule implements Rule {
  private static final double NOTICE_SECONDS = 1;
  private static final double SAME_PLACE_UNITS = 0.8;
  private static final double SAME_PLACE_WIDTHS = 0.4;
  private static final double PARKED_UNITS = 1.2;

  private static final double STILL_SPEED = 0.5;
  private static final double MERGE_UNITS = 8;
  private static final double LANE_VEHICLES = 2;

  /** A place must have been seen taken for this share of the time. */
  private static final double SEEN_SHARE = 0.5;

  /** What is seen less than this is a parked car behind others that shows now and then. */
  private static final double SELDOM_SHARE = 0.25;

  /** What nobody saw leaving may be hidden this long. */
  private static final double HIDDEN_SECONDS = 32;

  /** A place where something stood from the beginning is remembered this long. */
  private static final double PARKED_SECONDS = 120;

  /** A place must have been empty this long before somebody else can drive there. */
  private static final double EMPTY_SECONDS = 2;

  /** Who drove on sooner may have waited for a signal, even when it was told of. */
  private static final double PHASE_SECONDS = 150;

  /** The longest that a group is believed to wait for a signal while nobody passes. */
  private static final double WAIT_SECONDS = 60;

  /** How long a bus may stand longer while people are beside it. */
  private static final double BOARDING_SECONDS = 15;

  /** Nobody waits across a lane: that is told before a vehicle counts as stopped. */
  private static final double ACROSS_SECONDS = 4;

  private static final int STANDING = 0;
  private static final int BEFORE = 1;
  private static final int QUEUE = 2;

  private final StoppedConfig config;
  private final FlowMap flow;
  private final Worksites worksites;
  private final Carriageway carriageway;
  private final Waits waits = new Waits();
  private final Arrival arrival = new Arrival();
  private final Comers comers;
  private final List<Slot> slots = new ArrayList<>();
  private final Pose pose = new Pose();
  private boolean interrupted;

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   * @param worksites where roadworks are; shared by its rules
   */
  public StoppedRule(StoppedConfig config, FlowMap flow, Worksites worksites) {
    this.config = config;
    this.flow = flow;
    this.worksites = worksites;
    this.carriageway = new Carriageway(flow, LANE_VEHICLES);
    this.comers = new Comers(config.movedUnits(), flow.road(), carriageway);
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (int i = 0; i < slots.size(); i++) {
      Stand s = slots.get(i).stand;
      s.since = interrupted && slots.get(i).entry == null ? Double.NaN : s.since;
      s.occupant = null;
    }
    interrupted = false;
    comers.learn(scene);
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (looksAt(t, scene)) {
        occupy(t, scene);
      }
    }
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).stand.attend(scene);
      slots.get(i).stand.look(pose, flow, scene);
    }
    boolean jam = book.isOpen(IncidentType.CONGESTION);
    for (int i = 0; i < slots.size(); i++) {
      judge(slots.get(i), jam, scene, book);
    }
    forget(scene, book);
  }

  private boolean looksAt(TrackedObject t, Scene scene) {
    boolean known = t.hits() >= 4 && t.unit() >= config.minUnitPixels();
    return known && t.type().isVehicle() && !Halts.allowed(t, worksites, scene);
  }

  /** The place where an object is: its own before, else the nearest; null when it is a new one. */
  private Slot at(TrackedObject t) {
    Slot best = null;
    double nearest = Double.MAX_VALUE;
    double reach = Math.max(SAME_PLACE_UNITS * t.unit(), SAME_PLACE_WIDTHS * t.box().width());
    for (int i = 0; i < slots.size(); i++) {
      Stand s = slots.get(i).stand;
      double d = Math.hypot(s.x - t.groundX(), s.y - t.groundY());
      d = s.last == t ? d / 2 : d;
      if (d <= reach && d < nearest && !s.taken()) {
        nearest = d;
        best = slots.get(i);
      }
    }
    return best;
  }

  /** Puts a vehicle that stands into the place where it does. */
  private void occupy(TrackedObject t, Scene scene) {
    boolean stands = t.stationaryFor(scene.now()) >= NOTICE_SECONDS;
    if (!stands && t.speed() > STILL_SPEED) {
      return;
    }
    Slot slot = at(t);
    if (slot == null) {
      if (stands && !t.lost()) {
        slot =
            new Slot(
                new Trace(
                    Condition.atLeast("standing_seconds", config.stopSeconds()),
                    Condition.atLeast("speed_before_units_s", config.movedUnits()),
                    Condition.atMost("others_standing", config.queueVehicles() - 1)));
        slots.add(slot);
        settle(slot.stand, t, scene);
        slot.stand.occupant = t;
      }
      return;
    }
    Stand s = slot.stand;
    if (t != s.last && (t.lost() || !stands)) {
      return;
    }
    if (t != s.last) {
      relieve(slot, t, scene);
    }
    s.occupant = t;
  }

  /** Another track at a known place: mostly the same vehicle, unless it was seen coming. */
  private void relieve(Slot slot, TrackedObject t, Scene scene) {
    Stand s = slot.stand;
    if (slot.entry != null) {
      return;
    }
    arrival.measure(t, config.movedUnits());
    boolean empty = s.unseen >= EMPTY_SECONDS && arrival.since() > scene.now() - s.unseen;
    boolean gone = s.left || empty;
    if (gone && arrival.drove() && !(arrival.abrupt() && Comers.exchanged(t, arrival, scene))) {
      waited(s, scene);
      settle(s, t, scene);
    }
  }

  private void settle(Stand s, TrackedObject t, Scene scene) {
    boolean drove = comers.came(t, arrival, scene);
    s.settle(t, arrival, drove && !parked(s, t));
    s.last = t;
  }

  /** Whether something that never drove stands here: then the identities were swapped. */
  private boolean parked(Stand self, TrackedObject t) {
    for (int i = 0; i < slots.size(); i++) {
      Stand s = slots.get(i).stand;
      if (s != self
          && s.last != t
          && !s.drove
          && s.watched >= NOTICE_SECONDS
          && Math.hypot(s.x - t.groundX(), s.y - t.groundY()) <= PARKED_UNITS * s.unit) {
        return true;
      }
    }
    return false;
  }

  private void forget(Scene scene, FindingBook book) {
    for (int i = slots.size() - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      Stand s = slot.stand;
      double patience = s.drove ? s.left ? config.clearSeconds() : HIDDEN_SECONDS : PARKED_SECONDS;
      if (s.unseen >= patience) {
        if (slot.entry == null || s.left && s.stood(scene.now()) <= PHASE_SECONDS) {
          waited(s, scene);
        }
        release(slot, scene, book);
        slot.blockage.close(scene, book);
        slots.remove(i);
      }
    }
  }

  private void waited(Stand s, Scene scene) {
    if (s.drove && !Double.isNaN(s.since)) {
      waits.add(s.x, s.y, scene.now() - s.unseen - s.since, scene.now());
    }
  }

  /** Seconds it must stand here. */
  private double threshold(Stand s, Scene scene) {
    double usual = waits.usual(s.x, s.y, s.unit, scene.now());
    s.boarding |= Halts.boarding(s, scene);
    double boarding = s.boarding ? BOARDING_SECONDS : 0;
    return Math.max(config.stopSeconds() + boarding, usual);
  }

  /** How many wait with it: ahead of it, or with it while nobody drives past. */
  private int waiting(Stand s, boolean jam, double now) {
    int beside = 0;
    boolean ahead = false;
    for (int i = 0; i < slots.size(); i++) {
      Stand o = slots.get(i).stand;
      if (slots.get(i).entry == null && s.follows(o)) {
        return config.queueVehicles();
      }
      beside += s.waits(o) ? 1 : 0;
      ahead |= s.waitsFor(o);
    }
    s.heldUp = ahead;
    s.queuedAt = beside > 0 ? now : s.queuedAt;
    s.heldUpAt = ahead ? now : s.heldUpAt;
    if (s.passed() >= Halts.PASSED || s.across) {
      return 0;
    }
    double most = ahead ? WAIT_SECONDS : Halts.HEAD_SECONDS;
    return jam || beside > 0 && s.stood(now) < most ? Math.max(1, beside) : 0;
  }

  private void judge(Slot slot, boolean jam, Scene scene, FindingBook book) {
    Stand s = slot.stand;
    double threshold = threshold(s, scene);
    double stood = s.stood(scene.now());
    int waiting = s.drove ? waiting(s, jam, scene.now()) : 0;
    s.waited = waiting > 0 ? scene.now() : s.waited;
    slot.trace.frame(scene.now()).set(STANDING, stood).set(BEFORE, s.speedBefore);
    slot.trace.set(QUEUE, waiting);
    boolean counts = counts(s, threshold, scene);
    slot.share = counts ? Math.min(1, stood / threshold) : 0;
    if (slot.entry == null && counts && stood >= threshold && !Hindrance.explained(s, book)) {
      confirm(slot, scene, book);
    }
    if (slot.entry != null) {
      slot.share = 1;
      raise(slot, waiting, scene, book);
    }
    boolean across = counts && s.across && stood >= ACROSS_SECONDS;
    if (slot.entry != null || across && !Hindrance.explained(s, book)) {
      block(slot, waiting, scene, book);
    }
  }

  private void block(Slot slot, int waiting, Scene scene, FindingBook book) {
    Stand s = slot.stand;
    boolean lane =
        slot.lane || inLane(s, scene) || s.across && carriageway.road(s.x, s.y, s.unit, scene);
    boolean alone = waiting == 0;
    boolean present = lane && s.occupant != null && (alone || slot.blockage.open());
    slot.blockage.observe(s, present, alone && grave(s, scene), flow, scene, book);
  }

  /** Whether it came here, stands still, waits for nobody and was seen long enough. */
  private boolean counts(Stand s, double threshold, Scene scene) {
    return s.drove
        && s.still()
        && Halts.alone(s, scene)
        && s.watched >= SEEN_SHARE * (threshold - NOTICE_SECONDS)
        && s.watched >= SELDOM_SHARE * s.stood(scene.now());
  }

  /** The lane may become known only while it stands there, and so may that it hinders others. */
  private void raise(Slot slot, int waiting, Scene scene, FindingBook book) {
    Stand s = slot.stand;
    if (!slot.owner || slot.grave || !s.taken() || waiting > 0) {
      return;
    }
    boolean lane = slot.lane || inLane(s, scene);
    boolean grave = lane && grave(s, scene);
    if (grave || lane != slot.lane) {
      slot.lane = lane;
      slot.grave = grave;
      Map<String, Object> evidence = slot.entry.evidence();
      evidence.put("in_lane", true);
      evidence.put("standing_seconds", Figures.round(s.stood(scene.now())));
      evidence.put("drove_past", s.passed());
      Place place = new Place(s.x, s.y, slot.entry.confidence(), evidence);
      Severity severity = grave ? Carriageway.gravest(scene.geometry()) : Severity.MEDIUM;
      book.update(slot.entry, severity, place);
    }
  }

  private boolean grave(Stand s, Scene scene) {
    return s.drove
        && s.placed(scene.now())
        && carriageway.inside(s.x, s.y, s.unit, scene)
        && Hindrance.sure(s, waits.usual(s.x, s.y, s.unit, scene.now()), scene);
  }

  /** Whether it stands where vehicles drive: in a lane, or on what was drawn as carriageway. */
  private boolean inLane(Stand s, Scene scene) {
    Carriageway.Place place = carriageway.at(s.x, s.y, s.unit, 0, 0, scene);
    return place == Carriageway.Place.LANE
        || place == Carriageway.Place.ROAD && Carriageway.drawn(scene.geometry());
  }

  /** Closes a finding when nobody else it stands for is left. */
  private void release(Slot slot, Scene scene, FindingBook book) {
    FindingBook.Entry entry = slot.entry;
    slot.entry = null;
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

  private void confirm(Slot slot, Scene scene, FindingBook book) {
    Stand s = slot.stand;
    slot.lane = inLane(s, scene);
    slot.grave = slot.lane && grave(s, scene);
    FindingBook.Entry open =
        book.openNear(IncidentType.STOPPED_VEHICLE, s.x, s.y, MERGE_UNITS * s.unit);
    if (open != null) {
      slot.entry = open;
      return;
    }
    Map<String, Object> evidence = s.evidence(config, scene.now());
    evidence.put("in_lane", slot.lane);
    double confidence = Math.min(0.99, 0.5 + 0.5 * s.occupant.confidence());
    Place place = new Place(s.x, s.y, confidence, evidence, slot.trace.record());
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.STOPPED_VEHICLE, place, 2 * s.unit, since)) {
      slot.entry =
          book.confirm(
              IncidentType.STOPPED_VEHICLE,
              slot.grave ? Carriageway.gravest(scene.geometry()) : Severity.MEDIUM,
              s.since,
              scene.now(),
              place);
      slot.owner = true;
    }
  }

  @Override
  public void interrupt() {
    interrupted = true;
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (int i = 0; i < slots.size(); i++) {
      most = Math.max(most, slots.get(i).share);
    }
    return most;
  }
}
