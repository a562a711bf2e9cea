package io.milepost.rsu.rules.core;

/** Numbers of a finding's evidence, as people read them. */
public final class Figures {
  private Figures() {}

  /** A number to two decimals, half up; not for NaN, which becomes 0. */
  public static double round(double v) {
    return Math.round(v * 100) / 100.0;
  }
}
