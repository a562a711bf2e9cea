package io.milepost.protocol.message;

import io.milepost.protocol.incident.IncidentType;
import java.util.List;

/**
 * Why the rules fired that saw an incident.
 *
 * @param incident id
 * @param traces one per finding, the newest last; empty when no rule kept one
 */
public record IncidentTraces(String incident, List<Trace> traces) {

  /**
   * The conditions of one rule in the frames before it fired.
   *
   * @param camera camera id
   * @param finding identity of the finding at that camera
   * @param type what the rule saw
   * @param confirmedAt UTC milliseconds
   * @param conditions what had to hold
   * @param frames oldest first
   */
  public record Trace(
      String camera,
      String finding,
      IncidentType type,
      long confirmedAt,
      List<Condition> conditions,
      List<Frame> frames) {}

  /**
   * One condition.
   *
   * @param name what is measured with its unit
   * @param comparison {@code at_least} or {@code at_most}
   * @param threshold the configured limit
   */
  public record Condition(String name, String comparison, double threshold) {}

  /**
   * One frame.
   *
   * @param at UTC milliseconds
   * @param values one per condition, null where it was not known
   */
  public record Frame(long at, List<Double> values) {}
}
