package io.milepost.rsu.rules;

/**
 * When traffic is taken to be congested. Speeds are units of about 1.5 m per second.
 *
 * @param enabled whether the rule runs
 * @param minVehicles fewer vehicles in view are never a jam, 2..100
 * @param enterRatio mean speed over free-flow speed below which it counts, 0.05..0.9
 * @param leaveRatio mean speed over free-flow speed above which it is over, above enterRatio, ..1
 * @param unknownFlowUnits free-flow speed assumed until one is learned, 0.5..20 units/s
 * @param onSeconds seconds of slow traffic needed; standing traffic counts up to threefold, 5..600
 * @param offSeconds seconds of better traffic until the finding is cleared, 5..600 s
 * @param learnVehicles vehicles seen before the learned free-flow speed is trusted, 3..1000
 */
public record CongestionConfig(
    boolean enabled,
    int minVehicles,
    double enterRatio,
    double leaveRatio,
    double unknownFlowUnits,
    double onSeconds,
    double offSeconds,
    int learnVehicles) {

  /** Refuses values out of range, naming the key. */
  public CongestionConfig {
    Range.check("congestion.min_vehicles", minVehicles, 2, 100);
    Range.check("congestion.enter_ratio", enterRatio, 0.05, 0.9);
    Range.check("congestion.leave_ratio", leaveRatio, enterRatio, 1);
    Range.check("congestion.unknown_flow_units", unknownFlowUnits, 0.5, 20);
    Range.check("congestion.on_seconds", onSeconds, 5, 600);
    Range.check("congestion.off_seconds", offSeconds, 5, 600);
    Range.check("congestion.learn_vehicles", learnVehicles, 3, 1000);
  }

  /** What works without knowing the camera. */
  public static CongestionConfig defaults() {
    return new CongestionConfig(true, 6, 0.3, 0.45, 2, 60, 60, 8);
  }
}
