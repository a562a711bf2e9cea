package io.milepost.rsu.rules;

import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.track.TrackedObject;
import io.milepost.rsu.rules.track.Tracker;
import java.util.List;

/**
 * Tracker and rules of one camera. Deterministic: the same detections lead to the same findings,
 * however fast they are fed. Not thread-safe.
 */
public final class RuleEngine {
  private final Tracker tracker;
  private final FindingBook book;
  private final List<Rule> rules;
  private final SceneGeometry geometry;
  private final FlowMap flow = new FlowMap();
  private double last = Double.NaN;
  private boolean skipped;
  private boolean blind;

  /**
   * An engine of a camera without zones that has seen nothing yet.
   *
   * @param camera camera id, copied into findings
   * @param config thresholds
   */
  public RuleEngine(String camera, RulesConfig config) {
    this(camera, config, SceneGeometry.unknown());
  }

  /**
   * An engine that has seen nothing yet.
   *
   * @param camera camera id, copied into findings
   * @param config thresholds
   * @param geometry zones and scale; this engine's own
   */
  public RuleEngine(String camera, RulesConfig config, SceneGeometry geometry) {
    tracker = new Tracker(config.tracker());
    book = new FindingBook(camera);
    this.geometry = geometry;
    rules = RuleCatalogue.enabled(config, flow);
  }

  /**
   * Takes one frame in.
   *
   * @return what the rules have to say now, mostly nothing; empty for a frame older than the last
   */
  public List<Finding> observe(FrameDetections frame) {
    if (!frame.sight().usable()) {
      suspend();
      return book.drain();
    }
    blind = false;
    double now = frame.ptsMicros() / 1e6;
    Tracker.Step step = tracker.update(now, frame.detections());
    skipped = step == Tracker.Step.OUT_OF_ORDER;
    if (skipped) {
      return List.of();
    }
    boolean continuous = step == Tracker.Step.FOLLOWED && !Double.isNaN(last);
    double dt = continuous ? now - last : 0;
    last = now;
    book.picture(frame.width(), frame.height());
    geometry.picture(frame.width(), frame.height());
    if (step == Tracker.Step.AFTER_GAP || step == Tracker.Step.RESTARTED) {
      for (Rule rule : rules) {
        rule.interrupt();
      }
    }
    Scene scene =
        new Scene(
            now, dt, tracker.interval(), frame.width(), frame.height(), tracker.tracks(), geometry);
    flow.learn(scene);
    for (Rule rule : rules) {
      rule.observe(scene, book);
    }
    return book.drain();
  }

  /**
   * Pictures that cannot be believed prove nothing, neither that something is nor that it ended.
   */
  private void suspend() {
    skipped = false;
    if (!blind) {
      blind = true;
      for (Rule rule : rules) {
        rule.interrupt();
      }
    }
  }

  /** Whether the last frame was ignored because its pictures could not be believed. */
  public boolean suspended() {
    return blind;
  }

  /** Whether the last frame was ignored because it was older than the one before. */
  public boolean skipped() {
    return skipped;
  }

  /** Everything followed at the moment; read it before the next frame. */
  public List<TrackedObject> tracks() {
    return tracker.tracks();
  }

  /** How close any rule is to confirming, 0..1; 1 while a finding is open. */
  public double suspicion() {
    double most = book.openCount() > 0 ? 1 : 0;
    for (Rule rule : rules) {
      most = Math.max(most, rule.suspicion());
    }
    return most;
  }
}
