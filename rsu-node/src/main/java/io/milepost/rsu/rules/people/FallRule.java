package io.milepost.rsu.rules.people;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.core.Watch;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fall. A person's box that stood upright lies soon afterwards, with its top far lower and its foot
 * where it was, and stays so. Who falls along the camera's line of sight keeps a box about as high
 * as wide: then the top must have dropped at once, and it takes longer. A box cut off by the
 * border, one beside a two-wheeler, and one that moves on say nothing; who crouches keeps a box
 * about as high as wide and is no fall.
 */
public final class FallRule implements Rule {
  private static final double REMEMBER_SECONDS = 4;
  private static final double SAME_PLACE_HEIGHTS = 0.7;
  private static final double STANDING_SECONDS = 0.5;
  private static final double CRAWL_UNITS = 1.2;
  private static final double RIDER = 0.25;
  private static final double KEEP = 0.8;
  private static final double LEAK = 1;

  /** Who is not seen for so long may lie there still: runs of missed frames are shorter. */
  private static final double MISSED_SECONDS = 3;

  /** A fall takes less than a second, who crouches takes longer; missed frames included. */
  private static final double DROP_SECONDS = 1.2;

  private static final double DROP_HEIGHTS = 0.3;
  private static final double DROP_SHARE = 0.55;
  private static final double FOOT_RISES = 0.2;

  private final FallConfig config;
  private final List<Person> people = new ArrayList<>();

  /** What is known of one person. */
  private static final class Person {
    private int track;
    private double upright;
    private double height;
    private double uprightFor;
    private double uprightAt = Double.NaN;
    private double x;
    private double y;
    private double seen;
    private double shape;
    private double share;
    private boolean down;
    private boolean dropped;
    private double flatSeconds;
    private double bentSeconds;
    private double confidence;
    private Watch watch;
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public FallRule(FallConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (TrackedObject t : scene.tracks()) {
      if (t.type() == ObjectClass.PERSON && believable(t, scene)) {
        note(t, scene);
      }
    }
    for (Person p : people) {
      judge(p, scene, book);
    }
    people.removeIf(
        p -> scene.now() - p.seen > REMEMBER_SECONDS && (p.watch == null || p.watch.idle()));
  }

  private boolean believable(TrackedObject t, Scene scene) {
    if (t.lost() || !scene.whole(t.box())) {
      return false;
    }
    if (scene.geometry().inside(ZoneType.IGNORE, t.groundX(), t.groundY())) {
      return false;
    }
    for (TrackedObject o : scene.tracks()) {
      boolean two = o.type() == ObjectClass.BICYCLE || o.type() == ObjectClass.MOTORCYCLE;
      if (two && t.box().intersection(o.box()) > RIDER * Math.min(t.box().area(), o.box().area())) {
        return false;
      }
    }
    return true;
  }

  private void note(TrackedObject t, Scene scene) {
    Person p = personOf(t, scene);
    Box box = t.box();
    p.track = t.id();
    p.shape = box.width() / Math.max(1, box.height());
    p.confidence = t.history().confidence(0);
    boolean stands = p.shape <= config.uprightShape();
    if (stands && box.height() * 0.85 >= config.minUnitPixels()) {
      p.uprightFor += scene.dt();
      p.height = p.height == 0 ? box.height() : p.height + 0.2 * (box.height() - p.height);
      p.uprightAt = scene.now();
    }
    p.share = p.height == 0 ? 1 : box.height() / p.height;
    p.down = !stands && lies(p, t, box, scene);
    if (!p.down && (p.watch == null || p.watch.idle())) {
      p.dropped = false;
      p.flatSeconds = 0;
      p.bentSeconds = 0;
    } else if (p.down) {
      boolean flat = p.shape >= config.lyingShape();
      p.flatSeconds += flat ? scene.dt() : 0;
      p.bentSeconds += flat ? 0 : scene.dt();
    }
    if (stands || p.uprightFor == 0) {
      p.x = box.centerX();
      p.y = box.bottom();
    }
    p.seen = scene.now();
  }

