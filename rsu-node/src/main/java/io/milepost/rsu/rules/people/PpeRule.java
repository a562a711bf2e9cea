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
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Missing helmet or vest. Every look at a person gives a vote per item: worn, missing or nothing to
 * say. The last fifteen votes, at most five a second, must mostly say missing, for seconds.
 */
public final class PpeRule implements Rule {
  private static final int VOTES = 15;
  private static final double VOTE_SECONDS = 0.2;
  private static final double HEAD = 0.25;
  private static final double ABOVE = 0.12;
  private static final double TORSO_TOP = 0.15;
  private static final double TORSO_BOTTOM = 0.75;
  private static final double CONTAINED = 0.6;
  private static final double HEAD_AT = 0.09;
  private static final double CHEST_AT = 0.38;
  private static final double FORGET_SECONDS = 5;
  private static final double LEAK = 1;

  private final PpeConfig config;
  private final Area area;
  private final Map<Integer, Worker> workers = new HashMap<>();
  private boolean helmetsKnown;
  private boolean vestsKnown;

  /** The last votes about one item of one person. */
  private static final class Item {
    private final boolean[] missing = new boolean[VOTES];
    private int next;
    private int size;

    private void vote(int vote) {
      if (vote != 0) {
        missing[next] = vote < 0;
        next = (next + 1) % VOTES;
        size = Math.min(VOTES, size + 1);
      }
    }

    private double share() {
      int n = 0;
      for (int i = 0; i < size; i++) {
        n += missing[i] ? 1 : 0;
      }
      return size == 0 ? 0 : (double) n / size;
    }

    private boolean says(PpeConfig config) {
      return size >= config.votes() && share() >= config.missingShare();
    }
  }

  /** One person. */
  private static final class Worker {
    private final Item helmet = new Item();
    private final Item vest = new Item();
    private final Watch watch;
    private double votedAt = Double.NEGATIVE_INFINITY;
    private double seen;
    private double x;
    private double y;
    private double height;
    private String zone;

    private Worker(Watch watch) {
      this.watch = watch;
    }
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public PpeRule(PpeConfig config) {
    this.config = config;
    this.area = new Area("ppe.zones", config.zones(), config.anywhere());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    learn(scene);
    if ((helmetsKnown || vestsKnown) && area.exists(scene)) {
      for (TrackedObject t : scene.tracks()) {
        if (t.type() == ObjectClass.PERSON
            && Area.seen(scene, t)
            && t.box().height() >= config.minHeightPixels()
            && area.contains(scene, t)) {
          look(t, scene);
        }
      }
    }
    for (Worker w : workers.values()) {
      judge(w, scene, book);
    }
    workers.values().removeIf(w -> w.watch.idle() && scene.now() - w.seen > FORGET_SECONDS);
  }

  private void learn(Scene scene) {
    for (TrackedObject t : scene.tracks()) {
      helmetsKnown |= t.type() == ObjectClass.HELMET || t.type() == ObjectClass.NO_HELMET;
      vestsKnown |= t.type() == ObjectClass.VEST || t.type() == ObjectClass.NO_VEST;
    }
  }

  private void look(TrackedObject t, Scene scene) {
    Worker w = workers.computeIfAbsent(t.id(), id -> new Worker(watch()));
    w.seen = scene.now();
    w.x = t.groundX();
    w.y = t.groundY();
    w.height = t.box().height();
    w.zone = Area.name(area.zoneOf(scene, t));
    if (scene.now() - w.votedAt < VOTE_SECONDS - 1e-6) {
      return;
    }
    w.votedAt = scene.now();
    if (config.helmet() && helmetsKnown) {
      w.helmet.vote(vote(scene, t, true, ObjectClass.HELMET, ObjectClass.NO_HELMET));
    }
    if (config.vest() && vestsKnown) {
      w.vest.vote(vote(scene, t, false, ObjectClass.VEST, ObjectClass.NO_VEST));
    }
  }

