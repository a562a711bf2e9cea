package io.milepost.bench.evaluate;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Finding;
import java.util.Map;

/**
 * Something a rule said, from its suspicion to its confirmation.
 *
 * @param type code of the incident type
 * @param severity the highest that was told, as confirmed or later
 * @param suspected seconds of the video at which it was first suspected; the confirmation's when it
 *     was not suspected before
 * @param confirmed seconds of the video at which it was told so
 * @param x place, share of the width
 * @param y place, share of the height
 * @param evidence what the rule gave as its reason
 */
record Told(
    String type,
    Severity severity,
    double suspected,
    double confirmed,
    double x,
    double y,
    Map<String, Object> evidence) {

  static Told of(Finding f, double suspected, double told) {
    return new Told(f.type().code(), f.severity(), suspected, told, f.x(), f.y(), f.evidence());
  }

  boolean high() {
    return severity.compareTo(Severity.HIGH) >= 0;
  }
}
