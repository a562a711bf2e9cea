package io.milepost.simulator.scene;

/** What goes wrong on the carriageway: wrong way, lost loads, blocked lanes, queues, speed. */
final class RoadScripts {
  private static final double GRAVITY = 9.81;

  /** Eleven pixels of a picture 360 high. */
  private static final double LEAST_THING = 1 / 32.0;

  private static final int TRIES = 40;

  private RoadScripts() {}

  /** A vehicle drives against the traffic of its carriageway; others leave its lane. */
  static Script wrongWay(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int with = site.direction();
    int against = -with;
    int lane = p.random.nextDouble() < 0.7 ? 0 : p.random.nextInt(p.road.lanes(with));
    int beside = lane == 0 ? 1 : lane - 1;
    double l = p.lane(lane);
    double speed = p.between(10, 17);
    Mover m =
        p.traffic.make(p.random.nextDouble() < 0.85 ? ObjectClass.CAR : ObjectClass.TRUCK, against);
    m.obstacle = true;
    Sight sight = Sight.of(stage.view(), p.road, m, against, l);
    Profile way = new Profile(p.at, speed).through(against * sight.first(), p.at);
    double from = way.moment(against > 0 ? Traffic.BEGIN : -Traffic.END);
    double until = way.moment(against > 0 ? Traffic.END : -Traffic.BEGIN);
    double gone = way.moment(against * sight.last());
    double wander = p.between(0, 6);
    p.cast(
        m,
        from,
        until,
        (each, t) -> {
          each.s = against * way.way(t);
          each.l = l + 0.25 * Math.sin(0.9 * t + wander);
          each.targetL = each.l;
          each.speed = speed;
        });
    p.each(
        (t, dt) -> {
          if (t < p.at - 14 || t > Math.min(until, p.end)) {
            return;
          }
          p.traffic.holdLane(with, lane, t + 0.5);
          double q = with * against * way.way(t);
          p.traffic.avoid(with, lane, q, 150);
          for (Mover other : stage.movers()) {
            double left = q - other.q();
            if (!other.scripted && other.direction == with && other.lane == lane) {
              if (left > -3 && left < 70) {
                other.lane = beside;
                other.targetL = p.lane(beside);
              }
            }
          }
        });
    Site seen = new Site(with, lane, sight.after(2 * speed));
    return p.incident("wrong_way", true, seen, l, 5, new double[] {p.at, gone}).about(m);
  }

  /** A load falls from a lorry, slides and lies in the lane; those behind go round it. */
  static Script debris(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int pieces = 1 + p.random.nextInt(3);
    double speed = p.between(11, 14);
    double slide = p.between(1.2, 1.8);
    Mover lorry = p.vehicle(ObjectClass.TRUCK);
    double falls = p.at - slide;
    double begin = site.q() - speed * slide / 2;
    Profile way = new Profile(p.at, speed).through(begin + lorry.length() / 2 + 0.6, falls);
    p.drive(lorry, site.lane(), way, p.at, (m, t) -> {});
    for (int i = 0; i < pieces; i++) {
      Mover piece = i == 0 ? largeEnough(p, site) : p.vehicle(ObjectClass.DEBRIS);
      double aside = p.between(-0.5, 0.5);
      double reach = i == 0 ? 1 : p.between(0.6, 1.15);
      double spin = p.between(-2, 2);
      double height = p.between(1.2, 2.2);
      p.cast(
          piece,
          falls,
          Double.MAX_VALUE,
          (m, t) -> {
            double since = t - falls;
            double left = Math.max(0, 1 - since / slide);
            m.s = p.direction * (begin + reach * speed * slide / 2 * (1 - left * left));
            m.l = p.lane(site.lane()) + aside * (1 - left);
            m.targetL = m.l;
            m.speed = speed * left * reach;
            m.yaw = spin * (1 - left);
            m.lift = Math.max(0, height - GRAVITY / 2 * since * since);
          });
    }
    p.closeLane(site.lane(), site.q() - 2, 75, p.at);
    // Else a queue stands before it, and a camera behind the queue never sees it.
    p.hold(site.lane(), falls - 2, p.end);
    return p.incident("debris", true, site, p.lane(site.lane()), 4);
  }

