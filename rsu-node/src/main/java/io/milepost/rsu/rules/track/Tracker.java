package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Gives detections an identity over time. Two association stages after ByteTrack (Zhang et al.,
 * ECCV 2022): strong detections first, weak ones only for objects already followed; then recovery
 * at the last observation as in OC-SORT (Cao et al., CVPR 2023). Time is PTS; no frame is counted,
 * so the frame rate may be anything and may change. Where boxes do not overlap because the rate is
 * low, the ground point has to be near the prediction instead. What moves all objects at once is
 * taken for the camera's sway. What has stood at a place for seconds is not taken for somebody who
 * was elsewhere. Not thread-safe.
 */
public final class Tracker {
  private static final double DUPLICATE_IOU = 0.6;
  private static final double PART_CONFIDENCE = 0.65;
  private static final double PART_COVERED = 0.85;
  private static final double DUPLICATE_TRACK_IOU = 0.8;
  private static final double WEAK_IOU = 0.4;
  private static final double TENTATIVE_SECONDS = 0.6;
  private static final double JUMP_BACK_SECONDS = 1;
  private static final int MAX_DETECTIONS = 300;

  private final TrackerConfig config;
  private final Assignment assignment = new Assignment();
  private final Sway sway = new Sway();
  private final Scenery scenery = new Scenery();
  private final List<TrackedObject> tracks = new ArrayList<>();
  private final List<TrackedObject> view = new View(tracks);
  private final List<TrackedObject> free = new ArrayList<>();
  private final List<Seen> pool = new ArrayList<>();
  private final List<Seen> strong = new ArrayList<>();
  private final List<Seen> weak = new ArrayList<>();
  private final Outline moved = new Outline();
  private final History.Work work = new History.Work();
  private double[][] cost = new double[16][16];
  private double now = Double.NaN;
  private final Rhythm rhythm = new Rhythm();
  private int nextId = 1;

  /** A tracker without objects. */
  public Tracker(TrackerConfig config) {
    this.config = config;
  }

  /** What became of a frame. */
  public enum Step {
    /** Taken in. */
    FOLLOWED,
    /** Older than the last one; ignored. */
    OUT_OF_ORDER,
    /** Taken in after a gap: whatever was building up over time is void. */
    AFTER_GAP,
    /** Time jumped far; every object was forgotten first. */
    RESTARTED
  }

  /** How a detection is compared with a track. */
  private enum Stage {
    PREDICTED,
    WEAK,
    RECOVERY
  }

  /** The tracks for others to read. Unlike the wrapper of the JDK its iterator is one object. */
  private static final class View extends AbstractList<TrackedObject> implements RandomAccess {
    private final List<TrackedObject> tracks;

    View(List<TrackedObject> tracks) {
      this.tracks = tracks;
    }

    @Override
    public TrackedObject get(int index) {
      return tracks.get(index);
    }

    @Override
    public int size() {
      return tracks.size();
    }
  }

