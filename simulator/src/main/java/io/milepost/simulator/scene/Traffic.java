package io.milepost.simulator.scene;

import java.util.List;
import java.util.Random;

/**
 * Vehicles that follow each other by the intelligent driver model (Treiber, Hennecke, Helbing,
 * Physical Review E 62, 2000), enter and leave outside the picture, and pass a blocked lane. Not
 * thread-safe.
 */
final class Traffic {
  static final double BEGIN = -70;
  static final double END = 230;
  private static final double MIN_GAP = 2.0;
  private static final double WRECK_GAP = 8.0;
  private static final double ACCELERATION = 1.6;
  private static final double COMFORT_BRAKE = 2.2;
  private static final double HARDEST_BRAKE = 8;

  /** Metres beside the lane at which a person who steps onto the road makes drivers brake. */
  private static final double FOR_PEOPLE = 2.4;

  private final Road road;
  private final Random random;
  private final List<Mover> movers;
  private final double[] headway = {2, 2};
  private final double[] cruise = {14, 14};
  private final double[][] nextEntry = {new double[3], new double[3]};
  private final double motorcycles;
  private final double heavies;
  private SpeedCap cap = (mover, t) -> Double.MAX_VALUE;
  private int nextId = 1;

  /** Highest speed allowed to a mover now, m/s. */
  interface SpeedCap {
    double at(Mover mover, double t);
  }

  Traffic(Road road, Random random, List<Mover> movers) {
    this.road = road;
    this.random = random;
    this.movers = movers;
    double density = 1.9 + 4.3 * random.nextDouble();
    for (int i = 0; i < 2; i++) {
      headway[i] = density * (0.7 + 0.6 * random.nextDouble());
      cruise[i] = 11 + 12 * random.nextDouble();
    }
    this.motorcycles = 0.04 + 0.16 * random.nextDouble();
    this.heavies = 0.08 + 0.25 * random.nextDouble();
  }

  static int index(int direction) {
    return direction > 0 ? 0 : 1;
  }

  void cap(SpeedCap cap) {
    this.cap = cap;
  }

  void headway(int direction, double seconds) {
    headway[index(direction)] = seconds;
  }

  double cruise(int direction) {
    return cruise[index(direction)];
  }

  /** Lets no vehicle enter a lane before a time. */
  void holdLane(int direction, int lane, double until) {
    double[] lanes = nextEntry[index(direction)];
    lanes[lane] = Math.max(lanes[lane], until);
  }

  /** Lets vehicles enter a lane from a time on. */
  void openLane(int direction, int lane, double from) {
    nextEntry[index(direction)][lane] = from;
  }

  int takeId() {
    return nextId++;
  }

  Mover create(ObjectClass type, int direction) {
    Mover m = make(type, direction);
    movers.add(m);
    return m;
  }

  /** A mover that is not on the road yet. */
  Mover make(ObjectClass type, int direction) {
    return new Mover(
        takeId(),
        type,
        direction,
        Shapes.of(type, random),
        Paint.of(type, random),
        random.nextDouble());
  }

  /** Sets the speed that drivers of a direction wish, m/s, give or take 15 %. */
  void cruise(int direction, double speed) {
    cruise[index(direction)] = speed;
  }

  /** Lets vehicles of a lane change out of it that are less than some metres before a place. */
  void avoid(int direction, int lane, double q, double metres) {
    for (Mover m : movers) {
      double left = q - m.q();
      if (!m.scripted && m.type.vehicle() && m.direction == direction && m.lane == lane) {
        if (left > 0 && left < metres) {
          changeLane(m);
        }
      }
    }
  }

  void step(double t, double dt) {
    for (int direction = 1; direction >= -1; direction -= 2) {
      for (int lane = 0; lane < road.lanes(direction); lane++) {
        enter(direction, lane, t);
      }
    }
    for (int i = 0; i < movers.size(); i++) {
      Mover m = movers.get(i);
      if (!m.scripted && m.type.vehicle()) {
        follow(m, t, dt);
      }
    }
    for (Mover m : movers) {
      if (!m.scripted && m.type.vehicle()) {
        m.s += m.direction * m.speed * dt;
        double d = m.targetL - m.l;
        double rate = Math.min(Math.abs(d), Math.min(1.1, 0.45 * m.speed) * dt);
        m.l += Math.signum(d) * rate;
        m.yaw =
            m.speed < 0.3 ? m.yaw * 0.98 : m.direction * Math.signum(d) * rate / dt / (m.speed + 2);
      }
    }
    movers.removeIf(m -> m.s < BEGIN - 20 || m.s > END + 20);
  }

  private void enter(int direction, int lane, double t) {
    double[] next = nextEntry[index(direction)];
    if (t < next[lane]) {
      return;
    }
    double start = direction > 0 ? BEGIN : END;
    double l = road.laneCentre(direction, lane);
    double space = 300;
    double ahead = 99;
    for (Mover m : movers) {
      if (m.direction == direction && Math.abs(m.l - l) < 2) {
        double gap = (m.s - start) * direction - m.length() / 2;
        if (gap < space) {
          space = gap;
          ahead = m.speed;
        }
      }
    }
    double wanted = cruise[index(direction)] * (0.85 + 0.3 * random.nextDouble());
    if (space < 14 + Math.max(0, wanted - ahead) * 2) {
      next[lane] = t + 0.5;
      return;
    }
    Mover m = create(randomType(), direction);
    m.lane = lane;
    m.s = start;
    m.l = l + (random.nextDouble() - 0.5) * 0.5;
    m.targetL = m.l;
    m.desired = m.type == ObjectClass.TRUCK || m.type == ObjectClass.BUS ? wanted * 0.87 : wanted;
    m.speed = Math.min(m.desired, ahead + 2);
    next[lane] =
        t
            - Math.log(1 - random.nextDouble() * 0.98) * headway[index(direction)] * 0.7
            + headway[index(direction)] * 0.3
            + m.length() / Math.max(3, m.speed);
  }

