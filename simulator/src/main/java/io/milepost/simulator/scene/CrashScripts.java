package io.milepost.simulator.scene;

import java.util.List;

/** Collisions other than that of two vehicles at full speed nearby. */
final class CrashScripts {
  private static final double SLOW = 0.45;

  private CrashScripts() {}

  /** One vehicle drifts off the road, hits what stands there and stays. */
  static Script runOff(Stage stage, Site site) {
    Play p = new Play(stage, site);
    Mover m = p.vehicle(p.random.nextDouble() < 0.8 ? ObjectClass.CAR : ObjectClass.TRUCK);
    int lane = p.outer();
    double speed = p.between(12, 16);
    double grip = p.between(6, 8);
    double loss = p.between(0.15, 0.4);
    double after = speed * (1 - loss);
    double hit = 0.15;
    double stop = p.at + hit + after / grip;
    Profile way = new Profile(p.at, speed, p.at + hit, after, stop, 0).through(site.q(), p.at);
    double lane0 = p.lane(lane);
    double contact = site.verge(p.road, 0.35) - p.side() * m.width() / 2;
    double drift = 1.7;
    double rest = p.between(-0.4, 0.9);
    double turn = p.between(0.25, 0.8) * (p.random.nextBoolean() ? 1 : -1);
    p.drive(
        m,
        lane,
        way,
        p.at,
        (each, t) -> {
          double share = Math.max(0, Math.min(1, 1 - (p.at - t) / drift));
          double done = t < p.at ? 0 : Math.min(1, (t - p.at) / (stop - p.at));
          each.l = lane0 + (contact - lane0) * share * share + p.side() * rest * done * (2 - done);
          double lateral = t < p.at ? 2 * (contact - lane0) * share / drift : 0;
          double heading = p.direction * Math.atan2(lateral, Math.max(4, each.speed));
          each.yaw = t < p.at ? heading : each.yaw + (turn - each.yaw) * Math.min(1, done * 0.3);
          each.braking = t > p.at && each.speed > 0.2;
        });
    Site hits = new Site(p.direction, lane, site.s());
    p.incident("collision", true, hits, contact, 6);
    double[] stands = {stop, p.end};
    return p.incident(
        "stopped_vehicle", false, hits.ahead(after * (stop - p.at) / 2), contact, 6, stands);
  }

  /** Two vehicles touch at walking pace to town speed. */
  static Script slow(Stage stage, Site site) {
    return new CollisionScript(stage, site, SLOW, false);
  }

  /** A rear-end collision into which a third vehicle drives. */
  static Script chain(Stage stage, Site site) {
    CollisionScript first = new CollisionScript(stage, site, 1, true);
    Play p = new Play(stage, site);
    Mover third = p.vehicle(ObjectClass.CAR);
    double speed = p.between(12, 14.5);
    double gap = p.between(5, 8);
    double reacts = p.between(0.8, 1.1);
    return new Third(p, first, third, speed, gap, reacts);
  }

  /** The third vehicle: follows, brakes too late, hits the second and stays. */
  private static final class Third implements Script {
    private static final double BRAKE = 5.5;
    private final Play play;
    private final CollisionScript first;
    private final Mover mover;
    private final double speed;
    private final double gap;
    private final double reacts;
    private boolean on;
    private boolean hit;

    Third(Play play, CollisionScript first, Mover mover, double speed, double gap, double reacts) {
      this.play = play;
      this.first = first;
      this.mover = mover;
      this.speed = speed;
      this.gap = gap;
      this.reacts = reacts;
      mover.scripted = true;
      mover.lane = play.site.lane();
    }

    @Override
    public void step(double t, double dt) {
      first.step(t, dt);
      if (t >= play.end) {
        play.stage.movers().remove(mover);
        return;
      }
      Mover ahead = first.striker();
      if (ahead == null) {
        return;
      }
      double least = (ahead.length() + mover.length()) / 2;
      if (t < play.at) {
        double q = ahead.q() - least - gap - (play.at - t) * (speed - ahead.speed);
        double begin = mover.direction > 0 ? Traffic.BEGIN : -Traffic.END;
        if (q < begin - 15) {
          return;
        }
        join();
        mover.s = mover.direction * q;
        mover.speed = speed;
        play.traffic.holdLane(mover.direction, mover.lane, t + 0.5);
      } else {
        join();
        follow(ahead, least, t, dt);
      }
      mover.l = play.lane(mover.lane);
      mover.targetL = mover.l;
    }

    private void join() {
      if (!on) {
        on = true;
        play.stage.movers().add(mover);
      }
    }

    private void follow(Mover ahead, double least, double t, double dt) {
      double before = mover.speed;
      double brake = t > play.at + reacts ? BRAKE : 0;
      mover.speed = Math.max(0, mover.speed - brake * dt);
      double q = mover.q() + mover.speed * dt;
      if (ahead.q() - q < least - 0.1) {
        q = Math.max(mover.q(), ahead.q() - least + 0.1);
        mover.speed = Math.min(mover.speed, Math.max(0, ahead.speed));
        hit = true;
      }
      mover.s = mover.direction * q;
      mover.acceleration = (mover.speed - before) / dt;
      mover.braking = brake > 0 && mover.speed > 0.2;
      double turn = hit ? 0.25 : 0;
      mover.yaw += (turn - mover.yaw) * Math.min(1, 3 * dt);
    }

    @Override
    public List<Incident> incidents() {
      return first.incidents();
    }
  }
}
