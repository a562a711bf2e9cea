package io.milepost.rsu.rules.hazard;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Watch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Motion as an event: the pixel analyser says how much of the picture moves. */
public final class MotionRule implements Rule {
  private static final double HOLD_SECONDS = 1;

  private final MotionConfig config;
  private final Watch watch;
  private double share;
  private boolean fresh;
  private double heard = Double.NEGATIVE_INFINITY;

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public MotionRule(MotionConfig config) {
    this.config = config;
    this.watch =
        new Watch(
            IncidentType.MOTION,
            Severity.LOW,
            new Suspicion(config.onSeconds(), 1, config.clearSeconds()),
            config.cooldownSeconds(),
            Condition.atLeast("moving_share", config.minShare()));
  }

  /** Takes in which share of the picture moves now, 0..1. */
  public void moves(double part) {
    share = part;
    fresh = true;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    heard = fresh ? scene.now() : heard;
    fresh = false;
    boolean known = scene.now() - heard <= HOLD_SECONDS;
    boolean moving = known && share >= config.minShare();
    if (moving || !watch.idle()) {
      watch.frame(scene).set(0, known ? share : Double.NaN);
    }
    watch.judge(scene, moving ? 1 : 0, scene.diagonal(), book, () -> place(scene));
  }

  private Place place(Scene scene) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("moving_share", Math.round(share * 1e4) / 1e4);
    evidence.put("moving_threshold_share", config.minShare());
    return new Place(scene.width() / 2.0, scene.height() / 2.0, 0.6, evidence, watch.record());
  }

  @Override
  public void interrupt() {
    watch.suspicion().interrupt();
  }

  @Override
  public double suspicion() {
    return watch.suspicion().share();
  }
}
