package io.milepost.protocol.message;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Map;

/**
 * What to do with the rules of one camera.
 *
 * @param action what to do; required
 * @param rules for CHANGE the tree below {@code rules} that is laid over the files'; null otherwise
 * @param actor who asks; set by the API
 */
public record RulesCommand(Action action, Map<String, Object> rules, String actor) {

  /** Refuses a command without an action, and a change without rules. */
  public RulesCommand {
    if (action == null || (action == Action.CHANGE && rules == null)) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "rules are missing; send a JSON object such as {\"fire\": {}}");
    }
  }

  /** What can be done. */
  public enum Action {
    /** Only tell. */
    SHOW,
    /** Lay other values over the files'. */
    CHANGE,
    /** Go back to the files. */
    RESET
  }
}
