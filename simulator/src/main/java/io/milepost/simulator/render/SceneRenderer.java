package io.milepost.simulator.render;

import io.milepost.simulator.scene.Fire;
import io.milepost.simulator.scene.Mover;
import io.milepost.simulator.scene.PinholeCamera;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.scene.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Draws one scene frame after frame into the same array. The still background is painted once, with
 * a margin for camera shake. Not thread-safe; memory is about 8 bytes a pixel.
 */
public final class SceneRenderer {
  private static final int LEAST_MARGIN = 16;

  private Scene scene;
  private final int margin;
  private final Canvas canvas;
  private final Canvas still;
  private final SolidPainter solids;
  private final FirePainter fires;
  private final EffectPainter effects;
  private final Sensor sensor;
  private final List<Mover> order = new ArrayList<>();

  /** Prepares the background of a scene; takes some tens of milliseconds. */
  public SceneRenderer(Scene scene) {
    this.scene = scene;
    int width = scene.spec().width();
    int height = scene.spec().height();
    Random random = new Random(scene.look());
    this.margin = Math.max(LEAST_MARGIN, scene.greatestSway() + 1);
    Lighting lighting = new Lighting(scene.light(), random);
    this.canvas = new Canvas(width, height);
    this.still = new Canvas(width + 2 * margin, height + 2 * margin);
    View wide = new View(scene.stillView().camera().shifted(margin, margin));
    new Backdrop(scene.road(), lighting, random).paint(still, wide);
    new Scenery(scene.road(), lighting, random).paint(still, wide);
    this.solids = new SolidPainter(scene.road(), lighting);
    this.fires = new FirePainter(lighting, scene.look());
    this.effects = new EffectPainter(lighting, scene.look());
    this.sensor = new Sensor(lighting, random);
  }

  /** Goes on with another scene of the same specification. */
  void restart(Scene again) {
    scene = again;
  }

  /**
   * Draws the scene's present moment.
   *
   * @return width × height pixels 0xRRGGBB by rows; overwritten by the next call
   */
  public int[] draw() {
    View view = scene.view();
    drawBackground();
    double t = scene.time();
    solids.view(view, t);
    order.clear();
    for (Mover m : scene.movers()) {
      double depth = depth(view, m);
      if (depth > -m.length()) {
        order.add(m);
      }
    }
    order.sort(Comparator.comparingDouble((Mover m) -> -depth(view, m)));
    for (Mover m : order) {
      solids.ground(canvas, m);
    }
    Fire fire = scene.fire();
    boolean burning = fire != null && fire.burning(t);
    for (Mover m : order) {
      solids.body(canvas, m);
      if (burning && fire.mover() == m) {
        fires.paint(canvas, fire, view, t);
      }
    }
    effects.paint(canvas, scene, view);
    sensor.expose(canvas, scene.frame());
    return canvas.pixels;
  }

  /**
   * Draws the present moment as if nobody were on the road: the still part, weather and the noise
   * of the sensor.
   *
   * @return as {@link #draw()}
   */
  public int[] drawEmpty() {
    drawBackground();
    effects.paint(canvas, scene, scene.view());
    sensor.expose(canvas, scene.frame());
    return canvas.pixels;
  }

  /** Draws the still part only, moved by the shake of the present moment. */
  int[] drawBackground() {
    View view = scene.view();
    PinholeCamera rest = scene.stillView().camera();
    int du = (int) Math.round(view.camera().cx() - rest.cx());
    int dv = (int) Math.round(view.camera().cy() - rest.cy());
    for (int y = 0; y < canvas.height; y++) {
      int from = (y + margin - dv) * still.width + margin - du;
      System.arraycopy(still.pixels, from, canvas.pixels, y * canvas.width, canvas.width);
    }
    return canvas.pixels;
  }

  private double depth(View view, Mover m) {
    return view.depth(scene.road().x(m.s(), m.l()), scene.road().y(m.s(), m.l()), 0);
  }
}
