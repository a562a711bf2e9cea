package io.milepost.vehicle.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Which alert asks for what. Per alert the strongest matching rule counts, over all alerts the
 * strongest action, then the shorter distance. Immutable, thread-safe.
 *
 * @param rules at most 100
 * @param otherwise action for an alert that no rule matches
 */
public record Policy(List<PolicyRule> rules, Suggestion otherwise) {
  private static final int MAX_RULES = 100;
  private static final ObjectMapper YAML =
      Json.configure(new YAMLMapper()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Fills in what is missing. */
  public Policy {
    rules = rules == null ? List.of() : List.copyOf(rules);
    otherwise = otherwise == null ? Suggestion.INFORM : otherwise;
    if (rules.size() > MAX_RULES) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "a policy has at most " + MAX_RULES + " rules");
    }
  }

  /**
   * Collision or fire within 500 m: slow down. Blockage within 200 m: stop when of high severity,
   * else slow down. Else: inform. What is below high may be nothing, so nobody stops for it.
   */
  public static Policy standard() {
    return new Policy(
        List.of(
            new PolicyRule(
                "collision or fire ahead",
                List.of(IncidentType.COLLISION, IncidentType.FIRE),
                500.0,
                null,
                Suggestion.SLOW_DOWN),
            new PolicyRule(
                "road blocked",
                List.of(IncidentType.BLOCKAGE),
                200.0,
                Severity.HIGH,
                Suggestion.STOP),
            new PolicyRule(
                "road may be blocked",
                List.of(IncidentType.BLOCKAGE),
                200.0,
                null,
                Suggestion.SLOW_DOWN)),
        Suggestion.INFORM);
  }

  /**
   * Reads a YAML file: {@code rules}, a list of {@code name, types, max_distance_m, min_severity,
   * action}, and {@code otherwise}, an action.
   *
   * @throws MilepostException CONFIGURATION with the file and what is wrong in it
   */
  public static Policy read(Path file) {
    try {
      Policy policy = YAML.readValue(Files.readAllBytes(file), Policy.class);
      if (policy == null || policy.rules().isEmpty()) {
        throw new MilepostException(
            FailureCode.CONFIGURATION, "policy file " + file + " has no rules");
      }
      return policy;
    } catch (JsonProcessingException e) {
      throw refuse(file, e);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "policy file " + file + " cannot be read; check the path", e);
    }
  }

  private static MilepostException refuse(Path file, JsonProcessingException e) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof MilepostException)) {
      cause = cause.getCause();
    }
    String words = cause instanceof MilepostException ? cause.getMessage() : e.getOriginalMessage();
    String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "policy file " + file + where + ": " + words.replace('\n', ' '),
        e);
  }

  /**
   * An action and the rule that asks for it.
   *
   * @param action what to do
   * @param rule name of the rule, null when no rule matched
   */
  record Choice(Suggestion action, String rule) {}

  /** What to do about all alerts that hold, without a memory of what was done before. */
  public Decision decide(Collection<ActiveAlert> alerts) {
    ActiveAlert strongest = null;
    Choice choice = null;
    for (ActiveAlert alert : alerts) {
      Choice wanted = choose(alert, alert.distanceM());
      if (strongest == null || isStronger(wanted, alert, choice, strongest)) {
        strongest = alert;
        choice = wanted;
      }
    }
    return strongest == null
        ? Decision.NONE
        : new Decision(choice.action(), strongest.body().event(), because(strongest, choice));
  }

  private static boolean isStronger(
      Choice wanted, ActiveAlert alert, Choice choice, ActiveAlert strongest) {
    int order = wanted.action().compareTo(choice.action());
    return order > 0 || (order == 0 && alert.distanceM() < strongest.distanceM());
  }

  /** What one alert asks for at a distance. */
  Choice choose(ActiveAlert alert, double distanceM) {
    if (alert.noAction() != null) {
      return new Choice(Suggestion.INFORM, null);
    }
    PolicyRule strongest = null;
    for (PolicyRule rule : rules) {
      boolean stronger =
          rule.matches(alert.body(), distanceM)
              && (strongest == null || rule.action().compareTo(strongest.action()) > 0);
      strongest = stronger ? rule : strongest;
    }
    return strongest == null
        ? new Choice(otherwise, null)
        : new Choice(strongest.action(), strongest.name());
  }

  static String because(ActiveAlert alert, Choice choice) {
    String why = choice.rule() == null ? "no rule asks for more" : "rule '" + choice.rule() + "'";
    // Made for every datagram of news: a Formatter would cost as much as the tag and the body.
    double metres = Math.round(alert.distanceM() * 10) / 10.0;
    return alert.body().type().code()
        + " in "
        + metres
        + " m, event "
        + alert.body().event()
        + ", "
        + (alert.noAction() == null ? why : alert.noAction());
  }
}
