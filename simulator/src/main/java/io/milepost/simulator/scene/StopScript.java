package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A vehicle that brakes to a stop on the shoulder or in its lane, and burns if it is to burn. */
final class StopScript implements Script {
  private static final double STOP_BEFORE_FIRE = 4;

  private final Traffic traffic;
  private final List<Mover> movers;
  private final Road road;
  private final Site site;
  private final double stopAt;
  private final double end;
  private final boolean burns;
  private final double cruise;
  private final double brake;
  private final double laneL;
  private final double restL;
  private final ObjectClass type;
  private final List<Incident> incidents = new ArrayList<>();
  private final Fire fire;
  private Mover mover;
  private boolean over;

  /** What becomes of the vehicle that stands. */
  private enum Kind {
    STANDS,
    BURNS,
    SMOKES
  }

  static Script stands(Stage stage, Site found) {
    return new StopScript(stage, found, Kind.STANDS);
  }

  static Script burns(Stage stage, Site found) {
    return new StopScript(stage, found, Kind.BURNS);
  }

  static Script smokes(Stage stage, Site found) {
    return new StopScript(stage, found, Kind.SMOKES);
  }

  private StopScript(Stage stage, Site found, Kind kind) {
    Random random = stage.random();
    this.traffic = stage.traffic();
    this.movers = stage.movers();
    this.road = stage.road();
    this.burns = kind != Kind.STANDS;
    int outer = road.lanes(found.direction()) - 1;
    boolean wanted = outer == 0 || random.nextDouble() < 0.5;
    double aside = road.shoulderCentre(found.direction());
    boolean shoulder = wanted && found.seen(stage.view(), road, aside);
    this.site = new Site(found.direction(), shoulder ? outer : found.lane(), found.s());
    double at = stage.spec().at();
    this.end = stage.spec().end();
    this.stopAt = burns ? at - STOP_BEFORE_FIRE : at;
    this.cruise = 11 + 3 * random.nextDouble();
    this.brake = 2.2 + random.nextDouble();
    this.laneL = road.laneCentre(site.direction(), site.lane());
    this.restL = shoulder ? aside : laneL;
    double p = random.nextDouble();
    this.type = p < 0.7 ? ObjectClass.CAR : p < 0.88 ? ObjectClass.TRUCK : ObjectClass.BUS;
    double[] stands = {stopAt, end};
    if (burns) {
      incidents.add(
          incident(stage, kind == Kind.BURNS ? "fire" : "smoke", true, new double[] {at, end}));
    }
    incidents.add(incident(stage, "stopped_vehicle", !burns, stands));
    this.fire = burns ? new Fire(random.nextLong(), at, end, kind == Kind.BURNS) : null;
  }

  private Incident incident(Stage stage, String name, boolean primary, double[] span) {
    return site.incident(name, primary, span, restL, 5, road, stage.view());
  }

  @Override
  public List<Incident> incidents() {
    return List.copyOf(incidents);
  }

  @Override
  public Fire fire() {
    return fire;
  }

  @Override
  public void step(double t, double dt) {
    if (over) {
      return;
    }
    double begin = site.direction() > 0 ? Traffic.BEGIN : -Traffic.END;
    double q = plannedQ(t);
    if (mover == null) {
      if (q > begin - 45) {
        traffic.holdLane(site.direction(), site.lane(), stopAt - (site.q() - begin) / cruise);
      }
      if (q < begin) {
        return;
      }
      mover = traffic.create(type, site.direction());
      mover.scripted = true;
      mover.lane = site.lane();
      if (fire != null) {
        fire.on(mover, road);
      }
    }
    if (t >= end) {
      leave();
      return;
    }
    drive(t, q, dt);
  }

  private void drive(double t, double q, double dt) {
    double before = mover.speed;
    mover.s = mover.direction * q;
    double left = Math.max(0, stopAt - t);
    double braking = cruise / brake;
    mover.speed = left > braking ? cruise : brake * left;
    mover.acceleration = before == 0 ? 0 : (mover.speed - before) / dt;
    mover.braking = left < braking && t < stopAt + 1.5;
    mover.hazard = left < braking * 0.5;
    double p = Math.max(0, Math.min(1, 1 - left / (braking + 0.5)));
    double smooth = p * p * (3 - 2 * p);
    double lateral = (restL - laneL) * 6 * p * (1 - p) / (braking + 0.5);
    mover.l = laneL + (restL - laneL) * smooth;
    mover.targetL = mover.l;
    mover.yaw =
        mover.speed < 0.5 ? mover.yaw : mover.direction * Math.atan2(lateral, mover.speed + 3);
    if (left > 0) {
      for (Mover m : movers) {
        if (!m.scripted && m.direction == mover.direction && m.lane == mover.lane && m.q() > q) {
          m.desired = Math.max(m.desired, cruise * 1.25);
        }
      }
    }
  }

  private void leave() {
    over = true;
    if (burns) {
      movers.remove(mover);
      return;
    }
    mover.scripted = false;
    mover.hazard = false;
    mover.desired = cruise;
    mover.targetL = laneL;
  }

  private double plannedQ(double t) {
    double left = Math.max(0, stopAt - t);
    double braking = Math.min(left, cruise / brake);
    return site.q() - 0.5 * brake * braking * braking - cruise * Math.max(0, left - cruise / brake);
  }
}
