package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Trace;

/** A place where something stands, and what was told of it. */
final class Slot {
  final Stand stand = new Stand();
  final Blockage blockage = new Blockage();
  final Trace trace;
  double share;
  boolean lane;
  boolean owner;
  boolean grave;
  FindingBook.Entry entry;

  Slot(Trace trace) {
    this.trace = trace;
  }
}
