package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A road with traffic and perhaps an incident, at one moment. The same {@link ScenarioSpec} always
 * gives the same scene. Not thread-safe.
 */
public final class Scene {
  private static final double WARM_UP_SECONDS = 32;
  private static final double LEAST_LIMIT_KMH = 80;

  /** Pixels of a picture 360 high by which strong wind adds to the sway. */
  private static final double STRONG_WIND = 5;

  private final ScenarioSpec spec;
  private final Light light;
  private final Road road;
  private final View still;
  private final long look;
  private final double shake;
  private final List<Mover> movers = new ArrayList<>();
  private final Traffic traffic;
  private final Script script;
  private final Random walkers;
  private final int steps;
  private long frame;
  private double time;
  private View view;

  /** Prepares the moment 0 of a scene. */
  public Scene(ScenarioSpec spec) {
    this.spec = spec;
    long mixed = Noise.mix(spec.seed() * 1_000_003L + spec.scenario().ordinal());
    Random random = new Random(mixed);
    this.look = random.nextLong();
    double p = random.nextDouble();
    Light chosen =
        p < 0.42 ? Light.DAY : p < 0.6 ? Light.DUSK : p < 0.82 ? Light.NIGHT : Light.RAIN;
    Set<Light> fitting = spec.scenario().lights();
    Light usual = fitting.contains(chosen) ? chosen : fitting.iterator().next();
    this.light = spec.light().orElse(usual);
    Need need = spec.scenario().need();
    Road tried;
    View seen;
    Site site;
    do {
      tried = Road.random(random, need.lanes());
      seen = new View(need.camera(random, tried, spec.width(), spec.height()));
      site = need.site(random, tried, seen, spec.width(), spec.height());
    } while (site == null || !need.suits(tried, seen, site));
    this.road = tried;
    this.still = seen;
    this.view = seen;
    double wind = random.nextDouble() < 0.4 ? 0 : 2.2 * random.nextDouble() * spec.height() / 360;
    this.shake = wind + (effect() == Effect.SHAKE ? STRONG_WIND * spec.height() / 360 : 0);
    this.traffic = new Traffic(road, random, movers);
    this.script =
        spec.scenario().script(new Stage(spec, random, road, still, traffic, movers), site);
    this.walkers = new Random(random.nextLong());
    if (need.walkers()) {
      addWalkers();
    }
    this.steps = Math.max(1, (int) Math.ceil(30.0 / spec.fps()));
    double dt = 1.0 / (spec.fps() * steps);
    int warm = (int) Math.ceil(WARM_UP_SECONDS / dt);
    for (int i = warm; i >= 0; i--) {
      step(-i * dt, dt);
    }
  }

  private void addWalkers() {
    int count = walkers.nextInt(7) - 1;
    for (int i = 0; i < count; i++) {
      addWalker(6 + 50 * walkers.nextDouble());
    }
  }

  private void addWalker(double s) {
    int direction = walkers.nextBoolean() ? 1 : -1;
    int side = walkers.nextBoolean() ? 1 : -1;
    Mover m =
        new Mover(
            traffic.takeId(),
            ObjectClass.PERSON,
            direction,
            Shapes.of(ObjectClass.PERSON, walkers),
            Paint.of(ObjectClass.PERSON, walkers),
            0);
    m.s = s;
    m.l = road.edge(side) + side * (0.5 + 2.2 * walkers.nextDouble());
    m.targetL = m.l;
    m.speed = walkers.nextDouble() < 0.2 ? 0 : 0.8 + 0.9 * walkers.nextDouble();
    movers.add(m);
  }

  private void step(double t, double dt) {
    traffic.step(t, dt);
    script.step(t, dt);
    int lost = 0;
    for (int i = movers.size() - 1; i >= 0; i--) {
      Mover m = movers.get(i);
      if (m.type == ObjectClass.PERSON && !m.scripted) {
        m.s += m.direction * m.speed * dt;
        m.swing = m.speed == 0 ? 0 : Math.sin(m.s * 4.4);
        if (m.s < -8 || m.s > 100) {
          movers.remove(i);
          lost++;
        }
      }
    }
    for (int i = 0; i < lost; i++) {
      addWalker(walkers.nextBoolean() ? -7 : 70);
    }
  }

  /** Moves on by one frame. */
  public void advance() {
    double dt = 1.0 / (spec.fps() * steps);
    for (int i = 1; i <= steps; i++) {
      step(frame / (double) spec.fps() + i * dt, dt);
    }
    frame++;
    time = frame / (double) spec.fps();
    view = new View(still.camera().shifted(sway(11), sway(12)));
  }

  /** Whole pixels by which wind moves the picture now. */
  private int sway(int axis) {
    if (shake == 0) {
      return 0;
    }
    double slow = 0;
    for (int i = 0; i < 3; i++) {
      double hertz = 0.4 + 2.6 * Noise.unit(look, axis * 10L + i);
      slow += Math.sin(2 * Math.PI * (hertz * time + Noise.unit(look, axis * 20L + i)));
    }
    return (int) Math.round(slow * shake / 1.7);
  }

  /** What was asked for. */
  public ScenarioSpec spec() {
    return spec;
  }

  /** Number of the present frame, from 0. */
  public long frame() {
    return frame;
  }

  /** Seconds since the start. */
  public double time() {
    return time;
  }

  /** What the scene does to its pictures. */
  public Effect effect() {
    return spec.scenario().effect();
  }

  /** Greatest sway in pixels, each way. */
  public int greatestSway() {
    return (int) Math.ceil(3 * shake / 1.7);
  }

  /** Where lanes, shoulders and zones are in the picture. */
  public SceneLayout layout() {
    return SceneLayout.of(this);
  }

  /** Zones and lines of this scene's own. */
  List<Area> areas() {
    return script.areas();
  }

  /** Speed limit in a direction, km/h: one that ordinary traffic keeps. */
  double limitKmh(int direction) {
    double own = script.limitKmh();
    double fastest = 1.15 * traffic.cruise(direction) * 3.6;
    return own > 0 ? own : Math.max(LEAST_LIMIT_KMH, Math.ceil(fastest / 10) * 10);
  }

  /** Light of the scene. */
  public Light light() {
    return light;
  }

  /** The road. */
  public Road road() {
    return road;
  }

  /** The camera as it stands this moment, shake included. */
  public View view() {
    return view;
  }

  /** The camera without shake. */
  public View stillView() {
    return still;
  }

  /** Seed of everything that only changes the look. */
  public long look() {
    return look;
  }

  /** All vehicles and persons now. */
  public List<Mover> movers() {
    return Collections.unmodifiableList(movers);
  }

  /** The fire, null when nothing ever burns here. */
  public Fire fire() {
    return script.fire();
  }

  /** What happens in this scene. */
  public List<Incident> incidents() {
    return script.incidents();
  }
}
