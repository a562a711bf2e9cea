package io.milepost.rsu.rules.collision;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Perspective;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collision. Looks for shocks (abrupt changes of velocity that no driver makes), for the partner
 * they came from, and for what stands afterwards; the sum of it must pass a threshold. Confirms
 * provisionally as soon as it does, and tells again when those involved keep standing.
 */
public final class CollisionRule implements Rule {
  private static final double MEMORY_SECONDS = 6;
  private static final double ROAD_SPEED = 5;
  private static final double SHARED = 0.6;

  /** What is left of a score when nothing shows that a crash was unavoidable. */
  private static final double UNBACKED = 0.7;

  /** By how much four sluggish others, a small box, a stander passed by take from the score. */
  private static final double SLUGGISH = 0.6;

  private static final double SMALL = 0.25;
  private static final double SMALL_PIXELS = 16;
  private static final double LARGE_PIXELS = 28;
  private static final double PASSED = 0.2;
  private static final double PULLED_UP = 0.3;

  /** What is left of a score when somebody stood there before, or it was hardly followed. */
  private static final double OLD = 0.4;

  /** By how much it counts less when a vehicle looks the same after it as before. */
  private static final double STRAIGHT = 0.2;

  /** Of who stopped in a queue, or as drivers brake, only this share of the doubt is allowed. */
  private static final double ORDINARY_DOUBT = 0.14;

  private static final double MAX_GAIN = 2.2;
  private static final int MIN_AFTER = 3;

  private final CollisionConfig config;
  private final FlowMap flow;
  private final ShockMeter meter;
  private final Contacts contacts;
  private final Perspective perspective = new Perspective();
  private final Conflicts conflicts = new Conflicts(perspective);
  private final Vanishing vanishing;
  private final OldPlaces places = new OldPlaces();
  private final Aftermath aftermath;
  private final ImpactScore score;
  private final List<Impact> impacts = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   */
  public CollisionRule(CollisionConfig config, FlowMap flow) {
    this.flow = flow;
    this.config = config;
    this.meter = new ShockMeter(config);
    this.contacts = new Contacts(config);
    this.vanishing = new Vanishing();
    this.aftermath = new Aftermath(config, contacts, flow, perspective, conflicts, places);
    this.score = new ImpactScore(config);
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    perspective.learn(scene);
    conflicts.look(scene);
    places.learn(scene);
    impacts.removeIf(i -> scene.now() - i.shock().time() > MEMORY_SECONDS);
    for (TrackedObject t : scene.tracks()) {
      if (!t.lost()
          && Contacts.moves(t.type())
          && t.unit() >= config.minUnitPixels()
          && Contacts.single(t)) {
        measure(t, scene);
        note(t, vanishing.look(t, scene), scene);
        Impact wreck = aftermath.look(t, impacts, scene);
        if (wreck != null) {
          impacts.removeIf(i -> i.fixed() && i.shock().track() == t.id());
          impacts.add(wreck);
        }
      }
    }
    Impact met = conflicts.met(scene);
    if (met != null) {
      impacts.add(met);
    }
    for (Case c : cases) {
      c.weight = 0;
      c.score = 0;
      c.probability = 0;
    }
    weigh(scene);
    for (Case c : cases) {
      judge(c, scene, book);
    }
    cases.removeIf(c -> c.suspicion.state() == Suspicion.State.IDLE && c.score <= 0);
  }

  private void weigh(Scene scene) {
    for (Impact i : impacts) {
      if (!i.fixed()) {
        follow(i, scene);
        i.queue(contacts.queue(scene, i, flow));
        i.score(score.of(i, ImpactScore.answer(i, impacts)) * trust(i, scene));
      }
      double weighed = i.fixed() || conflicts.backs(i) ? i.score() : UNBACKED * i.score();
      if (weighed >= config.suspectThreshold()) {
        file(i, weighed, scene);
      }
    }
  }

  /** Looks at two moments: a short window sees a hard hit early, a long one a softer hit better. */
  private void measure(TrackedObject t, Scene scene) {
    double enough = scene.now() - t.history().time(Math.min(t.history().size() - 1, MIN_AFTER));
    double lag = Math.max(config.afterSeconds(), enough);
    if (lag <= 2 * config.afterSeconds()) {
      note(t, meter.measure(t, scene.now() - lag, scene.now(), scene), scene);
      note(t, meter.measure(t, scene.now() - 1.6 * lag, scene.now(), scene), scene);
    }
  }

