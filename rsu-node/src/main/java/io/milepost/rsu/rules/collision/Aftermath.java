package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Perspective;
import io.milepost.rsu.rules.road.Standstill;
import io.milepost.rsu.rules.road.Standstill.Stop;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.Line;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.List;

/**
 * The crash that shows in how vehicles came to stand. Every sign is 0..1 and speaks for a crash or
 * against it; they are added with the weights of a logistic regression over the standstills of
 * simulated scenes of seeds 1 to 100. A driver who brakes hard, who stops beside another or at the
 * end of a queue shows some of the signs, never enough of them. Not thread-safe.
 */
final class Aftermath {
  /** When a standstill is looked at, seconds; two boxes that merge do so for half a second. */
  private static final double FIRST_LOOK = 0.5;

  private static final double LOOKS = 0.4;
  private static final double LAST_LOOK = 7.8;

  /** From here on people are told that there may be one; vehicles from the threshold on. */
  private static final double SUSPECT = 0.6;

  private static final double CUT_OFF_SECONDS = 0.8;

  /** Edges that shake by 3.5 % of the height give 0.06 units/s over that time. */
  private static final double CREEPS_UNITS = 0.2;

  private static final double DROVE_UNITS = 0.5;

  /** Far away and along the road a vehicle seems slow; on the ground this is 3 m/s. */
  private static final double DROVE_GROUND_UNITS = 2;

  private static final double TOGETHER = 2;
  private static final double BEFORE = 4;
  private static final double SHAKEN_BEFORE = 3.2;
  private static final double SHAKEN_AFTER = 0.8;
  private static final double SLOW_SHARE = 0.4;
  private static final double SLOW_UNITS = 0.3;

  private final CollisionConfig config;
  private final Contacts contacts;
  private final FlowMap flow;
  private final Perspective perspective;
  private final Conflicts conflicts;
  private final OldPlaces places;
  private final Approach approach;
  private final Standstill standstill = new Standstill();
  private final Rest rest;
  private final Signs signs = new Signs();
  private final Line line = new Line();

  Aftermath(
      CollisionConfig config,
      Contacts contacts,
      FlowMap flow,
      Perspective perspective,
      Conflicts conflicts,
      OldPlaces places) {
    this.config = config;
    this.contacts = contacts;
    this.flow = flow;
    this.perspective = perspective;
    this.conflicts = conflicts;
    this.places = places;
    this.approach = new Approach(perspective);
    this.rest = new Rest(flow, perspective, contacts, approach);
  }

  /**
   * Looks whether this one crashed.
   *
   * @param impacts what is known of shocks
   * @return an impact whose score is given, below the threshold for a suspicion only; null when too
   *     little speaks for one
   */
  Impact look(TrackedObject self, List<Impact> impacts, Scene scene) {
    double stood = self.stationaryFor(scene.now());
    if (!due(stood, scene.dt()) || self.peakSpeed() < DROVE_UNITS || known(self, impacts)) {
      return null;
    }
    boolean whole = scene.whole(self.box());
    if (!whole && !cutOffStands(self, scene)) {
      return null;
    }
    // What is cut off has neither a shape nor a place of its own.
    Stop stop = whole ? standstill.measure(self) : null;
    signs.clear();
    signs.set(Signs.CUT_OFF, whole ? 0 : 1);
    boolean old = places.stoodBefore(self, self.stationarySince() - 1);
    signs.set(Signs.STOOD_BEFORE, old ? 1 : 0);
    TrackedObject partner = partner(self, scene);
    motion(self, partner, scene);
    if (stop != null && stop.speed() < DROVE_UNITS && signs.speed < DROVE_GROUND_UNITS) {
      return null;
    }
    pose(self, stop, partner, scene);
    shaken(self, partner, impacts);
    conflict(self);
    others(self, partner, stop, scene);
    signs.set(Signs.SMALL, 1 - ImpactScore.ramp(self.unit(), 14, 26));
    double pose = Math.max(signs.get(Signs.ACROSS), signs.get(Signs.ODD));
    pose = Math.max(pose, Math.max(signs.get(Signs.TURNED), signs.get(Signs.PARTNER_TURNED)));
    signs.set(Signs.STRAIGHT, 1 - ImpactScore.ramp(pose, 0, 0.4));
    signs.set(Signs.STOOD, ImpactScore.ramp(stood, 0.4, 1.6));
    rest.look(self, stop, stood, signs, scene);
    double probability = signs.probability();
    if (probability < Math.min(SUSPECT, config.aftermathThreshold())) {
      return null;
    }
    Shock shock = shock(self, stop);
    return contacts.swapped(self, shock, scene)
        ? null
        : impact(shock, stood, partner, probability, scene);
  }