  /** A piece that the camera can make out where it comes to rest. */
  private static Mover largeEnough(Play p, Site site) {
    Mover best = null;
    double most = 0;
    for (int i = 0; i < TRIES && most < LEAST_THING; i++) {
      Mover piece = p.vehicle(ObjectClass.DEBRIS);
      piece.s = site.s();
      piece.l = p.lane(site.lane());
      double height = Sight.height(p.stage.view(), p.road, piece);
      if (height > most) {
        best = piece;
        most = height;
      }
    }
    return best;
  }

  /** A vehicle comes to rest across its lane; the traffic queues and goes round. */
  static Script blockage(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double speed = p.between(11, 14);
    double brake = p.between(4, 5.5);
    double stops = speed / brake;
    Profile way = new Profile(p.at - stops, speed, p.at, 0).through(site.q(), p.at);
    Mover m = p.vehicle(p.random.nextDouble() < 0.4 ? ObjectClass.TRUCK : p.anyVehicle());
    double angle = m.length() > 7 ? p.between(0.4, 0.7) : p.between(0.9, 1.4);
    double turn = (p.random.nextBoolean() ? 1 : -1) * angle;
    double lane = p.lane(site.lane());
    double outwards = p.side() * Math.max(0, Math.sin(angle) * m.length() / 2 - 1.6) * 0.7;
    p.gap(site.s(), p.at + 1);
    p.drive(
        m,
        site.lane(),
        way,
        p.at,
        (each, t) -> {
          double share = Math.max(0, Math.min(1, 1 - (p.at - t) / (stops * 0.75)));
          each.yaw = turn * share * share * (3 - 2 * share);
          each.l = lane + outwards * share;
          each.obstacle = t > p.at - 1.5;
          each.braking = t > p.at - stops && t < p.at + 2;
          each.hazard = t > p.at + 3;
        });
    p.closeLane(site.lane(), site.q() - 12, 25, p.at);
    p.incident("blockage", true, site, lane, 8);
    p.incident("stopped_vehicle", false, site, lane, 8);
    return p.incident("congestion", false, site.ahead(-15), lane, 30);
  }

  /** Fast traffic arrives at the end of a standing queue, which grows through the picture. */
  static Script queue(Stage stage, Site site) {
    Play p = new Play(stage, site);
    p.traffic.cruise(p.direction, p.between(17, 22));
    p.traffic.headway(p.direction, 1.4);
    double line = site.q() + (p.direction > 0 ? 12 : 8);
    StopLine stop = new StopLine(p.direction, line);
    p.traffic.cap((m, t) -> t > p.at - 4 && t < p.end ? stop.limit(m) : Double.MAX_VALUE);
    double l = p.lane(p.outer());
    p.incident("congestion", true, site, l, 20);
    return p.incident("stopped_vehicle", false, site, l, 20);
  }

  /** One vehicle drives at one and a half times the limit that all others keep. */
  static Script speeding(Stage stage, Site site) {
    Play p = new Play(stage, site);
    for (int direction = -1; direction <= 1; direction += 2) {
      p.traffic.cruise(direction, p.between(10.4, 11.8));
    }
    double limit = 50 / 3.6;
    double speed = limit * p.between(1.5, 1.75);
    double l = p.lane(0);
    ObjectClass type = p.random.nextDouble() < 0.8 ? ObjectClass.CAR : ObjectClass.MOTORCYCLE;
    Mover m = p.vehicle(type);
    Sight sight = Sight.of(stage.view(), p.road, m, p.direction, l);
    Profile way = new Profile(p.at, speed).through(p.direction * sight.first(), p.at);
    p.drive(m, 0, way, -100, (each, t) -> {});
    double gone = way.moment(p.direction * sight.last());
    p.each(
        (t, dt) -> {
          if (t > p.at - 34 && t < gone) {
            p.traffic.holdLane(p.direction, 0, t + 0.5);
          }
          if (t > p.at - 12 && t < gone) {
            p.traffic.avoid(p.direction, 0, p.direction * m.s + 200, 200);
          }
        });
    p.limit(50);
    Site seen = new Site(p.direction, 0, sight.after(2 * speed));
    return p.incident("speeding", true, seen, l, 5, new double[] {p.at, gone}).about(m);
  }
}
