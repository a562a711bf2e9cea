package io.milepost.protocol.message;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import java.util.List;
import java.util.Map;

/**
 * The rules of one camera as they are at work.
 *
 * @param camera camera id
 * @param source {@code files}, or {@code override} when values were laid over them
 * @param override those values; null without
 * @param config the effective tree below {@code rules}
 * @param rules the rules at work, in the order in which they look
 * @param shadowFindings the last findings of rules on trial, newest last
 * @param suspended why the rules do not look at present; null while they do
 * @param problem why a change was not taken on; null when the files are in use as they are
 */
public record RulesReply(
    String camera,
    String source,
    Map<String, Object> override,
    Map<String, Object> config,
    List<RuleState> rules,
    List<ShadowFinding> shadowFindings,
    String suspended,
    String problem) {

  /**
   * One rule.
   *
   * @param name its section in the configuration
   * @param shadow whether it is on trial
   * @param suspicion how near it is to a finding, 0..1
   * @param confirmed findings since it began with its present thresholds; of a rule on trial those
   *     nobody was told of
   */
  public record RuleState(String name, boolean shadow, double suspicion, long confirmed) {}

  /**
   * What a rule on trial would have said.
   *
   * @param key identity of the finding
   * @param type what happened
   * @param severity how bad
   * @param confidence 0..1
   * @param phase CONFIRMED, CLEARED …
   * @param at UTC milliseconds
   * @param evidence named values that made the rule fire
   */
  public record ShadowFinding(
      String key,
      IncidentType type,
      Severity severity,
      double confidence,
      String phase,
      long at,
      Map<String, Object> evidence) {}
}
