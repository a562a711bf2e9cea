package io.milepost.simulator.truth;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Effect;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What an imperfect detector would report of a scene, frame by frame, without drawing it: objects
 * missed in bursts, edges shaken, overlapping boxes merged or exchanged, boxes where nothing is.
 * The same specification and noise always give the same report. Not thread-safe.
 */
public final class NoisyDetector {
  private static final double OVERLAP = 0.15;
  private static final double LEAST_CONFIDENCE = 0.1;
  private static final double MOST_CONFIDENCE = 0.99;

  /**
   * One reported object.
   *
   * @param label as {@link io.milepost.simulator.scene.ObjectClass#id()}
   * @param confidence 0.1..0.99, falling with what hides the object and with its size
   * @param box pixels, inside the picture
   */
  public record Seen(String label, double confidence, Box box) {}

  /** Two overlapping boxes that are confused until a moment. */
  private record Confusion(double until, boolean merged) {}

  private final Scene scene;
  private final Noise noise;
  private final Truth truth = new Truth();
  private final Random random;
  private final Random more;
  private final Phantoms phantoms;
  private final Map<Integer, Boolean> missing = new HashMap<>();
  private final Map<Long, Confusion> confused = new HashMap<>();
  private final double dt;

  /** A detector that looks at a new scene. */
  public NoisyDetector(ScenarioSpec spec, Noise noise) {
    this(new Scene(spec), noise);
  }

  /** A detector that looks at a scene from its present moment on. */
  public NoisyDetector(Scene scene, Noise noise) {
    this.scene = scene;
    this.noise = noise;
    long seed = scene.spec().seed();
    this.random = new Random(seed * 31 + 7);
    this.more = new Random(seed * 131 + 11);
    this.dt = 1.0 / scene.spec().fps();
    this.phantoms = new Phantoms(scene, noise, more);
  }

  /** The scene looked at. */
  public Scene scene() {
    return scene;
  }

  /** Seconds of the frame reported last. */
  public double time() {
    return scene.time();
  }

  /** What happens in the scene. */
  public List<Incident> incidents() {
    return scene.incidents();
  }

  /** Moves the scene on by one frame and reports it, the surest box first. */
  public List<Seen> next() {
    scene.advance();
    return report();
  }

