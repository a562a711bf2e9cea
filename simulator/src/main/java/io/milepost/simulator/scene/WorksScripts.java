package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;

/** Roadworks: a lane that is closed, and people who work beside the road. */
final class WorksScripts {
  private static final int CONES = 8;

  /** Share of a worker that may be hidden where he stays. */
  private static final double MOST_HIDDEN = 0.3;

  private static final int PLACES = 11;

  private WorksScripts() {}

  /** Workers stop in the outer lane, put up cones and a board, and work behind them. */
  static Script construction(Stage stage, Site site) {
    Play p = new Play(stage, site);
    int lane = p.outer();
    double middle = p.lane(lane);
    double inner = p.laneEdge() - p.side() * (p.road.laneWidth() - 0.25);
    double outer = p.laneEdge() + p.side() * 0.2;
    double speed = 11;
    double stands = p.at - 7;
    double q = site.q();
    Mover lorry = p.vehicle(ObjectClass.TRUCK);
    Profile way =
        new Profile(stands - 5, speed, stands, 0).through(q + 11.5 + lorry.length() / 2, stands);
    p.drive(
        lorry,
        lane,
        way,
        stands,
        (m, t) -> {
          m.braking = t > stands - 5 && t < stands + 2;
          m.hazard = t > stands - 5;
        });
    for (int i = 0; i < CONES; i++) {
      double share = Math.min(1, i / 4.0);
      double at = q - 8 + 2.6 * i;
      double l = outer + (inner - outer) * share;
      Mover cone = p.vehicle(ObjectClass.CONE);
      p.stand(cone, p.at + 1.2 * i, p.direction * at, l, p.between(-0.5, 0.5));
    }
    p.stand(p.vehicle(ObjectClass.BARRIER), p.at + 9, p.direction * (q + 1), middle, 0);
    int count = 2 + p.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      workerAbout(p, q + 4, middle, stands + 2 + i);
    }
    p.closeLane(lane, q - 6, 110, stands - 12);
    p.hold(lane, way.moment(p.direction > 0 ? Traffic.BEGIN : -Traffic.END), p.end);
    p.incident("construction", true, site, middle, 18);
    p.incident("stopped_vehicle", false, site.ahead(13), middle, 8, new double[] {stands, p.end});
    p.incident(
        "pedestrian_on_road", false, site.ahead(4), middle, 8, new double[] {stands + 2, p.end});
    return p.incident("congestion", false, site.ahead(-15), middle, 20);
  }

  /** A worker who walks to and fro behind the cones. */
  private static void workerAbout(Play p, double q, double middle, double from) {
    double[][] points = new double[14][];
    double t = from;
    double s = p.direction * (q + p.between(-1, 4));
    double l = middle + p.between(-1, 1);
    for (int i = 0; i < points.length; i += 2) {
      points[i] = new double[] {t, s, l};
      t += p.between(4, 11);
      points[i + 1] = new double[] {t, s, l};
      double toS = p.direction * (q + p.between(-1, 4));
      double toL = middle + p.between(-1, 1);
      t += Math.hypot(toS - s, toL - l) / 0.9 + 0.2;
      s = toS;
      l = toL;
    }
    p.cast(p.worker(true, true), from, Double.MAX_VALUE, new Walk(points));
  }

  /** People work beside the road; one more comes without helmet, without vest or without both. */
  static Script equipment(Stage stage, Site site) {
    Play p = new Play(stage, site);
    double kind = p.random.nextDouble();
    int count = 2 + p.random.nextInt(2);
    List<Mover> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double s = site.s() + (i - 1) * 1.7 + p.between(-0.3, 0.3);
      double l = site.verge(p.road, p.between(1.0, 2.6));
      double sway = p.between(0, 6);
      Mover worker = p.worker(true, true);
      worker.s = s;
      worker.l = l;
      others.add(worker);
      p.cast(
          worker,
          -40,
          Double.MAX_VALUE,
          (m, t) -> {
            m.s = s + 0.3 * Math.sin(0.4 * t + sway);
            m.l = l;
            m.yaw = 2.2 * Math.sin(0.17 * t + sway);
          });
    }
    for (int i = 0; i < 4; i++) {
      Mover cone = p.vehicle(ObjectClass.CONE);
      p.stand(cone, -40, site.s() - 4 + 2.6 * i, site.verge(p.road, 0.2), 0);
    }
    boolean helmet = kind > 0.7;
    boolean vest = kind < 0.4;
    Mover newcomer = p.worker(helmet, vest);
    double l = unhidden(p, newcomer, others, site.verge(p.road, p.between(1.2, 2.2)));
    double from = site.s() + 5;
    p.cast(
        newcomer,
        p.at - 3,
        Double.MAX_VALUE,
        new Walk(
            new double[] {p.at - 3, from + 3, l},
            new double[] {p.at, from, l},
            new double[] {p.at + 4, site.s() + 1, l},
            new double[] {p.at + 20, site.s() + 1, l},
            new double[] {p.at + 23, site.s() - 1.5, l}));
    double near = site.verge(p.road, 0.4);
    p.area(new Area("restricted", site.s() - 5, site.s() + 8, near, site.verge(p.road, 4)));
    p.incident("intrusion", false, site, l, 8, new double[] {0, p.end});
    p.incident("construction", false, site, l, 8, new double[] {0, p.end});
    return p.incident("missing_ppe", true, site, l, 4);
  }

  /** Lateral position at which the others do not hide a worker where he stays; the wish if so. */
  private static double unhidden(Play p, Mover worker, List<Mover> others, double wish) {
    double best = wish;
    double least = 2;
    for (int i = -1; i < PLACES; i++) {
      double l = i < 0 ? wish : p.site.verge(p.road, 1.1 + 0.24 * i);
      worker.l = l;
      worker.s = p.site.s() + 1;
      double first = Sight.hidden(p.stage.view(), p.road, worker, others);
      worker.s = p.site.s() - 1.5;
      double hidden = Math.max(first, Sight.hidden(p.stage.view(), p.road, worker, others));
      if (hidden < least - 0.05) {
        best = l;
        least = hidden;
      }
      if (least <= MOST_HIDDEN) {
        break;
      }
    }
    return best;
  }
}