  /**
   * Whether what the picture's border cuts off stands: no edge of its box moves. The middle of what
   * creeps out of the picture moves at half its speed and seems to stand.
   */
  private boolean cutOffStands(TrackedObject self, Scene scene) {
    double from = Math.max(self.stationarySince(), scene.now() - CUT_OFF_SECONDS);
    for (Edge edge : Edge.values()) {
      if (!self.history().fit(edge, from, scene.now(), line)
          || Math.abs(line.slope()) > CREEPS_UNITS * self.unit()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a look falls into this frame, at any frame rate. */
  private static boolean due(double stood, double dt) {
    return stood >= FIRST_LOOK
        && stood <= LAST_LOOK
        && Math.floor((stood - FIRST_LOOK) / LOOKS)
            != Math.floor((stood - dt - FIRST_LOOK) / LOOKS);
  }

  private boolean known(TrackedObject self, List<Impact> impacts) {
    for (Impact i : impacts) {
      if (i.fixed() && i.score() >= config.aftermathSure() && i.shock().track() == self.id()) {
        return true;
      }
    }
    return false;
  }

  /** One that it touches and that came to stand at about the same time. */
  private TrackedObject partner(TrackedObject self, Scene scene) {
    TrackedObject partner = null;
    double best = 0.2;
    for (TrackedObject o : scene.tracks()) {
      if (o != self
          && o.type().isVehicle()
          && o.peakSpeed() >= DROVE_UNITS
          && o.stationaryFor(scene.now()) > 0.25
          && Math.abs(o.stationarySince() - self.stationarySince()) < TOGETHER) {
        double c = contacts.touches(self.box(), o.box(), Math.min(self.unit(), o.unit()));
        if (c > best) {
          best = c;
          partner = o;
        }
      }
    }
    signs.set(Signs.CONTACT, partner == null ? 0 : best);
    return partner;
  }

  /** How abruptly the two stopped, and at the same time. */
  private void motion(TrackedObject self, TrackedObject partner, Scene scene) {
    signs.began = self.stationarySince() - 2.5;
    if (approach.fit(self, scene)) {
      signs.began = approach.stop() - approach.braked();
      signs.speed = approach.speed();
      signs.braked = approach.braked();
      double fast = ImpactScore.ramp(approach.speed(), 2, 5);
      double hard = approach.speed() / approach.braked();
      signs.set(Signs.ABRUPT, fast * (1 - ImpactScore.ramp(approach.braked(), 1.6, 3.4)));
      signs.set(Signs.HARD, fast * ImpactScore.ramp(hard, 1.8, 4.5));
      signs.set(Signs.IMPOSSIBLE, ImpactScore.ramp(hard, 6, 10));
      signs.set(Signs.JUMP, ImpactScore.ramp(approach.jump(), 0.15, 0.5));
      signs.set(Signs.KINK, ImpactScore.ramp(approach.kink(), 0.3, 1.5));
      signs.set(Signs.MISFIT, ImpactScore.ramp(approach.misfit(), 1.8, 3.2));
    }
    if (partner != null && approach.fit(partner, scene)) {
      double fast = ImpactScore.ramp(approach.speed(), 2, 5);
      double braked = ImpactScore.ramp(approach.braked(), 1.6, 3.4);
      signs.set(Signs.PARTNER_ABRUPT, fast * (1 - braked));
    }
  }

  /** Whether it stands as nobody drives there. */
  private void pose(TrackedObject self, Stop stop, TrackedObject partner, Scene scene) {
    double shape = self.box().shape();
    double usual = usualShape(self.groundX(), self.groundY(), scene);
    signs.set(Signs.ACROSS, Double.isNaN(usual) ? 0 : ImpactScore.ramp(shape - usual, 0.2, 0.7));
    signs.set(
        Signs.ODD, Double.isNaN(usual) ? 0 : ImpactScore.ramp(Math.abs(shape - usual), 0.25, 0.7));
    if (stop != null) {
      double speed = flow.speed(self.groundX(), self.groundY(), scene);
      double fast = Double.isNaN(speed) ? 0.7 : ImpactScore.ramp(stop.speed() / speed, 0.3, 0.9);
      double turned = ImpactScore.ramp(Math.abs(turned(self, stop, scene)), 0.12, 0.5);
      signs.set(Signs.TURNED, turned * fast);
      signs.set(Signs.TURNED_ABRUPTLY, turned * signs.get(Signs.ABRUPT));
    }
    Stop other = partner == null ? null : standstill.measure(partner);
    if (other != null) {
      double turned = Math.abs(turned(partner, other, scene));
      signs.set(Signs.PARTNER_TURNED, ImpactScore.ramp(turned, 0.12, 0.5));
    }
  }

  /** The change of its shape that the change of the view does not explain. */
  private double turned(TrackedObject t, Stop stop, Scene scene) {
    int then = t.history().at(stop.since() - Math.max(1.2, Math.min(3, stop.braked())) - 0.3);
    if (then < 0) {
      return stop.turned();
    }
    Box was = t.history().box(then);
    double usual = flow.shape(was.centerX(), was.bottom(), scene);
    double now = flow.shape(t.groundX(), t.groundY(), scene);
    return Double.isNaN(usual) || Double.isNaN(now) ? stop.turned() : stop.turned() - now + usual;
  }

  private double usualShape(double x, double y, Scene scene) {
    double here = flow.shape(x, y, scene);
    return Double.isNaN(here) ? perspective.shape() : here;
  }

  /** What shocks of the two, too weak to be told, add. */
  private void shaken(TrackedObject self, TrackedObject partner, List<Impact> impacts) {
    double since = self.stationarySince();
    for (Impact i : impacts) {
      Shock s = i.shock();
      if (!i.fixed()
          && s.time() > since - SHAKEN_BEFORE
          && s.time() < since + SHAKEN_AFTER
          && (s.track() == self.id() || partner != null && s.track() == partner.id())) {
        double sure = ImpactScore.ramp(s.significance(), 2, 5);
        signs.raise(Signs.SHAKEN, ImpactScore.ramp(i.gain() * s.size() * sure, 0.5, 2.5));
        signs.raise(Signs.SUSPECTED, ImpactScore.ramp(i.score(), 0.1, 0.6));
        signs.raise(Signs.TOUCHED, i.contact());
      }
    }
  }

  /** Whether no brake could have kept it apart from another before. */
  private void conflict(TrackedObject self) {
    double since = self.stationarySince();
    for (Conflicts.Pair p : conflicts.pairs()) {
      double before = since - p.time();
      if (before > BEFORE || before < -0.5 || !p.has(self.id())) {
        continue;
      }
      double centred = 1 - ImpactScore.ramp(p.miss(), 0.7, 1.3);
      double need = ImpactScore.ramp(p.need(), 3, 14) * centred;
      if (need > signs.get(Signs.NEED)) {
        signs.need = p.need();
        signs.other = p.other(self.id());
      }
      double when = ImpactScore.ramp(before, 0.1, 0.8) * (1 - ImpactScore.ramp(before, 2.6, 3.6));
      signs.raise(Signs.NEED, need);
      signs.raise(Signs.NEED_TIMELY, need * when);
      signs.raise(Signs.NEED_LASTING, ImpactScore.ramp(p.seconds(), 0.05, 0.5) * centred);
    }
  }

  /** Whether others are slow, were so before, or stand ahead: then it is a queue. */
  private void others(TrackedObject self, TrackedObject partner, Stop stop, Scene scene) {
    int slow = 0;
    int before = 0;
    int ahead = 0;
    for (TrackedObject o : scene.tracks()) {
      if (o != self && o != partner && drives(o)) {
        double usual = flow.speed(o.groundX(), o.groundY(), scene);
        boolean slowed =
            o.speed() < (Double.isNaN(usual) ? 0.7 : Math.max(SLOW_UNITS, SLOW_SHARE * usual));
        slow += slowed ? 1 : 0;
        ahead += slowed && stop != null && ahead(self, stop, o) ? 1 : 0;
        double known = Double.isNaN(usual) ? o.peakSpeed() : usual;
        before +=
            o.history().at(signs.began - 0.5) >= 0
                    && Contacts.speed(o, signs.began - 0.7, signs.began) < 0.5 * known
                ? 1
                : 0;
      }
    }
    signs.set(Signs.SLOW_OTHERS, ImpactScore.ramp(slow, 1, 5));
    signs.set(Signs.SLOW_BEFORE, ImpactScore.ramp(before, 0, 4));
    signs.set(Signs.QUEUE_AHEAD, ImpactScore.ramp(ahead, 0, 3));
    boolean blocked =
        stop != null && Contacts.blocked(shock(self, stop), self.stationarySince() - 1.5, scene);
    signs.set(Signs.BLOCKED, blocked ? 1 : 0);
  }

  private static boolean drives(TrackedObject o) {
    return o.type().isVehicle() && !o.lost() && o.peakSpeed() >= Contacts.DROVE_UNITS;
  }

  private static boolean ahead(TrackedObject self, Stop stop, TrackedObject o) {
    double dx = o.groundX() - self.groundX();
    double dy = o.groundY() - self.groundY();
    return dx * stop.vx() + dy * stop.vy() > 0.5 * stop.speed() * self.unit();
  }

  private static Shock shock(TrackedObject t, Stop s) {
    double vx = s == null ? 0 : s.vx();
    double vy = s == null ? 0 : s.vy();
    return new Shock(
        t.id(),
        Math.max(t.firstSeen(), t.stationarySince() - 1.5),
        -vx,
        -vy,
        vx,
        vy,
        0,
        0,
        3,
        s == null ? 0 : Math.abs(s.turned()),
        t.groundX(),
        t.groundY(),
        t.unit());
  }

  private Impact impact(
      Shock shock, double stood, TrackedObject partner, double probability, Scene scene) {
    Impact found = new Impact(shock, 1);
    if (partner != null) {
      found.touched(partner.id(), signs.get(Signs.CONTACT), 0);
      found.partnerStood(partner.stationaryFor(scene.now()));
    } else if (signs.other != 0) {
      found.touched(signs.other, 0, 0);
    }
    found.stood(stood);
    found.ordinary(signs.ordinary());
    found.fix(probability, signs.told());
    return found;
  }
}
