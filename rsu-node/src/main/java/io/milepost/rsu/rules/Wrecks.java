package io.milepost.rsu.rules;

import io.milepost.rsu.rules.track.TrackedObject;

/**
 * The soft crash: two vehicles that touch and came to stand together out of flowing traffic, though
 * nothing stands ahead of them. Slower and less certain than a shock, but needs no violence that a
 * distant camera could see: both drove near the usual speed two and a half seconds before they
 * stood (comfortable braking takes longer), and stopped within a second and a half of each other.
 */
final class Wrecks {
  private static final double STOOD = 1.2;
  private static final double STOOD_LONGEST = 4;
  private static final double BEFORE = 2.4;
  private static final double TOGETHER = 1.5;
  private static final double WINDOW = 0.3;
  private static final double DROVE_SHARE = 0.35;
  private static final double DROVE_UNITS = 0.5;

  private final CollisionConfig config;
  private final Contacts contacts;
  private final FlowMap flow;

  Wrecks(CollisionConfig config, Contacts contacts, FlowMap flow) {
    this.config = config;
    this.contacts = contacts;
    this.flow = flow;
  }

  /** Looks for another that stopped with this one; null when there is none. */
  Impact look(TrackedObject self, Scene scene) {
    if (!justStopped(self, scene)) {
      return null;
    }
    for (TrackedObject o : scene.tracks()) {
      if (o.id() < self.id()
          && o.type().isVehicle()
          && o.unit() >= config.minUnitPixels()
          && Math.abs(o.stationarySince() - self.stationarySince()) <= TOGETHER
          && justStopped(o, scene)
          && contacts.touches(self.box(), o.box(), Math.min(self.unit(), o.unit())) > 0.5) {
        Impact found = impact(self, o, scene);
        if (!contacts.queue(scene, found, flow)) {
          return found;
        }
      }
    }
    return null;
  }

  private boolean justStopped(TrackedObject t, Scene scene) {
    double stood = t.stationaryFor(scene.now());
    if (t.lost() || stood < STOOD || stood > STOOD_LONGEST || t.age(scene.now()) < stood + BEFORE) {
      return false;
    }
    double usual = flow.speed(t.groundX(), t.groundY(), scene);
    double drove = speedBefore(t);
    return drove
        >= (Double.isNaN(usual) ? DROVE_UNITS : Math.max(DROVE_UNITS, DROVE_SHARE * usual));
  }

  private static double speedBefore(TrackedObject t) {
    double at = t.stationarySince() - BEFORE + STOOD;
    return Contacts.speed(t, at - WINDOW, at + WINDOW);
  }

  private Impact impact(TrackedObject self, TrackedObject o, Scene scene) {
    double time = Math.min(self.stationarySince(), o.stationarySince()) - 1;
    double from = self.stationarySince() - BEFORE;
    int back = Math.max(0, self.history().at(from));
    double dx = self.groundX() - self.history().box(back).centerX();
    double dy = self.groundY() - self.history().box(back).bottom();
    double unit = self.unit();
    double vx = dx / BEFORE / unit;
    double vy = dy / BEFORE / unit;
    Shock s =
        new Shock(
            self.id(), time, -vx, -vy, vx, vy, 0, 0, 3, 0, self.groundX(), self.groundY(), unit);
    Impact found = new Impact(s, 1);
    found.touched(o.id(), 1, 0);
    found.stood(self.stationaryFor(scene.now()));
    found.partnerStood(o.stationaryFor(scene.now()));
    found.fix(config.threshold() + 0.05);
    return found;
  }
}
