package io.milepost.rsu.rules.core;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import java.util.Map;
import java.util.Objects;

/**
 * What a rule says about one incident at one camera. A rule may announce with {@link
 * Phase#SUSPECTED}, then either takes that back with {@link Phase#WITHDRAWN} or opens with {@link
 * Phase#CONFIRMED}; it may refine with {@link Phase#UPDATED} and closes with {@link Phase#CLEARED}.
 * All carry the same {@code key}. Nobody but people is told of a suspicion.
 *
 * @param camera camera id
 * @param key identity of this finding at this camera, for example {@code collision-3}
 * @param phase where the finding stands
 * @param type what happened
 * @param severity how bad
 * @param confidence 0..1
 * @param startSeconds PTS time at which the evidence begins
 * @param confirmedSeconds PTS time of the frame that confirmed it
 * @param x place in the picture, 0..1 of its width
 * @param y place in the picture, 0..1 of its height
 * @param evidence named values that made the rule fire: numbers, booleans or short strings
 * @param trace the rule's conditions in the frames before it fired
 */
public record Finding(
    String camera,
    String key,
    Phase phase,
    IncidentType type,
    Severity severity,
    double confidence,
    double startSeconds,
    double confirmedSeconds,
    double x,
    double y,
    Map<String, Object> evidence,
    TraceRecord trace) {

  /** Checks what must never be null. */
  public Finding {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(trace, "trace");
    evidence = Map.copyOf(evidence);
  }

  /** A finding without a trace. */
  public Finding(
      String camera,
      String key,
      Phase phase,
      IncidentType type,
      Severity severity,
      double confidence,
      double startSeconds,
      double confirmedSeconds,
      double x,
      double y,
      Map<String, Object> evidence) {
    this(
        camera,
        key,
        phase,
        type,
        severity,
        confidence,
        startSeconds,
        confirmedSeconds,
        x,
        y,
        evidence,
        TraceRecord.NONE);
  }

  /** Where a finding stands. */
  public enum Phase {
    /** It may be happening; for people to look at, never told to vehicles. */
    SUSPECTED,
    /** A suspicion came to nothing. */
    WITHDRAWN,
    /** Enough evidence: tell the world. */
    CONFIRMED,
    /** Still there, and something about it changed. */
    UPDATED,
    /** No longer there. */
    CLEARED
  }
}
