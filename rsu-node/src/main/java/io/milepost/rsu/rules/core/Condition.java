package io.milepost.rsu.rules.core;

/**
 * One thing that must hold for a rule to fire.
 *
 * @param name what is measured with its unit, for example {@code speed_m_s}
 * @param comparison how the value must stand to the threshold
 * @param threshold the configured limit
 */
public record Condition(String name, Comparison comparison, double threshold) {

  /** How a value must stand to its threshold. */
  public enum Comparison {
    /** The value must reach the threshold. */
    AT_LEAST,
    /** The value must not exceed the threshold. */
    AT_MOST
  }

  /** A condition that a value must reach. */
  public static Condition atLeast(String name, double threshold) {
    return new Condition(name, Comparison.AT_LEAST, threshold);
  }

  /** A condition that a value must not exceed. */
  public static Condition atMost(String name, double threshold) {
    return new Condition(name, Comparison.AT_MOST, threshold);
  }

  /** Whether a value fulfils it; NaN (not known) does not. */
  public boolean met(double value) {
    return comparison == Comparison.AT_LEAST ? value >= threshold : value <= threshold;
  }
}
