package io.milepost.rsu.rules.people;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Watch;
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Crowding. Many people within a circle for long enough, with hysteresis in number and time; those
 * whom others hide are counted for a while. The largest gathering of a camera is one finding.
 */
public final class CrowdingRule implements Rule {
  private static final double SMOOTHING_SECONDS = 1;
  private static final double LEAK = 1;

  private final CrowdingConfig config;
  private final Area area;
  private final Watch watch;
  private final Gathering gathering;
  private double count;

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public CrowdingRule(CrowdingConfig config) {
    this.config = config;
    this.area = new Area("crowding.zones", config.zones(), config.anywhere());
    this.gathering = new Gathering(config.hiddenSeconds());
    this.watch =
        new Watch(
            IncidentType.CROWDING,
            Severity.MEDIUM,
            new Suspicion(config.onSeconds(), LEAK, config.clearSeconds()),
            config.cooldownSeconds(),
            Condition.atLeast("people", config.people()),
            Condition.atLeast("together_seconds", config.onSeconds()));
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    gather(scene);
    count += Math.min(1, scene.dt() / SMOOTHING_SECONDS) * (gathering.estimate() - count);
    boolean confirmed = watch.suspicion().confirmed();
    double least = (confirmed ? config.leaveShare() : 1) * (config.people() - 0.5);
    boolean crowd = gathering.any() && count >= least;
    if (crowd || !watch.idle()) {
      double together = watch.idle() ? 0 : scene.now() - watch.suspicion().since();
      watch.frame(scene).set(0, count).set(1, together);
    }
    watch.judge(scene, crowd ? 1 : 0, config.radiusUnits() * gathering.unit(), book, this::place);
  }

  private void gather(Scene scene) {
    gathering.clear();
    if (area.exists(scene)) {
      for (TrackedObject t : scene.tracks()) {
        if (t.type() == ObjectClass.PERSON
            && Area.seen(scene, t)
            && t.unit() >= config.minUnitPixels()
            && area.contains(scene, t)) {
          gathering.present(t, scene);
        }
      }
    }
    gathering.settle(scene, config.radiusUnits());
  }

  private Place place() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("people", Figures.round(count));
    evidence.put("hidden", gathering.hidden());
    evidence.put("people_threshold", config.people());
    evidence.put("radius_units", config.radiusUnits());
    evidence.put("seconds_threshold", config.onSeconds());
    double depth = Math.min(1, Math.max(0, count / config.people() - 1));
    return new Place(gathering.x(), gathering.y(), 0.7 + 0.25 * depth, evidence, watch.record());
  }

  @Override
  public void interrupt() {
    gathering.interrupt();
    watch.suspicion().interrupt();
  }

  @Override
  public double suspicion() {
    return watch.suspicion().share();
  }
}
