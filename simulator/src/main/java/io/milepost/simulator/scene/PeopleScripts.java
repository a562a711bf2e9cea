package io.milepost.simulator.scene;

/** People where they should not be, who stay too long, gather, fall or enter. */
final class PeopleScripts {
  private PeopleScripts() {}

  /** Someone crosses the carriageway, walks along it or stands in it. */
  static Script pedestrian(Stage stage, Site site) {
    Play p = new Play(stage, site);
    Mover m = p.person();
    double kind = p.random.nextDouble();
    double pace = p.between(1.1, 1.6);
    int side = p.side();
    double edge = p.laneEdge();
    double out = site.verge(p.road, 1.2);
    double enters = p.at - Math.abs(out - edge) / pace;
    double leaves;
    double beside = enters;
    Walk walk;
    if (kind < 0.5) {
      boolean divided = p.road.median() > 1;
      double far = divided ? side * p.road.median() / 2 : 0;
      double over = p.road.edge(-side) - side * 1.2;
      double width = Math.abs(edge - (divided ? far : over));
      double crossed = p.at + width / pace;
      double[] there = {crossed, site.s(), divided ? far : over};
      leaves = divided ? crossed + 4 + width / pace : crossed - 1.2 / pace;
      double[] wait = {p.at - 9, site.s() - 2, out};
      double[] step = {enters, site.s(), out};
      walk =
          divided
              ? new Walk(
                  wait,
                  step,
                  there,
                  new double[] {crossed + 4, site.s(), far},
                  new double[] {crossed + 4 + Math.abs(out - far) / pace, site.s(), out})
              : new Walk(wait, step, there);
    } else if (kind < 0.8) {
      double in = edge - side * p.between(0.6, 1.1);
      double along = p.between(16, 24);
      double last = site.s() + p.direction * along * 0.6;
      leaves = p.at + 1 + along;
      walk =
          new Walk(
              new double[] {enters - 9, site.s() - 2, out},
              new double[] {enters, site.s(), out},
              new double[] {p.at + Math.abs(in - edge) / pace, site.s(), in},
              new double[] {leaves, last, in},
              new double[] {leaves + 2, last, out});
    } else {
      double in = edge - side * p.between(1.0, 1.8);
      double waits = edge + side * Math.max(0.5, p.road.shoulder() / 2);
      double steps = p.at - Math.abs(waits - edge) / pace;
      beside = steps - 8 - Math.abs(out - waits) / pace;
      leaves = p.at + p.between(18, 28);
      walk =
          new Walk(
              new double[] {steps - 11, site.s() - 1, out},
              new double[] {steps - 8, site.s(), waits},
              new double[] {steps, site.s(), waits},
              new double[] {p.at + Math.abs(in - edge) / pace, site.s(), in},
              new double[] {leaves - 1, site.s(), in},
              new double[] {leaves + 1, site.s(), out});
    }
    p.gap(site.s(), p.at);
    p.cast(
        m,
        p.at - 14,
        leaves + 20,
        (each, t) -> {
          walk.pose(each, t);
          each.obstacle = t > enters - 0.5;
        });
    double[] span = {p.at, leaves};
    // Who stands on the hard shoulder, a step from the lane, is rightly told before he takes it.
    p.incident("pedestrian_on_road", false, site, edge - side, 2, new double[] {beside, p.at});
    p.incident("pedestrian_on_road", true, site, edge - side, 2, span);
    return p.incident("stopped_vehicle", false, site, edge - side, 20, span);
  }

  /** The ground beside the road, where vehicles may stand and people may wait for a while. */
  private static Play beside(Play p) {
    double near = p.site.verge(p.road, 0);
    double far = p.site.verge(p.road, 5);
    return p.area(new Area("parking", p.site.s() - 9, p.site.s() + 9, near, far));
  }

  /** Someone stays at one place beside the road for more than a minute. */
  static Script loitering(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double l = site.verge(p.road, p.between(1.2, 2.4));
    double from = site.s() + (p.random.nextBoolean() ? 13 : -11);
    double stays = p.between(85, 100);
    double phase = p.between(0, 6);
    Walk comes =
        new Walk(
            new double[] {p.at - 10, from, l},
            new double[] {p.at, site.s(), l},
            new double[] {p.at + stays, site.s(), l},
            new double[] {p.at + stays + 12, from, l});
    p.cast(
        p.person(),
        p.at - 10,
        p.at + stays + 12,
        (m, t) -> {
          comes.pose(m, t);
          if (t > p.at && t < p.at + stays) {
            m.l += 0.25 * Math.sin(0.21 * (t - p.at) + phase) * Math.sin(0.13 * (t - p.at));
            m.yaw = 2.5 * Math.sin(0.11 * t + phase);
          }
        });
    double[] span = {p.at, p.at + stays};
    return beside(p).incident("loitering", true, site, l, 2, span);
  }