  /**
   * Takes one frame in.
   *
   * @param seconds PTS
   * @param detections what was found in it
   * @return how the frame fits into time
   */
  public Step update(double seconds, List<Detection> detections) {
    Step step = stepTo(seconds);
    if (step == Step.OUT_OF_ORDER) {
      return step;
    }
    split(detections);
    scenery.picture(seconds);
    scenery.note(seconds, strong);
    scenery.note(seconds, weak);
    recognise(strong);
    recognise(weak);
    for (int i = 0; i < tracks.size(); i++) {
      tracks.get(i).predict(seconds);
    }
    sway.measure(tracks, strong);
    free.clear();
    for (int i = 0; i < tracks.size(); i++) {
      free.add(tracks.get(i));
    }
    associate(strong, Stage.PREDICTED);
    dropLongLost();
    associate(weak, Stage.WEAK);
    free.clear();
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).lastSeen() < seconds) {
        free.add(tracks.get(i));
      }
    }
    associate(strong, Stage.RECOVERY);
    for (int i = 0; i < free.size(); i++) {
      free.get(i).markLost();
    }
    for (int i = 0; i < strong.size(); i++) {
      Seen s = strong.get(i);
      if (s.detection().confidence() >= config.newConfidence() && tracks.size() < MAX_DETECTIONS) {
        tracks.add(new TrackedObject(nextId++, seconds, s, work));
      }
    }
    forget();
    removeDuplicates();
    return step;
  }

  private void recognise(List<Seen> detections) {
    for (int i = 0; i < detections.size(); i++) {
      detections.get(i).thing(scenery.of(detections.get(i).box()));
    }
  }

  /** Weak detections prolong only what was seen a moment ago. */
  private void dropLongLost() {
    int kept = 0;
    for (int i = 0; i < free.size(); i++) {
      TrackedObject t = free.get(i);
      if (!t.lost() || now - t.lastSeen() <= 2.5 * interval()) {
        free.set(kept++, t);
      }
    }
    shorten(free, kept);
  }

  private void forget() {
    int kept = 0;
    for (int i = 0; i < tracks.size(); i++) {
      TrackedObject t = tracks.get(i);
      if (!expired(t)) {
        tracks.set(kept++, t);
      }
    }
    shorten(tracks, kept);
  }

  private static void shorten(List<?> list, int size) {
    for (int i = list.size() - 1; i >= size; i--) {
      list.remove(i);
    }
  }

  private Step stepTo(double seconds) {
    double dt = seconds - now;
    Step step = Step.FOLLOWED;
    if (Double.isNaN(now)) {
      now = seconds;
      return step;
    }
    if (dt <= 0 && dt > -JUMP_BACK_SECONDS) {
      return Step.OUT_OF_ORDER;
    }
    if (dt <= 0 || dt > config.lostStationarySeconds()) {
      clear();
      step = Step.RESTARTED;
    } else if (rhythm.step(dt)) {
      step = Step.AFTER_GAP;
    }
    now = seconds;
    return step;
  }

  /** Strong and weak, without second opinions on the same vehicle (a car that is also a truck). */
  private void split(List<Detection> detections) {
    strong.clear();
    weak.clear();
    int n = Math.min(MAX_DETECTIONS, detections.size());
    for (int i = 0; i < n; i++) {
      Detection d = detections.get(i);
      if (d.confidence() < config.lowConfidence() || d.w() < 1 || d.h() < 1) {
        continue;
      }
      int taken = strong.size() + weak.size();
      if (taken == pool.size()) {
        pool.add(new Seen());
      }
      Seen seen = pool.get(taken);
      seen.set(d);
      if (!isHeavy(d.type()) || !repeated(seen, strong) && !repeated(seen, weak)) {
        (d.confidence() >= config.highConfidence() ? strong : weak).add(seen);
      }
    }
  }

  private static boolean repeated(Seen seen, List<Seen> others) {
    for (int i = 0; i < others.size(); i++) {
      Seen s = others.get(i);
      if (isHeavy(s.detection().type()) && repeats(seen, s)) {
        return true;
      }
    }
    return false;
  }

  /** The same vehicle again, or a part of it that the model takes for one as well. */
  private static boolean repeats(Seen seen, Seen stronger) {
    return seen.box().iou(stronger.box()) > DUPLICATE_IOU
        || seen.detection().confidence() < PART_CONFIDENCE * stronger.detection().confidence()
            && seen.box().coveredBy(stronger.box()) > PART_COVERED;
  }

  /** Matches the free tracks with detections; both lists keep what found no partner. */
  private void associate(List<Seen> detections, Stage stage) {
    int rows = free.size();
    int cols = detections.size();
    if (rows == 0 || cols == 0) {
      return;
    }
    if (cost.length < rows || cost[0].length < cols) {
      cost = new double[Math.max(rows, cost.length) * 2][Math.max(cols, cost[0].length) * 2];
    }
    for (int r = 0; r < rows; r++) {
      TrackedObject track = free.get(r);
      sway.move(track.expected(), moved);
      for (int c = 0; c < cols; c++) {
        Seen seen = detections.get(c);
        boolean stolen = seen.thing() >= 0 && scenery.elsewhere(seen.thing(), track.box());
        cost[r][c] =
            !stolen && sameKind(track.type(), seen.detection().type())
                ? price(stage, track, seen)
                : Assignment.FORBIDDEN;
      }
    }
    int[] match = assignment.solve(cost, rows, cols);
    int left = 0;
    for (int r = 0; r < rows; r++) {
      TrackedObject track = free.get(r);
      if (match[r] >= 0) {
        Seen seen = detections.get(match[r]);
        track.correct(now, seen);
        if (seen.thing() >= 0) {
          track.standsOn(scenery.since(seen.thing()), now);
        }
        detections.set(match[r], null);
      } else {
        free.set(left++, track);
      }
    }
    shorten(free, left);
    left = 0;
    for (int c = 0; c < cols; c++) {
      if (detections.get(c) != null) {
        detections.set(left++, detections.get(c));
      }
    }
    shorten(detections, left);
  }

  private double price(Stage stage, TrackedObject track, Seen seen) {
    return switch (stage) {
      case PREDICTED -> predictedCost(track, seen);
      case WEAK -> overlapCost(moved.iou(seen.box()), WEAK_IOU);
      case RECOVERY -> overlapCost(track.box().iou(seen.box()), config.recoveryIou());
    };
  }

  private double predictedCost(TrackedObject track, Seen seen) {
    Box box = seen.box();
    Detection d = seen.detection();
    double iou = moved.iou(box);
    double classPenalty = track.type() == d.type() ? 0 : 0.05;
    if (iou >= config.minIou()) {
      return 1 - iou * (0.8 + 0.2 * d.confidence()) + classPenalty + (track.lost() ? 0.05 : 0);
    }
    double size = Math.max(4, Math.min(moved.height(), box.height()));
    double ratio = Math.max(moved.height() / box.height(), box.height() / moved.height());
    if (ratio > 1.6) {
      return Assignment.FORBIDDEN;
    }
    double dx = moved.centerX() - box.centerX();
    double dy = moved.bottom - box.bottom();
    double distance = Math.sqrt(dx * dx + dy * dy);
    double dt = Math.min(1, now - track.lastSeen());
    double reach =
        track.hits() == 1
            ? size * Math.min(4, config.maxSpeed() * dt)
            : Math.min(1.5 * size, 0.35 * size + 2 * track.positionSigma());
    return distance > reach ? Assignment.FORBIDDEN : 1.1 + distance / size;
  }

  private static double overlapCost(double iou, double least) {
    return iou < least ? Assignment.FORBIDDEN : 1 - iou;
  }

  private boolean expired(TrackedObject t) {
    double unseen = now - t.lastSeen();
    if (unseen <= 0) {
      return false;
    }
    if (t.hits() < 3 && unseen > Math.max(TENTATIVE_SECONDS, 2.5 * interval())) {
      return true;
    }
    boolean standing = t.lastSeen() - t.stationarySince() >= config.stationarySeconds();
    return unseen > (standing ? config.lostStationarySeconds() : config.lostMovingSeconds());
  }

  private void removeDuplicates() {
    for (int i = 0; i < tracks.size(); i++) {
      for (int j = tracks.size() - 1; j > i; j--) {
        TrackedObject a = tracks.get(i);
        TrackedObject b = tracks.get(j);
        if (sameKind(a.type(), b.type())
            && a.lost() != b.lost()
            && a.expected().iou(b.expected()) > DUPLICATE_TRACK_IOU) {
          tracks.remove(a.lost() ? i : j);
          i = Math.max(-1, i - 1);
          break;
        }
      }
    }
  }

  private static boolean isHeavy(ObjectClass c) {
    return c == ObjectClass.CAR || c == ObjectClass.BUS || c == ObjectClass.TRUCK;
  }

  private static boolean isTwoWheeler(ObjectClass c) {
    return c == ObjectClass.MOTORCYCLE || c == ObjectClass.BICYCLE;
  }

  static boolean sameKind(ObjectClass a, ObjectClass b) {
    return a == b || isHeavy(a) && isHeavy(b) || isTwoWheeler(a) && isTwoWheeler(b);
  }

  /** Everything followed at the moment, including what is temporarily out of sight. */
  public List<TrackedObject> tracks() {
    return view;
  }

  /** Typical time between frames, seconds. */
  public double interval() {
    return rhythm.interval();
  }

  /** Forgets every object. */
  public void clear() {
    tracks.clear();
    scenery.clear();
  }
}
