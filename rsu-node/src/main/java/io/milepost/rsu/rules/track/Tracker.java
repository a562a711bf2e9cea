package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Gives detections an identity over time. Two association stages after ByteTrack (Zhang et al.,
 * ECCV 2022): strong detections first, weak ones only for objects already followed; then recovery
 * at the last observation as in OC-SORT (Cao et al., CVPR 2023). Time is PTS; no frame is counted,
 * so the frame rate may be anything and may change. Where boxes do not overlap because the rate is
 * low, the ground point has to be near the prediction instead. What moves all objects at once is
 * taken for the camera's sway. Not thread-safe.
 */
public final class Tracker {
  private static final double DUPLICATE_IOU = 0.6;
  private static final double PART_CONFIDENCE = 0.65;
  private static final double PART_COVERED = 0.85;
  private static final double DUPLICATE_TRACK_IOU = 0.8;
  private static final double TENTATIVE_SECONDS = 0.6;
  private static final double JUMP_BACK_SECONDS = 1;
  private static final int MAX_DETECTIONS = 300;

  private final TrackerConfig config;
  private final Assignment assignment = new Assignment();
  private final Sway sway = new Sway();
  private final List<TrackedObject> tracks = new ArrayList<>();
  private final List<TrackedObject> view = Collections.unmodifiableList(tracks);
  private final List<TrackedObject> free = new ArrayList<>();
  private final List<Detection> strong = new ArrayList<>();
  private final List<Detection> weak = new ArrayList<>();
  private double[][] cost = new double[16][16];
  private double now = Double.NaN;
  private double interval = 0.1;
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
    for (TrackedObject t : tracks) {
      t.predict(seconds);
    }
    sway.measure(tracks, strong);
    free.clear();
    free.addAll(tracks);
    associate(strong, this::predictedCost);
    free.removeIf(t -> t.lost() && seconds - t.lastSeen() > 2.5 * interval);
    associate(weak, this::weakCost);
    free.clear();
    for (TrackedObject t : tracks) {
      if (t.lastSeen() < seconds) {
        free.add(t);
      }
    }
    associate(strong, this::recoveryCost);
    for (TrackedObject t : free) {
      t.markLost();
    }
    for (Detection d : strong) {
      if (d.confidence() >= config.newConfidence() && tracks.size() < MAX_DETECTIONS) {
        tracks.add(new TrackedObject(nextId++, seconds, d));
      }
    }
    tracks.removeIf(this::expired);
    removeDuplicates();
    return step;
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
      tracks.clear();
      step = Step.RESTARTED;
    } else if (dt > Math.max(1, 3 * interval)) {
      step = Step.AFTER_GAP;
    }
    if (dt > 0 && dt < 5) {
      interval += 0.1 * (dt - interval);
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
      if (d.confidence() < config.lowConfidence() || d.w() < 1 || d.h() < 1 || repeated(d)) {
        continue;
      }
      (d.confidence() >= config.highConfidence() ? strong : weak).add(d);
    }
  }

  private boolean repeated(Detection d) {
    if (!isHeavy(d.type())) {
      return false;
    }
    Box box = Box.of(d);
    for (Detection s : strong) {
      if (isHeavy(s.type()) && repeats(d, box, s)) {
        return true;
      }
    }
    for (Detection s : weak) {
      if (isHeavy(s.type()) && repeats(d, box, s)) {
        return true;
      }
    }
    return false;
  }

  /** The same vehicle again, or a part of it that the model takes for one as well. */
  private static boolean repeats(Detection d, Box box, Detection stronger) {
    Box other = Box.of(stronger);
    return box.iou(other) > DUPLICATE_IOU
        || d.confidence() < PART_CONFIDENCE * stronger.confidence()
            && box.coveredBy(other) > PART_COVERED;
  }

  private interface Pricing {
    double cost(TrackedObject track, Box predicted, Detection detection);
  }

  /** Matches the free tracks with detections; both lists keep what found no partner. */
  private void associate(List<Detection> detections, Pricing pricing) {
    int rows = free.size();
    int cols = detections.size();
    if (rows == 0 || cols == 0) {
      return;
    }
    if (cost.length < rows || cost[0].length < cols) {
      cost = new double[Math.max(rows, cost.length) * 2][Math.max(cols, cost[0].length) * 2];
    }
    for (int r = 0; r < rows; r++) {
      Box predicted = sway.moved(free.get(r).predicted());
      for (int c = 0; c < cols; c++) {
        Detection d = detections.get(c);
        cost[r][c] =
            sameKind(free.get(r).type(), d.type())
                ? pricing.cost(free.get(r), predicted, d)
                : Assignment.FORBIDDEN;
      }
    }
    int[] match = assignment.solve(cost, rows, cols);
    for (int r = 0; r < rows; r++) {
      if (match[r] >= 0) {
        free.get(r).correct(now, detections.get(match[r]));
        detections.set(match[r], null);
      }
    }
    free.removeIf(t -> t.lastSeen() == now);
    detections.removeIf(d -> d == null);
  }

  private double predictedCost(TrackedObject track, Box predicted, Detection d) {
    Box box = Box.of(d);
    double iou = predicted.iou(box);
    double classPenalty = track.type() == d.type() ? 0 : 0.05;
    if (iou >= config.minIou()) {
      return 1 - iou * (0.8 + 0.2 * d.confidence()) + classPenalty + (track.lost() ? 0.05 : 0);
    }
    double size = Math.max(4, Math.min(predicted.height(), box.height()));
    double ratio = Math.max(predicted.height() / box.height(), box.height() / predicted.height());
    if (ratio > 1.6) {
      return Assignment.FORBIDDEN;
    }
    double distance =
        Math.hypot(predicted.centerX() - box.centerX(), predicted.bottom() - box.bottom());
    double dt = Math.min(1, now - track.lastSeen());
    double reach =
        track.hits() == 1
            ? size * Math.min(4, config.maxSpeed() * dt)
            : Math.min(1.5 * size, 0.35 * size + 2 * track.positionSigma());
    return distance > reach ? Assignment.FORBIDDEN : 1.1 + distance / size;
  }

  private double weakCost(TrackedObject track, Box predicted, Detection d) {
    double iou = predicted.iou(Box.of(d));
    return iou < 0.4 ? Assignment.FORBIDDEN : 1 - iou;
  }

  private double recoveryCost(TrackedObject track, Box predicted, Detection d) {
    double iou = track.box().iou(Box.of(d));
    return iou < config.recoveryIou() ? Assignment.FORBIDDEN : 1 - iou;
  }

  private boolean expired(TrackedObject t) {
    double unseen = now - t.lastSeen();
    if (unseen <= 0) {
      return false;
    }
    if (t.hits() < 3 && unseen > Math.max(TENTATIVE_SECONDS, 2.5 * interval)) {
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
            && a.predicted().iou(b.predicted()) > DUPLICATE_TRACK_IOU) {
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
    return interval;
  }

  /** Forgets every object. */
  public void clear() {
    tracks.clear();
  }
}