  /** Eight to twelve people come together at one place and stay. */
  static Script crowding(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int count = 8 + p.random.nextInt(5);
    double l = site.verge(p.road, 2.2);
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * (i + p.between(0, 0.7)) / count;
      double r = p.between(0.9, 1.9);
      double comes = i < 8 ? p.at - 12 * (7 - i) / 7.0 : p.at + p.between(1, 8);
      double from = site.s() + (p.random.nextBoolean() ? 16 : -12);
      double s = site.s() + 1.6 * r * Math.cos(angle);
      double beside = l + 0.7 * r * Math.sin(angle);
      p.cast(
          p.person(),
          comes - 12,
          Double.MAX_VALUE,
          new Walk(new double[] {comes - 12, from, l}, new double[] {comes, s, beside}));
    }
    return beside(p).incident("crowding", true, site, l, 6);
  }

  /** Someone who walks beside the road falls and lies. */
  static Script fall(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double pace = p.between(1.0, 1.5);
    double l = site.verge(p.road, p.between(0.9, 2.2));
    int way = p.random.nextBoolean() ? 1 : -1;
    double lasts = p.between(0.5, 0.8);
    Walk walk =
        new Walk(
            new double[] {p.at - 10, site.s() - way * pace * 10, l},
            new double[] {p.at, site.s(), l});
    double turn = p.between(-0.6, 0.6);
    p.cast(
        p.person(),
        p.at - 10,
        Double.MAX_VALUE,
        (m, t) -> {
          walk.pose(m, t);
          double share = Math.max(0, Math.min(1, (t - p.at) / lasts));
          m.tilt = Math.PI / 2 * share * share;
          m.yaw += turn * share;
        });
    return p.incident("fall", true, site, l, 2);
  }

  /** Someone enters a place beside the road that is closed to all. */
  static Script intrusion(Stage stage, Site site) {
    return enters(stage, site, "intrusion");
  }

  /** Someone or a vehicle passes a line beside the road. */
  static Script crossing(Stage stage, Site site) {
    return enters(stage, site, "line_crossing");
  }

  private static Script enters(Stage stage, Site site, String type) {
    Play p = new Play(stage, site);
    double line = site.verge(p.road, 0.7);
    double inside = site.verge(p.road, 2.2);
    double far = site.verge(p.road, 4.5);
    if (p.random.nextDouble() < 0.7) {
      double pace = p.between(1.0, 1.5);
      double near = site.verge(p.road, 0.1);
      double from = site.s() + (p.random.nextBoolean() ? 9 : -9);
      double turns = p.at - Math.abs(line - near) / pace;
      Walk walk =
          new Walk(
              new double[] {turns - 9 / pace, from, near},
              new double[] {turns, site.s(), near},
              new double[] {turns + Math.abs(inside - near) / pace, site.s(), inside},
              new double[] {p.at + 22, site.s() + 2, inside},
              new double[] {p.at + 26, site.s() + 3, near},
              new double[] {p.at + 40, from, near});
      p.cast(p.person(), turns - 9 / pace, p.at + 40, walk);
    } else {
      vehicleEnters(p, line, inside);
    }
    if (type.equals("intrusion")) {
      p.area(new Area("restricted", site.s() - 8, site.s() + 8, line, far));
    } else {
      p.area(new Area("line", site.s() - 8, site.s() + 8, line, line));
    }
    return p.incident(type, true, site, line, 3, new double[] {p.at, p.at + 24});
  }

  private static void vehicleEnters(Play p, double line, double inside) {
    double lane = p.lane(p.outer());
    double slow = p.between(3, 4.5);
    double speed = 11;
    Profile way =
        new Profile(p.at - 7, speed, p.at - 3, slow, p.at + 0.8, slow, p.at + 3, 0)
            .through(p.site.q(), p.at);
    double swing = 3.2;
    Mover car = p.vehicle(ObjectClass.CAR);
    double needed = (line - lane) / (inside - lane);
    p.drive(
        car,
        p.outer(),
        way,
        p.at - 4,
        (m, t) -> {
          double share = Math.max(0, Math.min(1, needed + (t - p.at) / swing));
          m.l = lane + (inside - lane) * share;
          double lateral = share > 0 && share < 1 ? (inside - lane) / swing : 0;
          m.yaw = m.speed < 0.3 ? m.yaw : p.direction * Math.atan2(lateral, m.speed + 1);
          m.braking = t > p.at - 7 && t < p.at + 4;
        });
    double[] stands = {p.at + 3, p.at + 40};
    p.incident("stopped_vehicle", false, p.site, inside, 5, stands);
  }

  /** Some people wait for a bus, which comes and takes them. */
  static Script busStop(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double arrives = p.at + 20;
    double speed = 11;
    Profile way =
        new Profile(
                arrives - speed / 1.5,
                speed,
                arrives,
                0,
                arrives + 9,
                0,
                arrives + 9 + speed / 1.2,
                speed)
            .through(site.q(), arrives);
    double lane = p.lane(p.outer());
    double stop = p.laneEdge() - p.side() * 1.3;
    Mover bus = p.vehicle(ObjectClass.BUS);
    p.drive(
        bus,
        p.outer(),
        way,
        arrives,
        (m, t) -> {
          m.l = Math.abs(stop) > Math.abs(lane) ? stop : lane;
          m.braking = t > arrives - speed / 1.5 && t < arrives + 9;
        });
    int count = 4 + p.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      double l = site.verge(p.road, p.between(0.5, 1.9));
      double s = site.s() + (i - count / 2.0) * p.between(0.8, 1.4);
      double comes = arrives - p.between(8, 42);
      double from = s + (p.random.nextBoolean() ? 14 : -12);
      double boards = arrives + 2.5 + 0.9 * i;
      double door = p.laneEdge() + p.side() * 0.2;
      p.cast(
          p.person(),
          comes - 10,
          boards,
          new Walk(
              new double[] {comes - 10, from, l},
              new double[] {comes, s, l},
              new double[] {boards - 2.5, s, l},
              new double[] {boards, site.s() + p.direction * 2, door}));
    }
    return beside(p);
  }
}