  private void note(TrackedObject t, Shock s, Scene scene) {
    if (s == null
        || s.size() < 0.5 * config.shockOn()
        || s.significance() < 0.8 * config.significanceOn()
        || contacts.swapped(t, s, scene)) {
      return;
    }
    Impact known = null;
    for (Impact i : impacts) {
      if (!i.fixed()
          && i.shock().track() == t.id()
          && Math.abs(s.time() - i.shock().time()) < 1.5) {
        known = i;
      }
    }
    if (known == null) {
      known = new Impact(s, gain(s, scene));
      impacts.add(known);
      contacts.touch(known, t, scene);
    } else if (score.strength(s, known.gain()) > score.strength(known.shock(), known.gain())
        || score.strength(s, known.gain()) == 0 && s.size() > known.shock().size()) {
      known.replace(s);
      contacts.touch(known, t, scene);
    }
  }

  /**
   * Traffic that drives away or comes nearer looks slow because its path is foreshortened. What is
   * usual at the place tells by how much, on a road where free traffic does at least 9 m/s.
   */
  private double gain(Shock s, Scene scene) {
    double usual = flow.speed(s.x(), s.y(), scene);
    return Double.isNaN(usual) ? 1 : Math.max(1, Math.min(MAX_GAIN, ROAD_SPEED / usual));
  }

  private void follow(Impact i, Scene scene) {
    for (TrackedObject t : scene.tracks()) {
      if (t.id() == i.shock().track()) {
        i.stood(Contacts.stood(t, scene, i.shock().time(), i.stood()));
      } else if (t.id() == i.partner()) {
        i.partnerStood(Contacts.stood(t, scene, i.shock().time(), i.partnerStood()));
      }
    }
  }

  /** Whether several others changed alike at that moment: then the camera or the clock jumped. */
  private boolean shared(Impact i) {
    int alike = 0;
    for (Impact o : impacts) {
      if (o != i
          && !o.fixed()
          && o.shock().track() != i.partner()
          && Math.abs(o.shock().time() - i.shock().time()) < 0.35
          && o.shock().opposes(i.shock()) < -0.7
          && score.strength(o.shock(), 1) > 0.2) {
        alike++;
      }
    }
    return alike >= 2;
  }

  /** How far the circumstances allow to believe an impact, 0..1. */
  private double trust(Impact i, Scene scene) {
    double trust = shared(i) ? SHARED : 1;
    trust *= 1 - SLUGGISH * ImpactScore.ramp(Contacts.sluggish(scene, i), 1, 4);
    trust *= 1 - SMALL * (1 - ImpactScore.ramp(i.shock().unit(), SMALL_PIXELS, LARGE_PIXELS));
    if (places.known(i, scene)) {
      i.old();
    }
    trust *= i.isOld() ? OLD : 1;
    trust *= 1 - STRAIGHT * (1 - ImpactScore.ramp(i.shock().aspect(), 0.05, 0.15));
    trust *= Contacts.pulledUp(scene, i) ? 1 - PULLED_UP : 1;
    return Contacts.passed(scene, i) ? trust * (1 - PASSED) : trust;
  }

  private void file(Impact i, double weighed, Scene scene) {
    Case target = null;
    for (Case c : cases) {
      if (Math.hypot(c.x - i.shock().x(), c.y - i.shock().y())
          <= config.mergeUnits() * Math.max(c.unit, i.shock().unit())) {
        target = c;
      }
    }
    if (target == null) {
      Suspicion suspicion = new Suspicion(config.settleSeconds(), 0.5, config.clearSeconds());
      target =
          new Case(
              suspicion,
              new Trace(
                  Condition.atLeast("impact_score", config.threshold()),
                  Condition.atLeast("aftermath_probability", config.aftermathThreshold()),
                  Condition.atLeast("standing_seconds", config.confirmSeconds())));
      target.since = scene.now();
      cases.add(target);
    }
    if (target.strongest == null
        || !target.suspicion.confirmed() && i.score() > target.strongest.score()) {
      target.strongest = i;
      target.x = i.shock().x();
      target.y = i.shock().y();
      target.unit = i.shock().unit();
    }
    target.score = Math.max(target.score, weighed);
    if (i.fixed()) {
      target.probability = Math.max(target.probability, i.score());
    }
    if (weighed >= (i.fixed() ? config.aftermathThreshold() : config.threshold())) {
      target.weight = 1;
    }
    target.sure |= sure(i, weighed);
  }

  /** Whether there is no doubt: a standstill or a shock like no other. */
  private boolean sure(Impact i, double weighed) {
    if (i.fixed()) {
      double doubt = (i.isOrdinary() ? ORDINARY_DOUBT : 1) * (1 - config.aftermathSure());
      return 1 - weighed <= doubt;
    }
    return weighed >= config.sureThreshold();
  }

