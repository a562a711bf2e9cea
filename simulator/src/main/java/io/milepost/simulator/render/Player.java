package io.milepost.simulator.render;

import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;

/**
 * Plays a scene on and on; begins it anew, with the background it has, after {@link
 * ScenarioSpec#loop} seconds. Not thread-safe.
 */
public final class Player {
  private final ScenarioSpec spec;
  private final SceneRenderer renderer;
  private Scene scene;

  /** Prepares the first frame. */
  public Player(ScenarioSpec spec) {
    this.spec = spec;
    this.scene = new Scene(spec);
    this.renderer = new SceneRenderer(scene);
  }

  /** The scene as it stands. */
  public Scene scene() {
    return scene;
  }

  /** Moves on by one frame without drawing. */
  public void advance() {
    if ((scene.frame() + 1) / (double) spec.fps() >= spec.loop()) {
      scene = new Scene(spec);
      renderer.restart(scene);
    } else {
      scene.advance();
    }
  }

  /** Draws the present frame: 0xRRGGBB by rows, overwritten by the next call. */
  public int[] draw() {
    return renderer.draw();
  }
}
