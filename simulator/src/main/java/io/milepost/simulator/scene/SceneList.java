package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The scenes by which rules are weighed. Those of seed {@value #FIRST_HELD_OUT} and above are held
 * out: no threshold is chosen and nothing is trained on them. Thresholds are chosen on seeds 1 to
 * {@value #LAST_TUNING}.
 */
public final class SceneList {
  /** First seed that is held out. */
  public static final long FIRST_HELD_OUT = 2001;

  /** Last seed for choosing thresholds. */
  public static final long LAST_TUNING = 1999;

  /** Scenes of each scenario that are held out; with all scenarios more than 200. */
  public static final int HELD_OUT_EACH = 8;

  private static final int FPS = 10;

  private SceneList() {}

  /** The held-out scenes: {@value #HELD_OUT_EACH} of each scenario, every light in turn. */
  public static List<ScenarioSpec> heldOut() {
    return of(FIRST_HELD_OUT, HELD_OUT_EACH);
  }

  /** Scenes for choosing thresholds: some of each scenario, every light in turn. */
  public static List<ScenarioSpec> tuning(int each) {
    return of(1, each);
  }

  private static List<ScenarioSpec> of(long first, int each) {
    List<ScenarioSpec> out = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      Set<Light> fitting = scenario.lights();
      Light[] lights = fitting.toArray(new Light[0]);
      for (int i = 0; i < each; i++) {
        out.add(
            ScenarioSpec.of(scenario, first + i)
                .withFps(FPS)
                .withLight(lights[i % lights.length])
                .withDuration(scenario.seconds()));
      }
    }
    return List.copyOf(out);
  }
}
