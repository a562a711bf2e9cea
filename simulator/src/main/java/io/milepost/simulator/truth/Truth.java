package io.milepost.simulator.truth;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Fire;
import io.milepost.simulator.scene.Mover;
import io.milepost.simulator.scene.ObjectClass;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.scene.Solid;
import io.milepost.simulator.scene.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Works out what is visible in the present frame of a scene. Not thread-safe. */
public final class Truth {
  /** Track id of flames and, plus one, of smoke. */
  public static final int FIRE_TRACK = 1_000_000;

  /** Track id of the head of a worker, less twice the worker's own; the chest has the next. */
  public static final int GEAR_TRACK = 2_000_000;

  private static final double LEAST_PIXELS = 3;
  private static final int GRID = 8;
  private static final double LEAST_VISIBLE = 0.05;

  private final Solid solid = new Solid();

  private record Seen(double depth, Box whole, Box clipped, Mover mover, double x, double y) {}

  /** Objects of the present frame whose clipped boxes are at least 1/90 of the height each way. */
  public List<TruthObject> of(Scene scene) {
    View view = scene.view();
    int width = scene.spec().width();
    int height = scene.spec().height();
    double least = height / 90.0;
    List<Seen> seen = new ArrayList<>();
    for (Mover m : scene.movers()) {
      solid.load(m, scene.road(), view);
      Box whole = solid.box();
      if (whole != null) {
        Box clipped = whole.clip(width, height);
        if (clipped.w() >= least && clipped.h() >= least) {
          seen.add(new Seen(solid.depth(), whole, clipped, m, solid.x(), solid.y()));
        }
      }
    }
    seen.sort(Comparator.comparingDouble(Seen::depth));
    List<TruthObject> out = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      Seen s = seen.get(i);
      double share = Math.min(1, s.clipped.area() / Math.max(1e-6, near(s.whole, scene)));
      double visible = share * uncovered(s.clipped, seen, i);
      if (visible >= LEAST_VISIBLE) {
        double speed = s.mover.speed() * (1 - scene.road().curvature() * s.mover.l());
        out.add(new TruthObject(s.mover.type(), s.mover.id(), s.clipped, visible, s.x, s.y, speed));
        if (s.mover.gear() != null) {
          addGear(scene, view, s, visible, out);
        }
      }
    }
    addFire(scene, view, least, out);
    return out;
  }

  /** Head and chest of a worker, as detectors of safety wear report them. */
  private void addGear(Scene scene, View view, Seen s, double visible, List<TruthObject> out) {
    solid.load(s.mover, scene.road(), view);
    boolean helmet = s.mover.gear().helmet();
    boolean vest = s.mover.gear().vest();
    int track = GEAR_TRACK + 2 * s.mover.id();
    ObjectClass head = helmet ? ObjectClass.HELMET : ObjectClass.NO_HELMET;
    ObjectClass chest = vest ? ObjectClass.VEST : ObjectClass.NO_VEST;
    add(scene, s, head, solid.box(2, 3, false), track, visible, out);
    add(scene, s, chest, solid.box(1, 1, true), track + 1, visible, out);
  }

  private static void add(
      Scene scene,
      Seen of,
      ObjectClass type,
      Box whole,
      int track,
      double visible,
      List<TruthObject> out) {
    Box box = whole == null ? null : whole.clip(scene.spec().width(), scene.spec().height());
    if (box != null && box.w() >= LEAST_PIXELS && box.h() >= LEAST_PIXELS) {
      out.add(new TruthObject(type, track, box, visible, of.x, of.y, of.mover.speed()));
    }
  }

  /** Area of a box up to half a picture beyond the edges: what passes the lens has no size. */
  private static double near(Box box, Scene scene) {
    double w = scene.spec().width();
    double h = scene.spec().height();
    return new Box(box.x() + w / 2, box.y() + h / 2, box.w(), box.h()).clip(2 * w, 2 * h).area();
  }

  private static void addFire(Scene scene, View view, double least, List<TruthObject> out) {
    Fire fire = scene.fire();
    if (fire == null || !fire.burning(scene.time())) {
      return;
    }
    double x = scene.road().x(fire.mover().s(), fire.mover().l());
    double y = scene.road().y(fire.mover().s(), fire.mover().l());
    for (int i = fire.flames() ? 0 : 1; i < 2; i++) {
      Box whole = fire.box(view, scene.time(), i == 1);
      if (whole != null) {
        Box clipped = whole.clip(scene.spec().width(), scene.spec().height());
        if (clipped.w() >= least && clipped.h() >= least) {
          ObjectClass type = i == 1 ? ObjectClass.SMOKE : ObjectClass.FIRE;
          double visible = Math.min(1, clipped.area() / whole.area());
          out.add(new TruthObject(type, FIRE_TRACK + i, clipped, visible, x, y, 0));
        }
      }
    }
  }

  /** Share of a box, by a grid of points, over which no nearer box lies. */
  private static double uncovered(Box box, List<Seen> seen, int index) {
    int free = 0;
    for (int i = 0; i < GRID; i++) {
      for (int j = 0; j < GRID; j++) {
        double u = box.x() + (i + 0.5) * box.w() / GRID;
        double v = box.y() + (j + 0.5) * box.h() / GRID;
        boolean hidden = false;
        for (int k = 0; k < index && !hidden; k++) {
          hidden = seen.get(k).clipped.contains(u, v);
        }
        free += hidden ? 0 : 1;
      }
    }
    return free / (double) (GRID * GRID);
  }
}