  private void judge(Case c, Scene scene, FindingBook book) {
    boolean standing = contacts.somebodyStands(c.x, c.y, config.mergeUnits() * c.unit, scene);
    c.standing = standing ? c.standing + scene.dt() : 0;
    c.trace.frame(scene.now()).set(0, c.score).set(1, c.probability).set(2, c.standing);
    double weight = c.suspicion.confirmed() && standing ? 1 : c.weight;
    Suspicion.Change change = c.suspicion.update(scene.now(), scene.dt(), weight);
    if (change == Suspicion.Change.CLEARED) {
      if (c.entry != null) {
        book.clear(c.entry, scene.now());
        c.score = 0;
      }
    } else if (!c.told && !c.suspicion.confirmed()) {
      suspect(c, scene, book);
    } else if (!c.told
        && (change == Suspicion.Change.CONFIRMED || c.suspicion.confirmed() && standing)) {
      // Also later than at the first confirmation: a cool-down may have refused it.
      confirm(c, scene, book);
    } else if (c.told) {
      raise(c, book);
    }
  }

  /** Tells again what became sure, or certain because those involved keep standing. */
  private void raise(Case c, FindingBook book) {
    boolean graver = c.sure && c.severity != Severity.HIGH;
    boolean certain = !c.certain && c.standing >= config.confirmSeconds();
    if (graver || certain) {
      c.certain |= certain;
      c.severity = c.sure ? Severity.HIGH : c.severity;
      Map<String, Object> evidence = c.entry.evidence();
      evidence.put("standing_seconds", Figures.round(c.standing));
      double most = c.sure && c.certain ? 0.9 : 0;
      double confidence = Math.max(most, c.entry.confidence());
      book.update(c.entry, c.severity, new Place(c.x, c.y, confidence, evidence, c.trace.record()));
    }
  }

  /** Tells people what may be, and takes it back when nothing comes of it. */
  private void suspect(Case c, Scene scene, FindingBook book) {
    if (c.entry == null && scene.now() - c.since >= config.settleSeconds() && c.score > 0) {
      Place place = place(c);
      if (!coolingDown(place, c, scene, book)) {
        double start = c.strongest.shock().time();
        c.entry = book.suspect(IncidentType.COLLISION, Severity.HIGH, start, scene.now(), place);
      }
    } else if (c.entry != null && c.score <= 0) {
      book.withdraw(c.entry);
      c.entry = null;
    }
  }

  private boolean coolingDown(Place place, Case c, Scene scene, FindingBook book) {
    double since = scene.now() - config.cooldownSeconds();
    return book.coolingDown(IncidentType.COLLISION, place, config.mergeUnits() * c.unit, since);
  }

  private void confirm(Case c, Scene scene, FindingBook book) {
    Place place = place(c);
    c.severity = c.sure ? Severity.HIGH : Severity.MEDIUM;
    if (c.entry != null) {
      book.confirm(c.entry, c.severity, scene.now(), place);
      c.told = true;
    } else if (!coolingDown(place, c, scene, book)) {
      double start = c.strongest.shock().time();
      c.entry = book.confirm(IncidentType.COLLISION, c.severity, start, scene.now(), place);
      c.told = true;
    }
  }

  private Place place(Case c) {
    Impact i = c.strongest;
    Shock s = i.shock();
    Impact answer = ImpactScore.answer(i, impacts);
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("score", Figures.round(i.score()));
    evidence.put("score_threshold", i.fixed() ? config.aftermathThreshold() : config.threshold());
    evidence.put("velocity_change_units_s", Figures.round(s.size()));
    evidence.put("velocity_change_from_units_s", config.shockOn());
    evidence.put("significance", Figures.round(s.significance()));
    evidence.put("speed_before_units_s", Figures.round(s.before()));
    evidence.put("speed_after_units_s", Figures.round(s.after()));
    evidence.put("contact", Figures.round(i.contact()));
    evidence.put("closing_units_s", Figures.round(i.closing()));
    evidence.put(
        "opposite_change_units_s", answer == null ? 0 : Figures.round(answer.shock().size()));
    evidence.put("stood_seconds", Figures.round(i.stood()));
    evidence.put("shape_change", Figures.round(s.aspect()));
    evidence.put("tracks", i.partner() == 0 ? "" + s.track() : s.track() + "," + i.partner());
    evidence.putAll(i.told());
    return new Place(c.x, c.y, Math.min(0.99, i.score()), evidence, c.trace.record());
  }

  @Override
  public void interrupt() {
    impacts.clear();
    for (Case c : cases) {
      c.suspicion.interrupt();
    }
    conflicts.forget();
  }

  @Override
  public double suspicion() {
    double most = cases.isEmpty() ? 0 : 1;
    for (Impact i : impacts) {
      most = Math.max(most, Math.min(1, i.score() / config.threshold()));
    }
    return most;
  }
}
