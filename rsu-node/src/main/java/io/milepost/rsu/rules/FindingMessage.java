package io.milepost.rsu.rules;

import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.rsu.rules.core.Finding;
import java.util.Map;

/**
 * A finding on its way to the incident desk of the same process.
 *
 * @param finding what the rule says
 * @param utcMillis UTC of the frame that led to it, milliseconds
 * @param ptsToUtcMillis what to add to PTS milliseconds to get UTC milliseconds
 * @param stages microseconds per stage so far, in order (capture, wait, inference, rules)
 * @param decidedNanos {@link System#nanoTime()} at which the rule decided
 */
public record FindingMessage(
    Finding finding,
    long utcMillis,
    long ptsToUtcMillis,
    Map<String, Long> stages,
    long decidedNanos) {

  /** Findings of all cameras of this node. */
  public static final Topic<FindingMessage> TOPIC =
      new Topic<>("local.findings", FindingMessage.class, Scope.LOCAL);
}
