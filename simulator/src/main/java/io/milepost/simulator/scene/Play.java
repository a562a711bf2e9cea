package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A script made of actors, each a mover whose pose is a function of time, and of things to do at
 * every step. Actors come and go by themselves; none stays after the scene's end of the incident
 * unless it is told to.
 */
final class Play implements Script {
  /** Where a mover is at a moment. */
  interface Course {
    /** Sets place, speed, turn and lamps of a mover. */
    void pose(Mover m, double t);
  }

  /** Something done at every step. */
  interface Duty {
    void at(double t, double dt);
  }

  private static final class Actor {
    final Mover mover;
    final double from;
    final double until;
    final Course course;
    boolean on;
    boolean done;

    Actor(Mover mover, double from, double until, Course course) {
      this.mover = mover;
      this.from = from;
      this.until = until;
      this.course = course;
    }
  }

  final Stage stage;
  final Site site;
  final Random random;
  final Road road;
  final Traffic traffic;
  final int direction;
  final double at;
  final double end;
  private final List<Actor> actors = new ArrayList<>();
  private final List<Duty> duties = new ArrayList<>();
  private final List<Incident> incidents = new ArrayList<>();
  private final List<Area> areas = new ArrayList<>();
  private double limitKmh;

  Play(Stage stage, Site site) {
    this.stage = stage;
    this.site = site;
    this.random = stage.random();
    this.road = stage.road();
    this.traffic = stage.traffic();
    this.direction = site.direction();
    this.at = stage.spec().at();
    this.end = stage.spec().end();
  }

  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  double lane(int lane) {
    return road.laneCentre(direction, lane);
  }

  /** The outermost lane of the site's direction. */
  int outer() {
    return road.lanes(direction) - 1;
  }

  /** Outside of the road from the site's lanes: +1 right, −1 left. */
  int side() {
    return road.side(direction);
  }

  /** Lateral position of the outer edge of the site's lanes. */
  double laneEdge() {
    return side() * (road.median() / 2 + road.lanes(direction) * road.laneWidth());
  }

  Mover vehicle(ObjectClass type) {
    return traffic.make(type, direction);
  }

  /** A car for the most part, sometimes something larger. */
  ObjectClass anyVehicle() {
    double p = random.nextDouble();
    return p < 0.72 ? ObjectClass.CAR : p < 0.88 ? ObjectClass.TRUCK : ObjectClass.BUS;
  }

  Mover person() {
    return new Mover(
        traffic.takeId(),
        ObjectClass.PERSON,
        direction,
        Shapes.of(ObjectClass.PERSON, random),
        Paint.of(ObjectClass.PERSON, random),
        0);
  }

  Mover worker(boolean helmet, boolean vest) {
    return Props.worker(traffic.takeId(), direction, new Mover.Gear(helmet, vest), random);
  }

  /** Puts a mover on the stage for a time. */
  Play cast(Mover m, double from, double until, Course course) {
    m.scripted = true;
    actors.add(new Actor(m, from, until, course));
    return this;
  }

  /** Puts something on the stage that stands still. */
  Play stand(Mover m, double from, double s, double l, double yaw) {
    return cast(
        m,
        from,
        end,
        (each, t) -> {
          each.s = s;
          each.l = l;
          each.targetL = l;
          each.yaw = yaw;
          each.speed = 0;
        });
  }

