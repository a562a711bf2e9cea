package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fire and smoke. Single frames are not believed (published detectors reach a precision near 0.77):
 * flames must be there for most of three seconds, smoke alone for most of six. A light inside a
 * moving vehicle and a light that never changes its shape are no fire.
 */
final class FireRule implements Rule {
  private static final double MOVING_UNITS = 1;
  private static final double LEVEL_OF_LIGHTS = 0.9;

  private final FireConfig config;
  private final List<Blaze> blazes = new ArrayList<>();

  /** Flames or smoke at one place. */
  private static final class Blaze {
    private final ObjectClass type;
    private final Suspicion suspicion;
    private final Trace trace;
    private double x;
    private double y;
    private double size;
    private double seenNow;
    private double seenBest;
    private double heightSum;
    private double heightSquares;
    private double firstHeight;
    private double lastHeight;
    private int heights;
    private boolean seen;
    private FindingBook.Entry entry;

    private Blaze(ObjectClass type, Suspicion suspicion, FireConfig config, double seconds) {
      this.type = type;
      this.suspicion = suspicion;
      this.trace =
          new Trace(
              Condition.atLeast("detector_confidence", config.minConfidence()),
              Condition.atLeast("variation", config.minVariation()),
              Condition.atLeast("evidence_seconds", config.presence() * seconds));
    }

    private double variation() {
      double mean = heightSum / Math.max(1, heights);
      double variance = heightSquares / Math.max(1, heights) - mean * mean;
      return mean <= 0 ? 0 : Math.sqrt(Math.max(0, variance)) / mean;
    }
  }

  FireRule(FireConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Blaze b : blazes) {
      b.seen = false;
    }
    for (TrackedObject t : scene.tracks()) {
      boolean burning = t.type() == ObjectClass.FIRE || t.type() == ObjectClass.SMOKE;
      if (burning && !t.lost() && believable(t, scene)) {
        note(t);
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

  private void note(TrackedObject t) {
    double x = t.box().centerX();
    double y = t.box().bottom();
    double size = Math.max(t.box().width(), t.box().height());
    Blaze at = null;
    for (Blaze b : blazes) {
      if (b.type == t.type() && Math.hypot(b.x - x, b.y - y) <= 1.5 * Math.max(size, b.size)) {
        at = b;
        break;
      }
    }
    if (at == null) {
      double seconds = t.type() == ObjectClass.FIRE ? config.fireSeconds() : config.smokeSeconds();
      double leak = config.presence() / (1 - config.presence());
      at =
          new Blaze(
              t.type(),
              new Suspicion(config.presence() * seconds, leak, config.clearSeconds()),
              config,
              seconds);
      at.firstHeight = t.box().height();
      at.size = size;
      blazes.add(at);
    }
    at.x = x;
    at.y = y;
    at.size += 0.2 * (size - at.size);
    at.seen = true;
    at.seenNow = t.history().confidence(0);
    at.seenBest = Math.max(at.seenBest * 0.99, t.confidence());
    at.lastHeight = t.box().height();
    at.heightSum += at.lastHeight;
    at.heightSquares += at.lastHeight * at.lastHeight;
    at.heights++;
  }

  private void judge(Blaze b, Scene scene, FindingBook book) {
    boolean alive = b.variation() >= config.minVariation() || b.suspicion.confirmed();
    double dt = b.seen && !alive && b.suspicion.share() > 0.9 ? 0 : scene.dt();
    Suspicion.Change change = b.suspicion.update(scene.now(), dt, b.seen ? 1 : 0);
    double seconds = b.type == ObjectClass.FIRE ? config.fireSeconds() : config.smokeSeconds();
    b.trace
        .frame(scene.now())
        .set(0, b.seen ? b.seenNow : Double.NaN)
        .set(1, b.variation())
        .set(2, b.suspicion.share() * config.presence() * seconds);
    if (change == Suspicion.Change.CLEARED && b.entry != null) {
      book.clear(b.entry, scene.now());
    } else if (b.suspicion.confirmed() && b.entry == null && b.seen) {
      // Also later than at the first confirmation: a cool-down or a finding nearby may have refused
      // it.
      confirm(b, scene, book);
    }
  }

  private void confirm(Blaze b, Scene scene, FindingBook book) {
    boolean fire = b.type == ObjectClass.FIRE;
    IncidentType type = fire ? IncidentType.FIRE : IncidentType.SMOKE;
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("detector_confidence", CollisionRule.round(b.seenBest));
    evidence.put("detector_threshold", config.minConfidence());
    evidence.put("seen_for_seconds", CollisionRule.round(scene.now() - b.suspicion.since()));
    evidence.put("presence_threshold", config.presence());
    evidence.put("variation", CollisionRule.round(b.variation()));
    evidence.put("growth", CollisionRule.round(b.lastHeight / Math.max(1, b.firstHeight)));
    evidence.put("vehicle", vehicleAt(b, scene));
    Place place =
        new Place(
            b.x,
            b.y,
            Math.min(0.99, fire ? 0.3 + 0.7 * b.seenBest : 0.8 * b.seenBest),
            evidence,
            b.trace.record());
    double radius = 3 * b.size;
    if (!fire && book.openNear(IncidentType.FIRE, b.x, b.y, 2 * radius) != null
        || book.coolingDown(type, place, radius, scene.now() - config.cooldownSeconds())) {
      return;
    }
    b.entry =
        book.confirm(
            type,
            fire ? Severity.CRITICAL : Severity.MEDIUM,
            b.suspicion.since(),
            scene.now(),
            place);
  }

  private static boolean vehicleAt(Blaze b, Scene scene) {
    for (TrackedObject v : scene.tracks()) {
      if (v.type().isVehicle()
          && Math.hypot(v.groundX() - b.x, v.groundY() - b.y) < v.box().width() + b.size) {
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
