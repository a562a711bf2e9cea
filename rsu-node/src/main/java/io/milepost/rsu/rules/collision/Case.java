package io.milepost.rsu.rules.collision;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;

/** Impacts at one place. */
final class Case {
  final Suspicion suspicion;
  Impact strongest;
  double x;
  double y;
  double unit;
  double weight;
  double standing;
  double score;
  double probability;
  double since;
  boolean certain;
  boolean told;
  Severity severity = Severity.MEDIUM;
  boolean sure;
  FindingBook.Entry entry;
  final Trace trace;

  Case(Suspicion suspicion, Trace trace) {
    this.suspicion = suspicion;
    this.trace = trace;
  }
}
