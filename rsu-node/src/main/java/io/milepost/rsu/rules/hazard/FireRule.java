package io.milepost.rsu.rules.hazard;

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
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fire and smoke. Single frames are not believed (published detectors reach a precision near 0.77):
 * flames must be there for most of three seconds, smoke alone for most of six, and live, that is
 * change their height or grow; what does neither must last much longer and is told with less
 * severity. A light inside a moving vehicle and a light that never changes its shape are no fire.
 * What burns side by side is one fire.
 */
public final class FireRule implements Rule {
  private static final double MOVING_UNITS = 1;
  private static final double LEVEL_OF_LIGHTS = 0.9;

  /** Median confidence from which a detector is taken to be sure. */
  private static final double SURE = 0.55;

  /**
   * How much a frame without it counts, once it lives or is sure: small flames are often missed.
   */
  private static final double MISSED = 0.5;

  /** Weight of flames that live at a vehicle that stands. */
  private static final double BURNING_VEHICLE = 1.5;

  /** Furthest that two places of one fire are apart: sizes of the larger, share of the diagonal. */
  private static final double SIDE_BY_SIDE = 3;

  private static final double SAME_FIRE = 0.15;

  private final FireConfig config;
  private final List<Blaze> blazes = new ArrayList<>();

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public FireRule(FireConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Blaze b : blazes) {
      b.begin();
    }
    for (TrackedObject t : scene.tracks()) {
      boolean burning = t.type() == ObjectClass.FIRE || t.type() == ObjectClass.SMOKE;
      if (burning && !t.lost() && believable(t, scene)) {
        at(t).note(t, scene.now(), scene.whole(t.box()));
      }
    }
    for (Blaze b : blazes) {
      judge(b, scene, book);
    }
    blazes.removeIf(b -> b.suspicion.state() == Suspicion.State.IDLE);
  }

  private boolean believable(TrackedObject t, Scene scene) {
    if (t.history().confidence(0) < config.minConfidence()
        || t.box().area() < config.minAreaShare() * scene.width() * scene.height()) {
      return false;
    }
    for (TrackedObject v : scene.tracks()) {
      if (v.type().isVehicle()
          && !v.lost()
          && v.speed() > MOVING_UNITS
          && t.box().coveredBy(v.box()) > LEVEL_OF_LIGHTS) {
        return false;
      }
    }
    return true;
  }

  private Blaze at(TrackedObject t) {
    for (Blaze b : blazes) {
      if (b.at(t)) {
        return b;
      }
    }
    double leak = config.presence() / (1 - config.presence());
    double needed = config.presence() * seconds(t.type());
    Blaze begun =
        new Blaze(
            t.type(),
            leak,
            new Suspicion(needed, leak, config.clearSeconds()),
            new Trace(
                Condition.atLeast("detector_confidence", config.minConfidence()),
                Condition.atLeast("variation", config.livelyVariation()),
                Condition.atLeast("growth", config.livelyGrowth()),
                Condition.atLeast("evidence_seconds", needed)));
    blazes.add(begun);
    return begun;
  }

  private double seconds(ObjectClass type) {
    return type == ObjectClass.FIRE ? config.fireSeconds() : config.smokeSeconds();
  }

  private boolean lives(Blaze b) {
    return b.variation() >= config.livelyVariation() || b.growth() >= config.livelyGrowth();
  }

  private void judge(Blaze b, Scene scene, FindingBook book) {
    Suspicion.Change change = weigh(b, scene);
    b.trace
        .frame(scene.now())
        .set(0, b.seen() ? b.confidence() : Double.NaN)
        .set(1, b.variation())
        .set(2, b.growth())
        .set(3, b.suspicion.share() * config.presence() * seconds(b.type()));
    if (change == Suspicion.Change.CLEARED && b.told != null) {
      clear(b, scene, book);
    } else if (b.suspicion.confirmed() && b.seen()) {
      if (b.told == null) {
        // Also later than at the first confirmation: a cool-down or a finding nearby may have
        // refused it.
        confirm(b, scene, book);
      } else {
        raise(b, scene, book);
      }
    }
  }

  private Suspicion.Change weigh(Blaze b, Scene scene) {
    b.count(scene.dt());
    if (b.suspicion.confirmed()) {
      return b.suspicion.update(scene.now(), scene.dt(), b.seen() ? 1 : 0);
    }
    boolean sure = b.best() >= SURE;
    boolean lives = lives(b);
    if (!b.seen()) {
      return b.suspicion.update(scene.now(), sure || lives ? MISSED * scene.dt() : scene.dt(), 0);
    }
    if (b.suspicion.share() > 0.9 && !lives && !lasts(b)) {
      // Enough of it was seen, and it has yet to show that it is no lamp.
      return b.suspicion.update(scene.now(), 0, 1);
    }
    double weight = sure && lives && vehicleStandsAt(b, scene) ? BURNING_VEHICLE : 1;
    return b.suspicion.update(scene.now(), scene.dt(), weight);
  }

  private boolean lasts(Blaze b) {
    return b.variation() >= config.minVariation()
        && b.evidence() >= config.presence() * config.steadySeconds();
  }

  /** The finding is over when nothing of it burns any more. */
  private void clear(Blaze b, Scene scene, FindingBook book) {
    Blaze.Told told = b.told;
    b.told = null;
    for (Blaze other : blazes) {
      if (other.told == told) {
        return;
      }
    }
    book.clear(told.entry, scene.now());
  }

  private void confirm(Blaze b, Scene scene, FindingBook book) {
    for (Blaze other : blazes) {
      if (other.told != null && other.type() == b.type() && sameFire(b, other, scene)) {
        b.told = other.told;
        raise(b, scene, book);
        return;
      }
    }
    boolean fire = b.type() == ObjectClass.FIRE;
    IncidentType type = fire ? IncidentType.FIRE : IncidentType.SMOKE;
    Place place = place(b, scene);
    double radius = SIDE_BY_SIDE * b.size();
    if (!fire && book.openNear(IncidentType.FIRE, b.x(), b.y(), 2 * radius) != null
        || book.coolingDown(type, place, radius, scene.now() - config.cooldownSeconds())) {
      return;
    }
    Severity severity = severity(b, scene);
    b.told =
        new Blaze.Told(
            book.confirm(type, severity, b.suspicion.since(), scene.now(), place), severity);
  }

  private static boolean sameFire(Blaze a, Blaze b, Scene scene) {
    double reach =
        Math.max(SIDE_BY_SIDE * Math.max(a.size(), b.size()), SAME_FIRE * scene.diagonal());
    return Math.hypot(a.x() - b.x(), a.y() - b.y()) <= reach;
  }

  /** Tells again when it turns out to be worse. */
  private void raise(Blaze b, Scene scene, FindingBook book) {
    Severity now = severity(b, scene);
    if (now.compareTo(b.told.severity) > 0) {
      b.told.severity = now;
      book.update(b.told.entry, now, place(b, scene));
    }
  }

  /**
   * Flames that live are critical when the detector is sure or something speaks for them, high
   * otherwise. What only lasts is high when something speaks for it. All else is worth a look.
   */
  private Severity severity(Blaze b, Scene scene) {
    if (b.type() == ObjectClass.SMOKE) {
      return Severity.MEDIUM;
    }
    boolean context = smokes(b, scene) || vehicleStandsAt(b, scene);
    if (lives(b)) {
      return b.best() >= SURE || context ? Severity.CRITICAL : Severity.HIGH;
    }
    return b.best() >= SURE && context ? Severity.HIGH : Severity.MEDIUM;
  }

  private boolean smokes(Blaze flames, Scene scene) {
    for (Blaze b : blazes) {
      if (b.type() == ObjectClass.SMOKE && lives(b) && sameFire(flames, b, scene)) {
        return true;
      }
    }
    return false;
  }

  private Place place(Blaze b, Scene scene) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("detector_confidence", Figures.round(b.best()));
    evidence.put("detector_threshold", config.minConfidence());
    evidence.put("seen_for_seconds", Figures.round(scene.now() - b.suspicion.since()));
    evidence.put("presence_threshold", config.presence());
    evidence.put("variation", Figures.round(b.variation()));
    evidence.put("variation_threshold", config.livelyVariation());
    evidence.put("growth", Figures.round(b.growth()));
    evidence.put("growth_threshold", config.livelyGrowth());
    evidence.put("vehicle", vehicleStandsAt(b, scene));
    double sure = b.type() == ObjectClass.FIRE ? 0.3 + 0.7 * b.best() : 0.8 * b.best();
    return new Place(b.x(), b.y(), Math.min(0.99, sure), evidence, b.trace.record());
  }

  private static boolean vehicleStandsAt(Blaze b, Scene scene) {
    for (TrackedObject v : scene.tracks()) {
      if (v.type().isVehicle()
          && v.speed() <= MOVING_UNITS
          && b.x() >= v.box().left()
          && b.x() <= v.box().right()
          && b.y() >= v.box().top()
          && b.y() <= v.box().bottom() + b.size() / 2) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void interrupt() {
    for (Blaze b : blazes) {
      b.suspicion.interrupt();
    }
    blazes.removeIf(b -> b.suspicion.state() == Suspicion.State.IDLE);
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Blaze b : blazes) {
      most = Math.max(most, b.suspicion.share());
    }
    return most;
  }
}
