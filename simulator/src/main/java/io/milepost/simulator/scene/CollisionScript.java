package io.milepost.simulator.scene;

import java.util.List;
import java.util.Random;

/**
 * Two vehicles that hit each other at a planned moment and place: a rear-end hit on a braking
 * leader, or a side hit by a vehicle that cuts into the next lane. Before the contact both follow a
 * plan worked out backwards from it; the contact is an inelastic impact within 0.15 s; afterwards
 * friction and a turn bring both to rest in an abnormal pose.
 */
final class CollisionScript implements Script {
  private static final double IMPACT_SECONDS = 0.15;
  private static final double SWERVE_SECONDS = 1.1;

  private final Traffic traffic;
  private final List<Mover> movers;
  private final Road road;
  private final Site site;
  private final Incident incident;
  private final double at;
  private final double end;
  private final boolean side;
  private final int strikerLane;
  private final double victimCruise;
  private final double victimBrake;
  private final double brakeSeconds;
  private final double strikerSpeed;
  private final double offset;
  private final double enterAround;
  private final double[] finalYaw;
  private final double[] friction;
  private final ObjectClass[] types = new ObjectClass[2];

  private Mover victim;
  private Mover striker;
  private double common;
  private boolean gone;

  CollisionScript(Stage stage, Site site) {
    this(stage, site, 1, false);
  }

  /**
   * A collision.
   *
   * @param pace share of the usual speeds
   * @param rearEnd never a side hit
   */
  CollisionScript(Stage stage, Site site, double pace, boolean rearEnd) {
    Random random = stage.random();
    this.traffic = stage.traffic();
    this.movers = stage.movers();
    this.road = stage.road();
    this.site = site;
    this.at = stage.spec().at();
    this.end = stage.spec().end();
    int lanes = road.lanes(site.direction());
    this.side = lanes > 1 && random.nextDouble() < 0.4 && !rearEnd;
    int beside = site.lane() == 0 ? 1 : site.lane() - 1;
    this.strikerLane = side ? beside : site.lane();
    this.victimCruise = (11.5 + 3 * random.nextDouble()) * pace;
    this.victimBrake = side ? 0 : (5 + 2 * random.nextDouble()) * pace;
    this.brakeSeconds = side ? 0 : 1.4 + 0.5 * random.nextDouble();
    double faster = side ? 2.5 + 2 * random.nextDouble() : random.nextDouble();
    this.strikerSpeed = victimCruise + faster * pace;
    this.offset = (random.nextBoolean() ? 1 : -1) * (0.2 + 0.4 * random.nextDouble());
    double turn = Math.signum(offset);
    double more = side ? 2 : 1;
    this.finalYaw =
        new double[] {
          -turn * more * (0.2 + 0.4 * random.nextDouble()),
          turn * more * (0.35 + 0.5 * random.nextDouble())
        };
    double grip = 5.8 + 1.2 * random.nextDouble();
    this.friction = new double[] {grip, grip * (0.98 + 0.03 * random.nextDouble())};
    types[0] = typeOf(random.nextDouble(), ObjectClass.BUS);
    types[1] = typeOf(random.nextDouble(), ObjectClass.MOTORCYCLE);
    for (int i = 0; i < 2; i++) {
      finalYaw[i] *= types[i] == ObjectClass.CAR || types[i] == ObjectClass.MOTORCYCLE ? 1 : 0.4;
    }
    double l = road.laneCentre(site.direction(), site.lane());
    this.incident =
        site.incident("collision", true, new double[] {at, end}, l, 10, road, stage.view());
    double begin = site.direction() > 0 ? Traffic.BEGIN : -Traffic.END;
    this.enterAround = at - (site.q() - begin) / victimCruise;
  }

  private static ObjectClass typeOf(double p, ObjectClass rare) {
    return p < 0.78 ? ObjectClass.CAR : p < 0.9 ? ObjectClass.TRUCK : rare;
  }

  @Override
  public List<Incident> incidents() {
    return List.of(incident);
  }

  /** The struck vehicle, null before it has entered. */
  Mover victim() {
    return victim;
  }

  /** The striking vehicle, null before it has entered. */
  Mover striker() {
    return striker;
  }

  @Override
  public void step(double t, double dt) {
    if (gone) {
      return;
    }
    if (t >= end) {
      movers.remove(victim);
      movers.remove(striker);
      gone = true;
      return;
    }
    enter(t);
    if (victim == null || striker == null) {
      return;
    }
    if (t < at) {
      approach(victim, t, dt);
      approach(striker, t, dt);
      makeRoom(t);
    } else {
      rest(victim, 0, t, dt);
      rest(striker, 1, t, dt);
    }
  }

