package io.milepost.rsu.rules.core;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import java.util.function.Supplier;

/**
 * One thing a rule keeps an eye on: its evidence, the trace of its conditions and its finding. Not
 * thread-safe.
 */
public final class Watch {
  private final IncidentType type;
  private final Suspicion suspicion;
  private final Trace trace;
  private final double cooldownSeconds;
  private Severity severity;
  private double began = Double.NaN;
  private FindingBook.Entry entry;

  /**
   * Nothing seen yet.
   *
   * @param severity what it is told as until {@link #severity} says otherwise
   * @param suspicion gathers the evidence
   * @param cooldownSeconds what was closed is not opened again at its place for so long
   * @param conditions what its trace keeps of each frame
   */
  public Watch(
      IncidentType type,
      Severity severity,
      Suspicion suspicion,
      double cooldownSeconds,
      Condition... conditions) {
    this.type = type;
    this.severity = severity;
    this.suspicion = suspicion;
    this.cooldownSeconds = cooldownSeconds;
    this.trace = new Trace(conditions);
  }

  /** Begins a frame of the trace. */
  public Trace frame(Scene scene) {
    return trace.frame(scene.now());
  }

  /** What was seen so far. */
  public TraceRecord record() {
    return trace.record();
  }

  /** Its evidence. */
  public Suspicion suspicion() {
    return suspicion;
  }

  /** What it is told as from now on. */
  public void severity(Severity now) {
    severity = now;
  }

  /** Says when what it watches began, where that was before the evidence did; PTS seconds. */
  public void began(double seconds) {
    began = seconds;
  }

  /** Whether nothing is known, suspected or open. */
  public boolean idle() {
    return suspicion.state() == Suspicion.State.IDLE;
  }

  /**
   * Takes the evidence of a frame in; opens and closes the finding.
   *
   * @param weight 0 for none, 1 for full evidence
   * @param radius a finding closed within so many pixels not long ago is not opened again
   * @param place asked when there is something to tell
   */
  public void judge(
      Scene scene, double weight, double radius, FindingBook book, Supplier<Place> place) {
    Suspicion.Change change = suspicion.update(scene.now(), scene.dt(), weight);
    if (change == Suspicion.Change.CLEARED) {
      if (entry != null) {
        book.clear(entry, scene.now());
        entry = null;
      }
    } else if (suspicion.confirmed() && entry == null && weight > 0) {
      Place at = place.get();
      if (!book.coolingDown(type, at, radius, scene.now() - cooldownSeconds)) {
        double start = Double.isNaN(began) ? suspicion.since() : began;
        entry = book.confirm(type, severity, start, scene.now(), at);
      }
    }
  }
}
