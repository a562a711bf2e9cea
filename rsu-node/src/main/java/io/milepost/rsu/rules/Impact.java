package io.milepost.rsu.rules;

/** A shock together with what was near and what came after. Changed by its rule only. */
final class Impact {
  private Shock shock;
  private int partner;
  private double contact;
  private double closing;
  private double stood;
  private double partnerStood;
  private double score;
  private double seenAt;

  Impact(Shock shock) {
    this.shock = shock;
    this.seenAt = shock.time();
  }

  Shock shock() {
    return shock;
  }

  /** A stronger measurement of the same event. */
  void replace(Shock stronger) {
    shock = stronger;
  }

  /** Track it touched, 0 when none was near. */
  int partner() {
    return partner;
  }

  /** How surely it touched, 0..1. */
  double contact() {
    return contact;
  }

  /** Speed at which the two came together, units per second. */
  double closing() {
    return closing;
  }

  void touched(int track, double surely, double closingUnits) {
    partner = track;
    contact = surely;
    closing = closingUnits;
  }

  /** Seconds it has stood since. */
  double stood() {
    return stood;
  }

  void stood(double seconds) {
    stood = seconds;
  }

  /** Seconds its partner has stood since. */
  double partnerStood() {
    return partnerStood;
  }

  void partnerStood(double seconds) {
    partnerStood = seconds;
  }

  double score() {
    return score;
  }

  void score(double value) {
    score = value;
  }

  double seenAt() {
    return seenAt;
  }

  void seenAt(double seconds) {
    seenAt = seconds;
  }
}
