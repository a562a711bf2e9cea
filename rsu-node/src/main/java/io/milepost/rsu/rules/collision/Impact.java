package io.milepost.rsu.rules.collision;

import java.util.Map;

/** A shock together with what was near and what came after. Changed by its rule only. */
final class Impact {
  private Shock shock;
  private final double gain;
  private int partner;
  private double contact;
  private double closing;
  private boolean queue;
  private double stood;
  private double partnerStood;
  private double score;
  private boolean fixed;
  private boolean old;
  private boolean ordinary;
  private Map<String, Object> told = Map.of();

  Impact(Shock shock, double gain) {
    this.shock = shock;
    this.gain = gain;
  }

  Shock shock() {
    return shock;
  }

  /** How much shorter than in reality motion looks where it happened, 1 when unknown. */
  double gain() {
    return gain;
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

  /** Whether others were already slow or standing when it happened. */
  boolean queue() {
    return queue;
  }

  void queue(boolean others) {
    queue = others;
  }

  /** Whether it stopped in a queue or as drivers brake. */
  boolean isOrdinary() {
    return ordinary;
  }

  void ordinary(boolean slowly) {
    ordinary = slowly;
  }

  /** Whether it happened where somebody stood before. */
  boolean isOld() {
    return old;
  }

  void old() {
    old = true;
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

  /** Whether its score is given and not worked out. */
  boolean fixed() {
    return fixed;
  }

  void fix(double value, Map<String, Object> signs) {
    score = value;
    fixed = true;
    told = signs;
  }

  /** What spoke for it, when its score is given. */
  Map<String, Object> told() {
    return told;
  }
}