  /** Reports the present frame; to be asked once for each. */
  List<Seen> report() {
    List<TruthObject> visible = new ArrayList<>();
    for (TruthObject o : truth.of(scene)) {
      if (shows(o) && !missed(o)) {
        visible.add(o);
      }
    }
    List<Seen> out = new ArrayList<>();
    boolean[] gone = new boolean[visible.size()];
    Box[] boxes = new Box[visible.size()];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = visible.get(i).box();
    }
    if (noise.mergesPerSecond() + noise.exchangesPerSecond() > 0) {
      confuse(visible, boxes, gone);
    }
    for (int i = 0; i < boxes.length; i++) {
      if (!gone[i]) {
        out.add(shaken(visible.get(i), boxes[i]));
      }
    }
    phantoms.add(out, dt);
    out.sort((a, b) -> Float.compare((float) b.confidence(), (float) a.confidence()));
    return out;
  }

  private boolean shows(TruthObject o) {
    boolean burning = o.track() >= Truth.FIRE_TRACK && o.track() < Truth.GEAR_TRACK;
    double least = noise.leastHeight() * (o.track() >= Truth.GEAR_TRACK ? 0.5 : 1);
    return burning || o.visibility() >= noise.leastVisible() && o.box().h() >= least;
  }

  /** Whether an object is missed now: a chain of two states with the wanted share and length. */
  private boolean missed(TruthObject o) {
    Effect effect = scene.effect();
    boolean dim = effect == Effect.DROPS || effect == Effect.MIST || effect == Effect.GLARE;
    double share = noise.misses(o.box().h(), scene.light(), dim);
    if (noise.burstSeconds() <= 0) {
      return share > 0 && random.nextDouble() < share;
    }
    Boolean before = missing.get(o.track());
    double p = random.nextDouble();
    boolean now;
    if (before == null) {
      now = p < share;
    } else if (before) {
      now = p < Math.exp(-dt / noise.burstSeconds());
    } else {
      double stays = Math.exp(-dt / noise.burstSeconds());
      now = p < (1 - stays) * share / (1 - share);
    }
    missing.put(o.track(), now);
    return now;
  }

  /** Confuses boxes of vehicles that overlap; the nearer ones come first. */
  private void confuse(List<TruthObject> visible, Box[] boxes, boolean[] gone) {
    for (int i = 0; i < boxes.length; i++) {
      for (int k = i + 1; k < boxes.length; k++) {
        TruthObject near = visible.get(i);
        TruthObject far = visible.get(k);
        if (!near.type().vehicle() || !far.type().vehicle() || gone[i] || gone[k]) {
          continue;
        }
        long pair =
            Math.min(near.track(), far.track()) * 1_000_003L + Math.max(near.track(), far.track());
        Confusion now = confusion(pair, near.box(), far.box());
        if (now == null) {
          continue;
        }
        if (now.merged()) {
          boxes[i] = near.box().union(far.box());
          gone[k] = true;
        } else {
          boxes[k] = between(far.box(), near.box());
        }
      }
    }
  }

  private Confusion confusion(long pair, Box a, Box b) {
    Confusion known = confused.get(pair);
    if (known != null && known.until() > scene.time()) {
      return known;
    }
    confused.remove(pair);
    if (overlap(a, b) < OVERLAP) {
      return null;
    }
    double p = more.nextDouble() / dt;
    double lasts = 0.1 + 0.4 * more.nextDouble();
    boolean merge = p < noise.mergesPerSecond();
    if (!merge && p > noise.mergesPerSecond() + noise.exchangesPerSecond()) {
      return null;
    }
    Confusion begun = new Confusion(scene.time() + lasts, merge);
    confused.put(pair, begun);
    return begun;
  }

  /** Half way from one box to another, with the first one's size. */
  private static Box between(Box from, Box to) {
    double x = (from.x() + from.w() / 2 + to.x() + to.w() / 2) / 2 - from.w() / 2;
    double y = (from.y() + from.h() / 2 + to.y() + to.h() / 2) / 2 - from.h() / 2;
    return new Box(x, y, from.w(), from.h());
  }

  /** Shared area over the smaller one. */
  private static double overlap(Box a, Box b) {
    double w = Math.min(a.x() + a.w(), b.x() + b.w()) - Math.max(a.x(), b.x());
    double h = Math.min(a.y() + a.h(), b.y() + b.h()) - Math.max(a.y(), b.y());
    return w <= 0 || h <= 0 ? 0 : w * h / Math.max(1, Math.min(a.area(), b.area()));
  }

  private Seen shaken(TruthObject o, Box b) {
    if (noise.jitter() <= 0) {
      return new Seen(o.type().id(), confidence(o, 0), b);
    }
    int width = scene.spec().width();
    int height = scene.spec().height();
    double sigma = noise.jitter() * b.h();
    double left = clamp(b.x() + sigma * random.nextGaussian(), width);
    double top = clamp(b.y() + sigma * random.nextGaussian(), height);
    double right = clamp(b.x() + b.w() + sigma * random.nextGaussian(), width);
    double bottom = clamp(b.y() + b.h() + sigma * random.nextGaussian(), height);
    double confidence = confidence(o, random.nextGaussian());
    Box box = new Box(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    return new Seen(o.type().id(), confidence, box);
  }

  private double confidence(TruthObject o, double gauss) {
    double small = noise.harder() ? 0.2 * Math.max(0, 1 - o.box().h() / 30) : 0;
    double sure = 0.45 + 0.4 * o.visibility() + 0.06 * gauss - small;
    return Math.max(LEAST_CONFIDENCE, Math.min(MOST_CONFIDENCE, sure));
  }

  private static double clamp(double v, double max) {
    return Math.max(0, Math.min(max, v));
  }
}
