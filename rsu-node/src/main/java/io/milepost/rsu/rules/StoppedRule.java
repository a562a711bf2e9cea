package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
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
  private static final double TOLD_UNITS = 8;
  private static final double LEAK = 2;

  private final StoppedConfig config;
  private final List<Slot> slots = new ArrayList<>();

  /** A place where something stands. */
  private static final class Slot {
    private final Suspicion suspicion;
    private final double since;
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

  StoppedRule(StoppedConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Slot s : slots) {
      s.occupant = null;
    }
    int standing = 0;
    int driving = 0;
    for (TrackedObject t : scene.tracks()) {
      if (!t.type().isVehicle() || t.unit() < config.minUnitPixels() || t.hits() < 4) {
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
    boolean jam = book.isOpen(IncidentType.CONGESTION);
    for (Slot s : slots) {
      boolean queue = standing - 1 >= config.queueVehicles() && driving < standing;
      judge(s, jam || queue, scene, book);
    }
    slots.removeIf(s -> s.suspicion.state() == Suspicion.State.IDLE);
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
      double on = Math.max(0.5, config.stopSeconds() - NOTICE_SECONDS);
      slot = new Slot(new Suspicion(on, LEAK, config.clearSeconds()), t.stationarySince());
      slot.x = t.groundX();
      slot.y = t.groundY();
      slots.add(slot);
    }
    slot.unit = t.unit();
    slot.occupant = t;
    slot.drove |= t.peakSpeed() >= config.movedUnits();
  }

  /** Held: something stands there, but for the moment it neither adds to the evidence nor takes. */
  private enum Stand {
    GONE,
    HELD,
    COUNTS
  }

  private static Stand stand(Slot s, boolean excused, FindingBook book) {
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

  private void judge(Slot s, boolean excused, Scene scene, FindingBook book) {
    Stand stand = stand(s, excused, book);
    if (System.getProperty("sd") != null && Math.abs(scene.now() % 5) < 0.05)
      System.out.printf(
          "   %.1f slot (%.0f,%.0f) u %.0f drove %s peak %.2f lost %s stand %s share %.2f excused %s%n",
          scene.now(),
          s.x,
          s.y,
          s.unit,
          s.drove,
          s.occupant == null ? -1 : s.occupant.peakSpeed(),
          s.occupant == null ? null : s.occupant.lost(),
          stand,
          s.suspicion.share(),
          excused);
    double dt = stand == Stand.HELD ? 0 : scene.dt();
    Suspicion.Change change = s.suspicion.update(scene.now(), dt, stand == Stand.GONE ? 0 : 1);
    if (change == Suspicion.Change.CLEARED) {
      if (s.entry != null) {
        book.clear(s.entry, scene.now());
      }
    } else if (s.suspicion.confirmed() && s.entry == null && stand == Stand.COUNTS) {
      // Also later than at the first confirmation: a cool-down may have refused it.
      confirm(s, scene, book);
    }
  }

  private void confirm(Slot s, Scene scene, FindingBook book) {
    TrackedObject t = s.occupant;
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("standing_seconds", CollisionRule.round(scene.now() - s.since));
    evidence.put("standing_threshold_seconds", config.stopSeconds());
    evidence.put("speed_before_units_s", CollisionRule.round(t.peakSpeed()));
    evidence.put("speed_before_threshold_units_s", config.movedUnits());
    evidence.put("track", t.id());
    evidence.put("class", t.label());
    double confidence = Math.min(0.99, 0.5 + 0.5 * t.confidence());
    Place place = new Place(s.x, s.y, confidence, evidence);
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.STOPPED_VEHICLE, place, 2 * s.unit, since)) {
      s.entry =
          book.confirm(IncidentType.STOPPED_VEHICLE, Severity.MEDIUM, s.since, scene.now(), place);
    }
  }

  @Override
  public void interrupt() {
    for (Slot s : slots) {
      s.suspicion.interrupt();
    }
    slots.removeIf(s -> s.suspicion.state() == Suspicion.State.IDLE);
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
