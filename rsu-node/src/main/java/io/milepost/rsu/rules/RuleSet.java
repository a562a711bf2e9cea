package io.milepost.rsu.rules;

import io.milepost.rsu.rules.geometry.SceneGeometry;
import java.util.Objects;

/**
 * What the rules of one camera are told.
 *
 * @param config thresholds
 * @param geometry zones and scale; used by one engine only
 */
public record RuleSet(RulesConfig config, SceneGeometry geometry) {

  /** Checks that nothing is missing. */
  public RuleSet {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(geometry, "geometry");
  }

  /** Rules of a camera without zones. */
  public static RuleSet of(RulesConfig config) {
    return new RuleSet(config, SceneGeometry.unknown());
  }
}
