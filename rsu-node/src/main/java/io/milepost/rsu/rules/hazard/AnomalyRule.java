package io.milepost.rsu.rules.hazard;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an external model thinks of clips of this camera. A score counts for the length of its clip;
 * clips that overlap count once. Between the two thresholds nothing changes.
 */
public final class AnomalyRule implements Rule {
  /** Scores that wait for the next frame; the oldest gives way. */
  static final int WAITING = 64;

  private static final double LEAK = 1;

  private final AnomalyConfig config;
  private final Suspicion suspicion;
  private final Trace trace;
  private final Deque<Score> waiting = new ArrayDeque<>();
  private String model = "";
  private double score;
  private double until = Double.NEGATIVE_INFINITY;
  private double heard;
  private FindingBook.Entry entry;

  /**
   * What a model says of one clip.
   *
   * @param model its name
   * @param score 0 usual to 1 unusual
   * @param from begin of the clip, PTS seconds
   * @param to end of the clip, PTS seconds
   */
  public record Score(String model, double score, double from, double to) {}

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public AnomalyRule(AnomalyConfig config) {
    this.config = config;
    this.suspicion = new Suspicion(config.onSeconds(), LEAK, config.clearSeconds());
    this.trace =
        new Trace(
            Condition.atLeast("score", config.enterScore()),
            Condition.atLeast("unusual_seconds", config.onSeconds()));
  }

  /** Takes a score in; judged with the next frame. */
  public void accept(Score each) {
    if (waiting.size() >= WAITING) {
      waiting.removeFirst();
    }
    waiting.addLast(each);
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    while (!waiting.isEmpty()) {
      judge(waiting.removeFirst(), scene, book);
    }
    if (suspicion.state() != Suspicion.State.IDLE
        && scene.now() - heard > config.silenceSeconds()) {
      react(suspicion.update(scene.now(), config.clearSeconds(), 0), scene, book);
    }
  }

  private void judge(Score each, Scene scene, FindingBook book) {
    model = each.model();
    score = each.score();
    heard = scene.now();
    double seconds = Math.max(0, each.to() - Math.max(each.from(), until));
    until = Math.max(until, each.to());
    double limit = suspicion.confirmed() ? config.leaveScore() : config.enterScore();
    boolean unusual = score >= limit;
    Suspicion.Change change = suspicion.update(scene.now(), seconds, unusual ? 1 : 0);
    trace.frame(each.to()).set(0, score).set(1, suspicion.share() * config.onSeconds());
    react(change, scene, book);
    if (unusual && suspicion.confirmed() && entry == null) {
      open(scene, book);
    }
  }

  private void react(Suspicion.Change change, Scene scene, FindingBook book) {
    if (change == Suspicion.Change.CLEARED && entry != null) {
      book.clear(entry, scene.now());
      entry = null;
    }
  }

  private void open(Scene scene, FindingBook book) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("model", model);
    evidence.put("score", Figures.round(score));
    evidence.put("score_threshold", config.enterScore());
    evidence.put("seconds_threshold", config.onSeconds());
    Place place =
        new Place(
            scene.width() / 2.0,
            scene.height() / 2.0,
            Math.min(0.95, score),
            evidence,
            trace.record());
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.ANOMALY, place, scene.diagonal(), since)) {
      entry =
          book.confirm(
              IncidentType.ANOMALY, Severity.MEDIUM, suspicion.since(), scene.now(), place);
    }
  }

  @Override
  public void interrupt() {
    suspicion.interrupt();
  }

  @Override
  public double suspicion() {
    return suspicion.share();
  }
}
