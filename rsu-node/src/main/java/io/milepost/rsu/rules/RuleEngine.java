package io.milepost.rsu.rules;

import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.rules.core.Crossing;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.RuleSlot;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.hazard.AnomalyRule;
import io.milepost.rsu.rules.hazard.MotionRule;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.track.TrackedObject;
import io.milepost.rsu.rules.track.Tracker;
import java.util.ArrayList;
import java.util.List;

/**
 * Tracker and rules of one camera. Deterministic: the same detections lead to the same findings,
 * however fast they are fed. Not thread-safe.
 */
public final class RuleEngine {
  private final FindingBook book;
  private final FindingBook shadow;
  private final List<RuleSlot> slots = new ArrayList<>();
  private Tracker tracker;
  private RulesConfig config;
  private SceneGeometry geometry;
  private final FlowMap flow = new FlowMap();
  private double last = Double.NaN;
  private boolean skipped;
  private boolean blind;
  private String fault = "";

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
    shadow = book.shadow();
    this.config = config;
    this.geometry = geometry;
    for (Rule rule : RuleCatalogue.enabled(config, flow)) {
      slots.add(new RuleSlot(rule, config.shadow().contains(rule.name())));
    }
  }

  /**
   * Takes other thresholds and zones on, between two frames. What the tracker follows and what is
   * open lives on: a rule whose thresholds changed begins anew, and its former self stays until
   * what it has opened is over or the new one sees the same. What a rule that is off now had open
   * is closed. Other thresholds of the tracker itself begin with no objects.
   *
   * @return findings closed by it
   */
  public List<Finding> change(RuleSet set) {
    RulesConfig former = config;
    config = set.config();
    geometry = set.geometry();
    if (!config.tracker().equals(former.tracker())) {
      tracker = new Tracker(config.tracker());
      slots.forEach(slot -> slot.rule().interrupt());
    }
    List<RuleSlot> next = new ArrayList<>();
    for (Rule rule : RuleCatalogue.enabled(config, flow)) {
      boolean onTrial = config.shadow().contains(rule.name());
      boolean same = config.sameSection(former, rule.name());
      boolean kept = false;
      for (RuleSlot slot : slots) {
        if (slot.rule().name().equals(rule.name()) && slot.shadow() == onTrial) {
          if (!same) {
            slot.retire();
          }
          kept |= !slot.retiring();
          next.add(slot);
        }
      }
      if (!kept) {
        next.add(new RuleSlot(rule, onTrial));
      }
    }
    for (RuleSlot slot : slots) {
      if (!next.contains(slot)) {
        bookOf(slot).closeAll(slot, last);
      }
    }
    slots.clear();
    slots.addAll(next);
    return book.drain();
  }

  /** Findings of an engine that follows another of the same camera must have keys of their own. */
  void keysFrom(int first) {
    book.keysFrom(first);
    shadow.keysFrom(first);
  }

  /** Closes all that is open, because nobody will look any more; returns what was closed. */
  List<Finding> closeAll() {
    slots.forEach(slot -> bookOf(slot).closeAll(slot, last));
    shadow.drain();
    return book.drain();
  }

  private FindingBook bookOf(RuleSlot slot) {
    return slot.shadow() ? shadow : book;
  }

  /**
   * Takes one frame in.
   *
   * @return what the rules have to say now, mostly nothing; empty for a frame older than the last
   */
  public List<Finding> observe(FrameDetections frame) {
    if (!frame.sight().usable()) {
      suspend();
      fault = frame.sight().sentence();
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
    shadow.picture(frame.width(), frame.height());
    geometry.picture(frame.width(), frame.height());
    if (step == Tracker.Step.AFTER_GAP || step == Tracker.Step.RESTARTED) {
      for (RuleSlot slot : slots) {
        slot.rule().interrupt();
      }
    }
    Scene scene =
        new Scene(
            now, dt, tracker.interval(), frame.width(), frame.height(), tracker.tracks(), geometry);
    flow.learn(scene);
    boolean retiring = false;
    for (RuleSlot slot : slots) {
      FindingBook its = bookOf(slot);
      its.speaker(slot);
      slot.rule().observe(scene, its);
      retiring |= slot.retiring();
    }
    if (retiring) {
      slots.removeIf(slot -> slot.retiring() && !bookOf(slot).holds(slot));
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
      for (RuleSlot slot : slots) {
        slot.rule().interrupt();
      }
    }
  }

  /** What rules on trial would have said since the last call. */
  List<Finding> drainShadow() {
    return shadow.drain();
  }

  /** Lines crossed since the last call. */
  List<Crossing> drainCrossings() {
    shadow.drainCrossings();
    return book.drainCrossings();
  }

  /** The rules at work, in the order in which they look. */
  List<RuleSlot> slots() {
    return slots;
  }

  /** Thresholds in use. */
  public RulesConfig config() {
    return config;
  }

  /**
   * Takes a score of an external model in; judged with the next frame.
   *
   * @return how near the rule is to a finding, 0..1; NaN when it is switched off
   */
  double score(AnomalyRule.Score score) {
    double suspicion = Double.NaN;
    for (RuleSlot slot : slots) {
      if (slot.rule() instanceof AnomalyRule rule && !slot.retiring()) {
        rule.accept(score);
        suspicion = rule.suspicion();
      }
    }
    return suspicion;
  }

  /**
   * Takes in how much of the picture moves, for cameras where motion is an event. Call it before
   * {@link #observe}, on the same thread.
   *
   * @param share 0..1; NaN when nobody knows
   */
  public void motion(double share) {
    if (Double.isNaN(share)) {
      return;
    }
    for (RuleSlot slot : slots) {
      if (slot.rule() instanceof MotionRule rule) {
        rule.moves(share);
      }
    }
  }

  /** Whether the last frame was ignored because its pictures could not be believed. */
  public boolean suspended() {
    return blind;
  }

  /** Why the last frame was ignored, for people; null when its pictures could be believed. */
  public String suspendedBecause() {
    return blind ? fault : null;
  }

  /** Whether the last frame was ignored because it was older than the one before. */
  public boolean skipped() {
    return skipped;
  }

  /** Everything followed at the moment; read it before the next frame. */
  public List<TrackedObject> tracks() {
    return tracker.tracks();
  }

  /** How close any rule is to confirming, 0..1; 1 while a finding is open. Rules on trial aside. */
  public double suspicion() {
    double most = book.openCount() > 0 ? 1 : 0;
    for (RuleSlot slot : slots) {
      most = slot.shadow() ? most : Math.max(most, slot.rule().suspicion());
    }
    return most;
  }
}