  /** 1 worn, -1 missing, 0 nothing to say. */
  private int vote(
      Scene scene, TrackedObject who, boolean head, ObjectClass worn, ObjectClass missing) {
    double best = 0;
    int vote = config.absenceCounts() ? -1 : 0;
    for (TrackedObject item : scene.tracks()) {
      if (item.lost() || item.type() != worn && item.type() != missing) {
        continue;
      }
      if (belongs(item.box(), who.box(), head)
          && item.history().confidence(0) > best
          && wearer(item.box(), head, scene) == who) {
        best = item.history().confidence(0);
        vote = item.type() == worn ? 1 : -1;
      }
    }
    return vote;
  }

  /** Of those who stand before each other the one whose head or chest is nearest to the item. */
  private static TrackedObject wearer(Box item, boolean head, Scene scene) {
    TrackedObject nearest = null;
    double least = Double.MAX_VALUE;
    for (TrackedObject t : scene.tracks()) {
      if (t.type() == ObjectClass.PERSON && !t.lost() && belongs(item, t.box(), head)) {
        Box b = t.box();
        double y = (item.top() + item.bottom()) / 2;
        double expected = b.top() + (head ? HEAD_AT : CHEST_AT) * b.height();
        double away = Math.hypot(item.centerX() - b.centerX(), y - expected) / b.height();
        if (away < least) {
          least = away;
          nearest = t;
        }
      }
    }
    return nearest;
  }

  private static boolean belongs(Box item, Box person, boolean head) {
    double top = person.top() + (head ? -ABOVE : TORSO_TOP) * person.height();
    double bottom = person.top() + (head ? HEAD : TORSO_BOTTOM) * person.height();
    Box part = new Box(person.left(), top, person.right(), bottom);
    double middle = (item.top() + item.bottom()) / 2;
    return item.coveredBy(part) >= CONTAINED
        || !head && middle >= top && middle <= bottom && item.coveredBy(person) >= CONTAINED;
  }

  private Watch watch() {
    return new Watch(
        IncidentType.MISSING_PPE,
        Severity.MEDIUM,
        new Suspicion(config.onSeconds(), LEAK, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("helmet_missing_share", config.missingShare()),
        Condition.atLeast("vest_missing_share", config.missingShare()),
        Condition.atLeast("missing_seconds", config.onSeconds()));
  }

  private void judge(Worker w, Scene scene, FindingBook book) {
    boolean here = w.seen == scene.now();
    boolean missing = here && (w.helmet.says(config) || w.vest.says(config));
    double since = w.watch.idle() ? 0 : scene.now() - w.watch.suspicion().since();
    if (here) {
      Trace trace = w.watch.frame(scene).set(2, since);
      if (w.helmet.size > 0) {
        trace.set(0, w.helmet.share());
      }
      if (w.vest.size > 0) {
        trace.set(1, w.vest.share());
      }
    }
    w.watch.judge(scene, missing ? 1 : 0, w.height, book, () -> place(w));
  }

  private Place place(Worker w) {
    boolean helmet = w.helmet.says(config);
    boolean vest = w.vest.says(config);
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("zone", w.zone);
    evidence.put("missing", helmet && vest ? "helmet, vest" : helmet ? "helmet" : "vest");
    evidence.put("helmet_missing_share", Figures.round(w.helmet.share()));
    evidence.put("vest_missing_share", Figures.round(w.vest.share()));
    evidence.put("share_threshold", config.missingShare());
    double share = Math.max(helmet ? w.helmet.share() : 0, vest ? w.vest.share() : 0);
    return new Place(w.x, w.y, Math.min(0.95, share), evidence, w.watch.record());
  }

  @Override
  public void interrupt() {
    workers.values().forEach(w -> w.watch.suspicion().interrupt());
    workers.values().removeIf(w -> w.watch.idle());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Worker w : workers.values()) {
      most = Math.max(most, w.watch.suspicion().share());
    }
    return most;
  }
}
