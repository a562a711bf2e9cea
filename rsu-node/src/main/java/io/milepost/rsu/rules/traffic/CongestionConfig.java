package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.Range;

/**
 * When traffic is taken to be congested. Speeds are units of about 1.5 m per second.
 *
 * @param enabled whether the rule runs
 * @param minVehicles so many slow vehicles are a jam; 0.6 times as many need more time, 2..100
 * @param enterRatio speed over the usual speed at the place below which a vehicle is slow,
 *     0.05..0.9
 * @param leaveRatio the same once congestion is confirmed, above enterRatio, ..1
 * @param unknownFlowUnits free-flow speed assumed where none is learned yet, 0.2..20 units/s; low,
 *     so that only crawling traffic counts there
 * @param onSeconds seconds of slow traffic needed; crawling traffic counts up to twofold, 5..600
 * @param offSeconds seconds of better traffic until the finding is cleared, 5..600 s
 */
public record CongestionConfig(
    boolean enabled,
    int minVehicles,
    double enterRatio,
    double leaveRatio,
    double unknownFlowUnits,
    double onSeconds,
    double offSeconds) {

  /** Refuses values out of range, naming the key. */
  public CongestionConfig {
    Range.check("congestion.min_vehicles", minVehicles, 2, 100);
    Range.check("congestion.enter_ratio", enterRatio, 0.05, 0.9);
    Range.check("congestion.leave_ratio", leaveRatio, enterRatio, 1);
    Range.check("congestion.unknown_flow_units", unknownFlowUnits, 0.2, 20);
    Range.check("congestion.on_seconds", onSeconds, 5, 600);
    Range.check("congestion.off_seconds", offSeconds, 5, 600);
  }

  /** What works without knowing the camera. */
  public static CongestionConfig defaults() {
    return new CongestionConfig(true, 5, 0.3, 0.45, 0.8, 45, 45);
  }
}
