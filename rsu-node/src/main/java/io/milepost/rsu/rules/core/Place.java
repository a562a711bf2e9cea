package io.milepost.rsu.rules.core;

import java.util.Map;

/**
 * Where a finding is and what speaks for it.
 *
 * @param x pixels from the left
 * @param y pixels from the top
 * @param confidence 0..1
 * @param evidence named values that made the rule fire
 * @param trace the conditions in the frames before
 */
public record Place(
    double x, double y, double confidence, Map<String, Object> evidence, TraceRecord trace) {

  /** A place whose rule keeps no trace. */
  public Place(double x, double y, double confidence, Map<String, Object> evidence) {
    this(x, y, confidence, evidence, TraceRecord.NONE);
  }
}
