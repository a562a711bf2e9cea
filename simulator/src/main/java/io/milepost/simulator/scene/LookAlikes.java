package io.milepost.simulator.scene;

/** Ordinary events that look like incidents. */
final class LookAlikes {
  private static final double RED_SECONDS = 25;

  private LookAlikes() {}

  /** Traffic flows; nothing happens. */
  static Script freeFlow(Stage stage, Site site) {
    return new Play(stage, site);
  }

  /** A driver brakes hard to a stop, touches nobody and drives on. */
  static Script hardBrake(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double speed = p.between(11, 15);
    double brake = p.between(6, 7.5);
    double waits = p.between(1.5, 4);
    double from = p.at - speed / brake;
    Profile way =
        new Profile(from, speed, p.at, 0, p.at + waits, 0, p.at + waits + speed / 1.8, speed)
            .through(site.q(), p.at);
    return p.drive(
        p.vehicle(p.anyVehicle()),
        site.lane(),
        way,
        p.at,
        (m, t) -> m.braking = t > from && t < p.at + waits);
  }

  /** Slow traffic flows close together, brake lamps on and off everywhere. */
  static Script brakeLights(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double mean = p.between(7.5, 9);
    for (int direction = -1; direction <= 1; direction += 2) {
      p.traffic.headway(direction, 1.5);
      p.traffic.cruise(direction, p.between(11, 12));
    }
    p.traffic.cap((m, t) -> mean + 1.6 * Math.sin(0.09 * m.q() - 0.5 * t));
    return p.each(
        (t, dt) -> {
          for (Mover m : stage.movers()) {
            if (m.type.vehicle()) {
              m.braking |= Math.sin(0.09 * m.q() - 0.5 * t + 0.7 * m.id) > -0.2;
            }
          }
        });
  }

  /** A signal stops the traffic of one direction for 25 s in every 50. */
  static Script signal(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double line = site.q() + (p.direction > 0 ? 10 : 6);
    StopLine stop = new StopLine(p.direction, line);
    p.traffic.headway(p.direction, 1.9);
    p.traffic.cap(
        (m, t) -> {
          double cycle = t - p.at - Math.floor((t - p.at) / (2 * RED_SECONDS)) * 2 * RED_SECONDS;
          return cycle < RED_SECONDS ? stop.limit(m) : Double.MAX_VALUE;
        });
    double edge = p.laneEdge();
    double inner = p.side() * p.road.median() / 2;
    double from = p.direction * (line - 60);
    return p.area(new Area("parking", from, p.direction * (line + 1), inner, edge));
  }

  /** A car on the shoulder goes back some metres and drives off. */
  static Script reversing(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double back = p.between(1.5, 2.6);
    double lasts = p.between(4, 6);
    double off = p.at + lasts + 3;
    Profile way =
        new Profile(
                p.at,
                0,
                p.at + 1,
                -back,
                p.at + lasts,
                -back,
                p.at + lasts + 1,
                0,
                off,
                0,
                off + 8,
                12)
            .through(site.q(), p.at);
    double l = p.road.shoulderCentre(p.direction);
    return p.cast(
        p.vehicle(ObjectClass.CAR),
        -40,
        off + 16,
        (m, t) -> {
          m.s = m.direction * way.way(t);
          m.speed = Math.abs(way.speed(t));
          m.l = l;
          m.targetL = l;
          m.hazard = t > p.at && t < off;
        });
  }

  /** A lorry is overtaken closely; the boxes of the two overlap. */
  static Script overtaking(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int outer = p.outer();
    double slow = p.between(9.5, 11.5);
    double fast = slow + p.between(2.5, 4.5);
    Profile lorry = new Profile(p.at, slow).through(site.q(), p.at);
    Profile car = new Profile(p.at, fast).through(site.q(), p.at);
    Mover large = p.vehicle(p.random.nextBoolean() ? ObjectClass.TRUCK : ObjectClass.BUS);
    double towards = p.side() * p.between(0.1, 0.35);
    p.drive(large, outer, lorry, p.at + 3, (m, t) -> {});
    p.drive(p.vehicle(ObjectClass.CAR), outer - 1, car, p.at + 3, (m, t) -> m.l += towards);
    return p;
  }

  /** Cars stand on the shoulder, and have stood there all along. */
  static Script parked(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double l = p.road.shoulderCentre(p.direction);
    double s = site.s() - p.between(0, 6);
    int count = 5 + p.random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Mover m = p.vehicle(ObjectClass.CAR);
      p.stand(m, -40, s, l + p.between(-0.15, 0.25) * p.side(), p.between(-0.02, 0.02));
      s += m.length() + p.between(1, 2.6);
    }
    double first = site.s() - 10;
    double edge = p.laneEdge();
    return p.area(new Area("parking", first, s + 2, edge, p.road.edge(p.side())));
  }

  /** Cyclists ride along the shoulder. */
  static Script cyclist(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int count = 1 + p.random.nextInt(3);
    double l = p.road.shoulderCentre(p.direction);
    for (int i = 0; i < count; i++) {
      double speed = p.between(4, 6.5);
      Profile way = new Profile(p.at, speed).through(site.q() - 7 * i, p.at + 3 * i);
      double wave = p.between(0, 6);
      double from = way.moment(p.direction > 0 ? -20 : -110);
      double until = way.moment(p.direction > 0 ? 120 : 15);
      p.cast(
          p.vehicle(ObjectClass.BICYCLE),
          from,
          until,
          (m, t) -> {
            m.s = m.direction * way.way(t);
            m.speed = speed;
            m.l = l + 0.2 * Math.sin(0.8 * t + wave);
            m.targetL = m.l;
          });
    }
    return p;
  }
}