  private boolean lies(Person p, TrackedObject t, Box box, Scene scene) {
    double away = Math.hypot(box.centerX() - p.x, box.bottom() - p.y);
    // One frame in which the box is not quite as wide does not begin it all anew.
    boolean before = p.down || p.watch != null && !p.watch.idle();
    boolean soon = before || scene.now() - p.uprightAt <= config.fallSeconds();
    if (!before && soon) {
      p.dropped = dropped(p, box, scene);
    }
    double least =
        p.dropped
            ? Math.min(config.lyingShape(), config.foreshortenedShape())
            : config.lyingShape();
    double shape = (before ? KEEP : 1) * least;
    boolean still = !before || t.speed() <= CRAWL_UNITS * Math.max(1, 1 / p.share);
    return soon
        && still
        && p.uprightFor >= STANDING_SECONDS
        && away <= SAME_PLACE_HEIGHTS * p.height
        && p.shape >= shape
        && p.share <= config.heightShare()
        && p.confidence >= config.minConfidence();
  }

  /** Whether the top of a person fell at once while the foot did not rise. */
  private static boolean dropped(Person p, Box box, Scene scene) {
    return p.height > 0
        && scene.now() - p.uprightAt <= DROP_SECONDS
        && box.height() <= DROP_SHARE * p.height
        && box.bottom() >= p.y - FOOT_RISES * p.height
        && box.top() >= p.y - p.height + DROP_HEIGHTS * p.height;
  }

  /** A lying person often gets a new identity where the standing one was last seen. */
  private Person personOf(TrackedObject t, Scene scene) {
    Person known = null;
    for (Person p : people) {
      if (p.track == t.id()) {
        return p;
      }
      if (scene.now() - p.seen > 1e-6
          && p.height > 0
          && Math.hypot(t.box().centerX() - p.x, t.box().bottom() - p.y)
              <= SAME_PLACE_HEIGHTS * p.height) {
        known = p;
      }
    }
    if (known == null) {
      known = new Person();
      known.x = t.box().centerX();
      known.y = t.box().bottom();
      people.add(known);
    }
    return known;
  }

  private void judge(Person p, Scene scene, FindingBook book) {
    boolean here = p.seen == scene.now();
    boolean open = p.watch != null && p.watch.suspicion().confirmed();
    if (!here && !open && scene.now() - p.seen <= MISSED_SECONDS) {
      return;
    }
    if (p.watch == null) {
      if (!here || !p.down) {
        return;
      }
      p.watch =
          new Watch(
              IncidentType.FALL,
              Severity.HIGH,
              new Suspicion(config.downSeconds(), LEAK, config.clearSeconds()),
              config.cooldownSeconds(),
              Condition.atLeast("shape", config.lyingShape()),
              Condition.atMost("height_share", config.heightShare()),
              Condition.atLeast("down_seconds", config.downSeconds()));
    }
    double down = p.watch.idle() ? 0 : scene.now() - p.watch.suspicion().since();
    Trace trace = p.watch.frame(scene);
    if (here) {
      trace.set(0, p.shape).set(1, p.share).set(2, down);
    }
    boolean flat = p.flatSeconds >= p.bentSeconds;
    double weight = here && p.down ? (flat ? 1 : 0.5) : 0;
    p.watch.severity(flat ? Severity.HIGH : Severity.MEDIUM);
    p.watch.judge(scene, weight, 2 * p.height, book, () -> place(p, down));
    if (p.watch.idle()) {
      p.watch = null;
    }
  }

  private Place place(Person p, double down) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("shape", Figures.round(p.shape));
    evidence.put("shape_threshold", config.lyingShape());
    evidence.put("along_sight", p.bentSeconds > p.flatSeconds);
    evidence.put("height_share", Figures.round(p.share));
    evidence.put("height_share_threshold", config.heightShare());
    evidence.put("down_seconds", Figures.round(down));
    evidence.put("down_threshold_seconds", config.downSeconds());
    return new Place(p.x, p.y, Math.min(0.9, 0.4 + 0.6 * p.confidence), evidence, p.watch.record());
  }

  @Override
  public void interrupt() {
    for (Person p : people) {
      if (p.watch != null) {
        p.watch.suspicion().interrupt();
      }
    }
    people.removeIf(p -> p.watch == null || p.watch.idle());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Person p : people) {
      most = p.watch == null ? most : Math.max(most, p.watch.suspicion().share());
    }
    return most;
  }
}
