package io.milepost.rsu.perception;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the rules of one camera want to see better: how close they are to confirming something, and
 * the places a second look would help. Rules write it after every picture, the scheduler and the
 * inference workers read it. Times are {@link System#nanoTime()}. Thread-safe.
 */
public final class Attention {
  /** Places kept at most; the oldest gives way. */
  static final int MOST_PLACES = 4;

  /** Rules report after every picture; without a report there are none, and no suspicion. */
  private static final long STALE_NANOS = 5_000_000_000L;

  /** A place nobody asked for again is forgotten. */
  private static final long PLACE_NANOS = 15_000_000_000L;

  private final Map<String, Place> places = new LinkedHashMap<>();
  private volatile boolean wanted;
  private volatile boolean reported;
  private volatile double level;
  private volatile long reportedAt;

  /** Nothing wanted yet. */
  public Attention() {}

  /**
   * A place in the picture.
   *
   * @param x 0..1 of its width
   * @param y 0..1 of its height
   * @param sinceNanos when it was asked for
   */
  record Place(double x, double y, long sinceNanos) {}

  /**
   * Reports how close the rules are to confirming something.
   *
   * @param suspicion 0 for nothing to 1 for confirmed
   * @param nowNanos when
   */
  public void report(double suspicion, long nowNanos) {
    level = suspicion;
    reportedAt = nowNanos;
    reported = true;
  }

  /**
   * Asks for second looks at a place until {@link #forget}, for 15 s at most. Asking again under
   * the same key moves the place and starts anew.
   *
   * @param key identity of the suspicion
   * @param x 0..1 of the picture's width
   * @param y 0..1 of the picture's height
   * @param nowNanos when
   */
  public synchronized void lookAt(String key, double x, double y, long nowNanos) {
    places.remove(key);
    if (places.size() == MOST_PLACES) {
      places.remove(places.keySet().iterator().next());
    }
    places.put(key, new Place(clamp(x), clamp(y), nowNanos));
    wanted = true;
  }

  /** Ends the second looks asked for under this key; does nothing when there are none. */
  public void forget(String key) {
    if (wanted) {
      remove(key);
    }
  }

  private synchronized void remove(String key) {
    places.remove(key);
    wanted = !places.isEmpty();
  }

  /** Whether the rules suspect nothing worth a word and want no place seen better. */
  public boolean quiet(long nowNanos) {
    return level(nowNanos) < CameraTurn.AWAKE_LEVEL && !wanted;
  }

  /** How close the rules are to confirming, 0..1; 0 while they report nothing. */
  double level(long nowNanos) {
    return reported && nowNanos - reportedAt < STALE_NANOS ? level : 0;
  }

  /** Whether any place may be waiting for a second look. Cheap. */
  boolean wanted() {
    return wanted;
  }

  /** The place whose turn it is, one after the other; null when there is none. */
  synchronized Place next(long nowNanos) {
    Iterator<Map.Entry<String, Place>> all = places.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Place> first = all.next();
      all.remove();
      if (nowNanos - first.getValue().sinceNanos() < PLACE_NANOS) {
        places.put(first.getKey(), first.getValue());
        return first.getValue();
      }
    }
    wanted = false;
    return null;
  }

  private static double clamp(double share) {
    return Math.max(0, Math.min(1, share));
  }
}
