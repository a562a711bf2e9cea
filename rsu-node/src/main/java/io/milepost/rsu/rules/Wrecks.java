package io.milepost.rsu.rules;

import io.milepost.rsu.rules.Standstill.Stop;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.List;

/**
 * The crash that shows in how vehicles came to stand: within about two seconds out of the usual
 * speed, turned out of the direction in which others drive there, at the same time as one that they
 * touch, shaken before, with nobody slow around them and nothing ahead. One vehicle is enough, as
 * the other is often hidden. The signs are added with the weights of a logistic regression over the
 * 5300 standstills in simulated scenes of seeds 1 to 300; it is about two seconds slower than a
 * shock.
 */
final class Wrecks {
  private static final double STOOD = 0.9;
  private static final double STOOD_LONGEST = 4;
  private static final double TOGETHER = 1.5;
  private static final double DROVE_UNITS = 0.5;
  private static final double SLOW_UNITS = 0.7;

  /**
   * Stopping within this many seconds counts in full, stopping slower than the other not at all.
   */
  private static final double ABRUPT_SECONDS = 1.8;

  private static final double GENTLE_SECONDS = 3.2;

  /** A vehicle that turns does not look more than about twice as wide; several that merge do. */
  private static final double MERGED_SHAPE = 0.6;

  private static final double ABRUPT = 1.16;
  private static final double TURNED = 1.14;
  private static final double FAST = 0.72;
  private static final double WIDE = 1.95;
  private static final double ODD = 0.78;
  private static final double PARTNER_ABRUPT = 1.39;
  private static final double PARTNER_TURNED = 1.92;
  private static final double SHAKEN = 1.65;
  private static final double SUSPECTED = 3.26;
  private static final double SLOW_OTHERS = -2.37;
  private static final double BLOCKED = -0.87;
  private static final double NEEDED = 4.87;
  private static final double NEEDED_ALONE = 5.27;

  private final CollisionConfig config;
  private final Contacts contacts;
  private final FlowMap flow;
  private final Standstill standstill = new Standstill();

  Wrecks(CollisionConfig config, Contacts contacts, FlowMap flow) {
    this.config = config;
    this.contacts = contacts;
    this.flow = flow;
  }

  /**
   * Looks whether this one crashed.
   *
   * @param impacts what is known of shocks
   * @return an impact whose score is given, null when nothing speaks for one
   */
  Impact look(TrackedObject self, List<Impact> impacts, Scene scene) {
    Stop stop = stop(self, scene);
    double stood = self.stationaryFor(scene.now());
    if (stop == null || stood < STOOD || stood > STOOD_LONGEST || known(self, impacts)) {
      return null;
    }
    TrackedObject partner = null;
    Stop other = null;
    for (TrackedObject o : scene.tracks()) {
      Stop s = together(self, o) ? stop(o, scene) : null;
      if (s != null) {
        partner = o;
        other = s;
      }
    }
    Shock shock = shock(self, stop);
    double signs = pose(self, stop, scene) + history(self, partner, impacts);
    signs += SLOW_OTHERS * ImpactScore.ramp(slow(self, partner, scene), 1, 4);
    if (other != null) {
      signs += PARTNER_ABRUPT * abrupt(other) + PARTNER_TURNED * turned(other);
    }
    if (Contacts.blocked(shock, stop.since() - TOGETHER, scene)) {
      signs += BLOCKED;
    }
    return signs < (partner == null ? NEEDED_ALONE : NEEDED) || contacts.swapped(self, shock, scene)
        ? null
        : impact(shock, stood, partner, scene);
  }

  private static boolean known(TrackedObject self, List<Impact> impacts) {
    for (Impact i : impacts) {
      if (i.fixed() && i.shock().track() == self.id()) {
        return true;
      }
    }
    return false;
  }

  /** How it came to stand; null when that cannot be said or its box holds more than itself. */
  private Stop stop(TrackedObject t, Scene scene) {
    Stop s = !t.lost() && scene.whole(t.box()) ? standstill.measure(t) : null;
    boolean sound = s != null && s.speed() >= DROVE_UNITS && Math.abs(s.turned()) <= MERGED_SHAPE;
    return sound ? s : null;
  }

  private boolean together(TrackedObject self, TrackedObject o) {
    return o != self
        && o.type().isVehicle()
        && o.unit() >= config.minUnitPixels()
        && Math.abs(o.stationarySince() - self.stationarySince()) < TOGETHER
        && contacts.touches(self.box(), o.box(), Math.min(self.unit(), o.unit())) > 0.3;
  }

  private static double abrupt(Stop s) {
    return 1 - ImpactScore.ramp(s.braked(), ABRUPT_SECONDS, GENTLE_SECONDS);
  }

  private static double turned(Stop s) {
    return ImpactScore.ramp(Math.abs(s.turned()), 0.15, 0.5);
  }

  private double pose(TrackedObject t, Stop s, Scene scene) {
    double usual = flow.speed(t.groundX(), t.groundY(), scene);
    double fast = Double.isNaN(usual) ? 0.5 : ImpactScore.ramp(s.speed() / usual, 0.4, 0.9);
    double shape = t.box().shape();
    double others = flow.shape(t.groundX(), t.groundY(), scene);
    double odd = Double.isNaN(others) ? 0 : ImpactScore.ramp(Math.abs(shape - others), 0.25, 0.7);
    return ABRUPT * abrupt(s)
        + TURNED * turned(s)
        + FAST * fast
        + WIDE * ImpactScore.ramp(shape, 0.3, 0.8)
        + ODD * odd;
  }

  /** What shocks of the two, too weak to be told, add. */
  private static double history(TrackedObject self, TrackedObject partner, List<Impact> impacts) {
    double hit = 0;
    double score = 0;
    for (Impact i : impacts) {
      Shock s = i.shock();
      if (!i.fixed()
          && Math.abs(s.time() - self.stationarySince() + 1) < 2.2
          && (s.track() == self.id() || partner != null && s.track() == partner.id())) {
        hit = Math.max(hit, i.gain() * s.size() * ImpactScore.ramp(s.significance(), 2, 5));
        score = Math.max(score, i.score());
      }
    }
    return SHAKEN * ImpactScore.ramp(hit, 0.8, 2.4)
        + SUSPECTED * ImpactScore.ramp(score, 0.15, 0.55);
  }

  private static int slow(TrackedObject self, TrackedObject partner, Scene scene) {
    int n = 0;
    for (TrackedObject o : scene.tracks()) {
      if (o != self
          && o != partner
          && o.type().isVehicle()
          && !o.lost()
          && o.speed() <= SLOW_UNITS) {
        n++;
      }
    }
    return n;
  }

  private static Shock shock(TrackedObject t, Stop s) {
    double time = s.since() - Math.max(0.3, s.braked());
    return new Shock(
        t.id(),
        time,
        -s.vx(),
        -s.vy(),
        s.vx(),
        s.vy(),
        0,
        0,
        3,
        Math.abs(s.turned()),
        t.groundX(),
        t.groundY(),
        t.unit());
  }

  private Impact impact(Shock shock, double stood, TrackedObject partner, Scene scene) {
    Impact found = new Impact(shock, 1);
    if (partner != null) {
      found.touched(partner.id(), 1, 0);
      found.partnerStood(partner.stationaryFor(scene.now()));
    }
    found.stood(stood);
    found.fix(config.threshold() + (partner == null ? 0.02 : 0.05));
    return found;
  }
}