  /**
   * Puts a vehicle on the stage that drives in the traffic of a lane by a plan: no vehicle enters
   * in its way, and those ahead hurry until a moment.
   *
   * @param way its place along the direction of travel
   */
  Play drive(Mover m, int lane, Profile way, double hurryUntil, Course course) {
    double begin = m.direction > 0 ? Traffic.BEGIN : -Traffic.END;
    double last = m.direction > 0 ? Traffic.END : -Traffic.BEGIN;
    double enters = way.moment(begin);
    m.lane = lane;
    boolean[] gone = {false};
    cast(
        m,
        enters,
        Double.MAX_VALUE,
        (each, t) -> {
          if (gone[0]) {
            return;
          }
          each.s = each.direction * way.way(t);
          each.speed = Math.abs(way.speed(t));
          each.l = road.laneCentre(each.direction, lane);
          course.pose(each, t);
          each.targetL = each.l;
          if (each.q() > last + 10 || t >= end) {
            stage.movers().remove(each);
            gone[0] = true;
          }
        });
    duties.add(
        (t, dt) -> {
          if (t > enters - 4 && t < enters) {
            traffic.holdLane(m.direction, lane, enters + 1.2);
          }
          if (t >= enters && t < hurryUntil) {
            hurry(m, lane, way.speed(t));
          }
        });
    return this;
  }

  private void hurry(Mover from, int lane, double speed) {
    for (Mover m : stage.movers()) {
      if (!m.scripted
          && m.type.vehicle()
          && m.direction == from.direction
          && m.lane == lane
          && m.q() > from.q()) {
        m.desired = Math.max(m.desired, speed * 1.25);
      }
    }
  }

  Play each(Duty duty) {
    duties.add(duty);
    return this;
  }

  /** Leaves a gap in the traffic of both directions at a place and a moment. */
  Play gap(double s, double moment) {
    return each(
        (t, dt) -> {
          for (int way = -1; way <= 1; way += 2) {
            double begin = way > 0 ? Traffic.BEGIN : -Traffic.END;
            double travel = (way * s - begin) / traffic.cruise(way);
            if (t > moment - 1.15 * travel - 2.5 && t < moment - 0.85 * travel + 1) {
              for (int lane = 0; lane < road.lanes(way); lane++) {
                traffic.holdLane(way, lane, t + 0.5);
              }
            }
          }
        });
  }

  /** Lets no vehicle enter a lane during a time. */
  Play hold(int lane, double from, double until) {
    return each(
        (t, dt) -> {
          if (t >= from && t < Math.min(until, end)) {
            traffic.holdLane(direction, lane, t + 0.5);
          }
        });
  }

  /** Makes vehicles leave a lane before a place while the moment lies in a span. */
  Play closeLane(int lane, double q, double metres, double from) {
    return each(
        (t, dt) -> {
          if (t >= from && t < end) {
            traffic.avoid(direction, lane, q, metres);
          }
        });
  }

  Play incident(String type, boolean primary, Site where, double l, double length) {
    return incident(type, primary, where, l, length, new double[] {at, end});
  }

  Play incident(String type, boolean primary, Site where, double l, double length, double[] span) {
    double[] within = {span[0], Math.min(span[1], end)};
    Incident incident = where.incident(type, primary, within, l, length, road, stage.view());
    incidents.add(primary ? 0 : incidents.size(), incident);
    return this;
  }

  /** Says that the incident the scene is about goes along with a mover. */
  Play about(Mover mover) {
    incidents.set(0, incidents.get(0).about(mover));
    return this;
  }

  Play area(Area area) {
    areas.add(area);
    return this;
  }

  Play limit(double kmh) {
    limitKmh = kmh;
    return this;
  }

  @Override
  public void step(double t, double dt) {
    for (Actor a : actors) {
      boolean due = t >= a.from && t < Math.min(a.until, end);
      if (!a.on && !a.done && due) {
        a.on = true;
        a.course.pose(a.mover, t);
        stage.movers().add(a.mover);
      }
      if (a.on && !due) {
        stage.movers().remove(a.mover);
        a.on = false;
        a.done = true;
      } else if (a.on) {
        double before = a.mover.speed;
        a.course.pose(a.mover, t);
        a.mover.acceleration = (a.mover.speed - before) / dt;
      }
    }
    for (Duty duty : duties) {
      duty.at(t, dt);
    }
  }

  @Override
  public List<Incident> incidents() {
    return List.copyOf(incidents);
  }

  @Override
  public List<Area> areas() {
    return List.copyOf(areas);
  }

  @Override
  public double limitKmh() {
    return limitKmh;
  }
}