  private void enter(double t) {
    double begin = site.direction() > 0 ? Traffic.BEGIN : -Traffic.END;
    if (striker == null && t > enterAround - 4) {
      traffic.holdLane(site.direction(), site.lane(), at + 1);
      traffic.holdLane(site.direction(), strikerLane, at + 1);
    }
    if (victim == null && plannedQ(true, t) >= begin) {
      victim = place(types[0], site.lane());
      victim.targetL = victim.l;
    }
    if (victim != null && striker == null && (plannedQ(false, t) >= begin - 15 || t >= at)) {
      striker = place(types[1], strikerLane);
      traffic.openLane(site.direction(), site.lane(), t + 1.2);
      traffic.openLane(site.direction(), strikerLane, t + 1.2);
    }
  }

  private Mover place(ObjectClass type, int lane) {
    Mover m = traffic.create(type, site.direction());
    m.scripted = true;
    m.lane = lane;
    m.l = road.laneCentre(site.direction(), lane);
    return m;
  }

  private double contactSpeed(boolean victimOne) {
    return victimOne ? victimCruise - victimBrake * brakeSeconds : strikerSpeed;
  }

  /** Place along the direction of travel, t before the contact. */
  private double plannedQ(boolean victimOne, double t) {
    double left = at - t;
    if (!victimOne) {
      double back = side ? 1.2 : (victim.length() + striker(types[1])) / 2;
      return site.q() - back - strikerSpeed * left;
    }
    double braking = Math.min(left, brakeSeconds);
    return site.q()
        - contactSpeed(true) * braking
        - 0.5 * victimBrake * braking * braking
        - victimCruise * Math.max(0, left - brakeSeconds);
  }

  private double striker(ObjectClass type) {
    return striker != null ? striker.length() : type == ObjectClass.MOTORCYCLE ? 2 : 4.4;
  }

  private void approach(Mover m, double t, double dt) {
    boolean victimOne = m == victim;
    double before = m.speed;
    m.s = m.direction * plannedQ(victimOne, t);
    double left = at - t;
    boolean brakes = victimOne && left < brakeSeconds;
    m.speed =
        brakes ? contactSpeed(true) + victimBrake * left : victimOne ? victimCruise : strikerSpeed;
    m.acceleration = before == 0 ? 0 : (m.speed - before) / dt;
    m.braking = brakes || !victimOne && !side && left < 0.25;
    double lane = road.laneCentre(m.direction, m.lane);
    if (!side) {
      m.l = victimOne ? lane : lane + offset;
    } else if (!victimOne) {
      double contact =
          victim.l + Math.signum(lane - victim.l) * ((victim.width() + m.width()) / 2 - 0.1);
      double p = Math.max(0, 1 - left / SWERVE_SECONDS);
      m.l = lane + (contact - lane) * p * p;
      double lateral = 2 * (contact - lane) * p / SWERVE_SECONDS;
      m.yaw = m.direction * Math.atan2(lateral, m.speed);
    }
    m.targetL = m.l;
  }

  /** Nobody ahead of the two may hold them up: the plan has no brakes. */
  private void makeRoom(double t) {
    for (Mover m : movers) {
      if (!m.scripted
          && m.direction == site.direction()
          && (m.lane == site.lane() || m.lane == strikerLane)
          && m.q() > striker.q()
          && t < at) {
        m.desired = Math.max(m.desired, strikerSpeed * 1.25);
      }
    }
  }

  private void rest(Mover m, int i, double t, double dt) {
    if (common == 0) {
      double a = mass(victim);
      double b = mass(striker);
      common = (a * contactSpeed(true) + b * strikerSpeed) / (a + b);
    }
    double since = t - at;
    double own = contactSpeed(i == 0);
    double shared = common * (i == 0 ? 1.01 : 0.99);
    double before = m.speed;
    m.speed =
        since < IMPACT_SECONDS
            ? own + (shared - own) * since / IMPACT_SECONDS
            : Math.max(0, shared - friction[i] * (since - IMPACT_SECONDS));
    m.acceleration = (m.speed - before) / dt;
    double done = since < IMPACT_SECONDS ? 0 : 1 - m.speed / shared;
    m.yaw += (finalYaw[i] * done - m.yaw) * Math.min(1, 6 * dt);
    m.s += m.direction * m.speed * Math.cos(m.yaw) * dt;
    double push = side && since < 0.9 ? (i == 0 ? -1.5 : -1.9) * pushSide() * (0.9 - since) : 0;
    m.l += (m.direction * m.speed * Math.sin(m.yaw) * 0.35 + push) * dt;
    m.targetL = m.l;
    m.braking = m.speed > 0.2;
  }

  private double pushSide() {
    return Math.signum(striker.l - victim.l);
  }

  private static double mass(Mover m) {
    return switch (m.type) {
      case TRUCK -> 7;
      case BUS -> 9;
      case MOTORCYCLE -> 0.5;
      default -> 1.4;
    };
  }
}