  private ObjectClass randomType() {
    double p = random.nextDouble();
    if (p < motorcycles) {
      return ObjectClass.MOTORCYCLE;
    }
    p = random.nextDouble();
    if (p < heavies) {
      return random.nextDouble() < 0.6 ? ObjectClass.TRUCK : ObjectClass.BUS;
    }
    return ObjectClass.CAR;
  }

  private void follow(Mover m, double t, double dt) {
    Mover leader = leader(m);
    double v = m.speed;
    double limit = Math.min(m.desired, cap.at(m, t));
    double a = ACCELERATION * (1 - Math.pow(v / Math.max(0.3, limit), 4));
    double pace = leader == null || leader.obstacle ? 0 : leader.speed;
    boolean standing = leader != null && pace < 0.5;
    double gap = leader == null ? 1e9 : Math.max(0.1, gap(m, leader));
    if (leader != null) {
      double approach = v * (v - pace) / (2 * Math.sqrt(ACCELERATION * COMFORT_BRAKE));
      double wish = distance(m, leader, standing) + Math.max(0, v * 1.1 + approach);
      a -= ACCELERATION * Math.pow(wish / gap, 2);
    }
    if (limit <= 0) {
      a = Math.min(a, -COMFORT_BRAKE);
    }
    a = Math.max(-HARDEST_BRAKE, a);
    m.acceleration = v + a * dt < 0 ? -v / dt : a;
    m.speed = Math.max(0, v + a * dt);
    m.braking = a < -0.8 || m.speed < 0.4;
    goRound(m, standing ? leader : null, gap, v < 2.5, dt);
  }

  /** Counts how long a driver is held up by something that stands, and goes round it in the end. */
  private void goRound(Mover m, Mover stands, double gap, boolean slow, double dt) {
    boolean wreck = stands != null && stands.scripted && gap < 45;
    boolean person = stands != null && stands.type == ObjectClass.PERSON;
    boolean held = stands != null && !person && (wreck || slow);
    m.stuck = held ? m.stuck + dt : 0;
    if (m.stuck > (wreck ? 0.5 : 3)) {
      changeLane(m);
    }
  }

  /** Drivers stay well behind something that stands in the road, until they pass it. */
  private static double distance(Mover m, Mover leader, boolean standing) {
    if (standing && Math.abs(leader.l - m.targetL) > reach(m, leader)) {
      return 0.8;
    }
    return standing && leader.scripted ? WRECK_GAP : MIN_GAP;
  }

  private static double gap(Mover m, Mover leader) {
    return m.direction * leader.s - m.q() - (leader.length() + m.length()) / 2;
  }

  private static double reach(Mover m, Mover o) {
    return (o.width() + m.width()) / 2 + 0.25 + Math.abs(Math.sin(o.yaw)) * o.length() / 2;
  }

  /** The nearest vehicle ahead that is in the way, or is about to be. */
  private Mover leader(Mover m) {
    Mover best = null;
    for (Mover o : movers) {
      if (o != m && concerns(m, o) && m.direction * o.s > m.q()) {
        double reach = reach(m, o) + (o.type == ObjectClass.PERSON ? FOR_PEOPLE : 0);
        boolean inWay =
            Math.abs(o.l - m.targetL) < reach
                || Math.abs(o.l - m.l) < reach - 0.1
                || Math.abs(o.targetL - m.targetL) < reach;
        if (inWay && (best == null || m.direction * o.s < m.direction * best.s)) {
          best = o;
        }
      }
    }
    return best;
  }

  private static boolean concerns(Mover m, Mover o) {
    return o.obstacle || o.direction == m.direction && o.type != ObjectClass.PERSON;
  }

  private void changeLane(Mover m) {
    for (int step = -1; step <= 1; step += 2) {
      int lane = m.lane + step;
      if (lane < 0 || lane >= road.lanes(m.direction)) {
        continue;
      }
      double l = road.laneCentre(m.direction, lane);
      if (free(m, l)) {
        m.lane = lane;
        m.targetL = l;
        m.stuck = -6;
        m.desired = Math.min(m.desired, 9);
        return;
      }
    }
  }

  private boolean free(Mover m, double l) {
    for (Mover o : movers) {
      double aside = Math.min(Math.abs(o.targetL - l), Math.abs(o.l - l));
      if (o != m
          && (o.obstacle || o.direction == m.direction)
          && aside < Math.max(2.4, reach(m, o))) {
        double d = m.direction * o.s - m.q();
        double clear = (o.length() + m.length()) / 2 + 2;
        double ahead = clear + 3 + Math.max(0, m.speed - o.speed) * 2;
        if (d > -clear - o.speed * 1.8 && d < ahead) {
          return false;
        }
      }
    }
    return true;
  }
}
