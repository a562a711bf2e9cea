package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.HeartbeatBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The alerts of one RSU. A cancel leaves a tombstone, so that it wins even over an alert that comes
 * after it. An alert lives for its {@code ttl_s} after the last copy or heartbeat that named it, on
 * the monotonic clock. Bounded; not thread-safe.
 */
final class EventTable {
  /** Alerts that hold at most at the same time. */
  static final int MAX_EVENTS = 64;

  /** Tombstones kept at most. */
  static final int MAX_TOMBSTONES = 256;

  private static final int MISSES_UNTIL_FORGOTTEN = 2;
  private static final long TOMBSTONE_EXTRA_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Map<String, Entry> events = new LinkedHashMap<>();
  private final Map<String, Tombstone> tombstones = new LinkedHashMap<>();
  private final Set<String> missing = new HashSet<>();

  /** What an alert datagram meant. */
  enum Outcome {
    /** Holds from now on. */
    NEW,
    /** Holds, and says something else now. */
    UPDATED,
    /** Another copy of what is known. */
    REPEATED,
    /** Does not hold any longer. */
    CANCELLED,
    /** A cancel of something that was not held. */
    CANCEL_NOTED,
    /** Older than what is known. */
    OUTDATED,
    /** Its cancel came before it. */
    DEAD,
    /** No room, and nothing milder to make room. */
    FULL
  }

  private record Tombstone(Stamp stamp, int version, long detectedAt, long until) {
    static Tombstone of(AlertBody body, int version, Stamp stamp, long until) {
      return new Tombstone(stamp, version, body.detectedAt(), until);
    }

    long epoch() {
      return stamp.epoch();
    }

    Tombstone lastingTo(long other) {
      return other - until > 0 ? new Tombstone(stamp, version, detectedAt, other) : this;
    }

    boolean covers(AlertBody body, Stamp other) {
      if (stamp.signed() && other.signed()) {
        return body.detectedAt() < detectedAt
            || (body.detectedAt() == detectedAt && body.version() <= version);
      }
      return stamp.epoch() == other.epoch() && body.version() <= version;
    }
  }

  /**
   * Where a datagram stands.
   *
   * @param epoch boot it came with
   * @param sequence number it came with
   * @param signed whether its RSU has a signer, which has signed it when it is an alert
   */
  record Stamp(long epoch, long sequence, boolean signed) {
    Stamp(long epoch, long sequence) {
      this(epoch, sequence, false);
    }
  }

  private static final class Entry {
    private AlertBody body;
    private Stamp stamp;
    private long expiresAt;
    private int misses;
    private byte[] datagram;
  }

  /**
   * An alert that holds.
   *
   * @param body what it says
   * @param datagram first copy of this version as received, null when not kept
   */
  record Held(AlertBody body, byte[] datagram) {}

  /**
   * Takes an alert datagram.
   *
   * @param now monotonic nanoseconds
   * @param ageNanos time since it was sent
   */
  Outcome apply(AlertBody body, Stamp stamp, long now, long ageNanos) {
    Entry known = events.get(body.event());
    if (known != null && isOlder(body, stamp, known)) {
      return Outcome.OUTDATED;
    }
    long expiresAt = now + TimeUnit.SECONDS.toNanos(body.ttlS()) - Math.max(0, ageNanos);
    if (body.state() == AlertState.CANCELLED) {
      bury(body.event(), Tombstone.of(body, body.version(), stamp, expiresAt));
      missing.remove(body.event());
      return events.remove(body.event()) == null ? Outcome.CANCEL_NOTED : Outcome.CANCELLED;
    }
    Tombstone tombstone = tombstones.get(body.event());
    if (tombstone != null && tombstone.covers(body, stamp)) {
      return Outcome.DEAD;
    }
    return known == null ? insert(body, stamp, expiresAt) : renew(known, body, stamp, expiresAt);
  }

  /**
   * Events of an earlier boot have no claim against those of a later one. But boot numbers are not
   * signed, and a new boot may begin its events at 1 again: of signed alerts, only what is signed
   * tells which came first. Else whoever has the HMAC key could end an alert by the recorded cancel
   * of an older one.
   */
  private static boolean isOlder(AlertBody body, Stamp stamp, Entry known) {
    if (stamp.signed() && known.stamp.signed()) {
      long before = known.body.detectedAt();
      return body.detectedAt() < before
          || (body.detectedAt() == before && body.version() < known.body.version());
    }
    return stamp.epoch() == known.stamp.epoch() && body.version() < known.body.version();
  }

  private Outcome insert(AlertBody body, Stamp stamp, long expiresAt) {
    if (events.size() >= MAX_EVENTS && !evictMilderThan(body)) {
      return Outcome.FULL;
    }
    Entry entry = new Entry();
    entry.body = body;
    entry.stamp = stamp;
    entry.expiresAt = expiresAt;
    events.put(body.event(), entry);
    tombstones.remove(body.event());
    missing.remove(body.event());
    return Outcome.NEW;
  }

  private static Outcome renew(Entry known, AlertBody body, Stamp stamp, long expiresAt) {
    // An RSU that was restarted goes on with what it told before, word for word.
    boolean same =
        known.body.version() == body.version()
            && (known.stamp.epoch() == stamp.epoch() || known.body.equals(body));
    boolean newest =
        known.stamp.epoch() != stamp.epoch() || stamp.sequence() > known.stamp.sequence();
    known.expiresAt = newest ? expiresAt : Math.max(expiresAt, known.expiresAt);
    known.stamp = newest ? stamp : known.stamp;
    known.misses = 0;
    if (same) {
      return Outcome.REPEATED;
    }
    known.body = body;
    return Outcome.UPDATED;
  }

  private boolean evictMilderThan(AlertBody body) {
    String mildest = null;
    for (Map.Entry<String, Entry> each : events.entrySet()) {
      AlertBody other = each.getValue().body;
      if (other.severity().compareTo(body.severity()) < 0
          && (mildest == null
              || other.severity().compareTo(events.get(mildest).body.severity()) < 0)) {
        mildest = each.getKey();
      }
    }
    return mildest != null && events.remove(mildest) != null;
  }

  private void bury(String event, Tombstone tombstone) {
    Tombstone before = tombstones.remove(event);
    boolean keep =
        before != null
            && before.epoch() == tombstone.epoch()
            && before.version() > tombstone.version();
    // What is kept of the higher version lasts as long as the latest word of the event's end.
    tombstones.put(event, keep ? before.lastingTo(tombstone.until()) : tombstone);
    if (tombstones.size() > MAX_TOMBSTONES) {
      Iterator<String> oldest = tombstones.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * Compares with what the RSU says is on air. What a later boot names too is neither renewed nor
   * forgotten before a copy says what it means by that name. Heartbeats are not signed: one can
   * neither end nor prolong an alert that is.
   *
   * @return alerts to forget, because their cancel must have been lost
   */
  List<AlertBody> reconcile(HeartbeatBody heartbeat, Stamp stamp, long now) {
    Map<String, HeartbeatBody.Active> listed = new HashMap<>();
    missing.clear();
    for (HeartbeatBody.Active each : heartbeat.active()) {
      listed.put(each.event(), each);
      if (!isKnown(each, stamp)) {
        missing.add(each.event());
      }
    }
    List<AlertBody> forgotten = new ArrayList<>();
    for (Entry entry : events.values()) {
      if (entry.stamp.signed()) {
        continue;
      }
      HeartbeatBody.Active active = listed.get(entry.body.event());
      boolean sameBoot = entry.stamp.epoch() == stamp.epoch();
      if (active != null && sameBoot) {
        entry.misses = 0;
        if (active.version() == entry.body.version()) {
          long until = now + (long) (active.remainingS() * TimeUnit.SECONDS.toNanos(1));
          entry.expiresAt = Math.max(entry.expiresAt, until);
        }
      } else if (active == null
          && heartbeat.more() == 0
          && (!sameBoot || stamp.sequence() > entry.stamp.sequence())
          && ++entry.misses >= MISSES_UNTIL_FORGOTTEN) {
        forgotten.add(entry.body);
      }
    }
    for (AlertBody body : forgotten) {
      events.remove(body.event());
    }
    return forgotten;
  }

  private boolean isKnown(HeartbeatBody.Active active, Stamp stamp) {
    Entry entry = events.get(active.event());
    Tombstone tombstone = tombstones.get(active.event());
    return (entry != null
            && entry.stamp.epoch() == stamp.epoch()
            && entry.body.version() >= active.version())
        || (tombstone != null
            && tombstone.epoch() == stamp.epoch()
            && tombstone.version() >= active.version());
  }

  /** Removes and returns what has run out. */
  List<AlertBody> expire(long now) {
    List<AlertBody> expired = null;
    for (Iterator<Entry> all = events.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (now - entry.expiresAt >= 0) {
        all.remove();
        expired = expired == null ? new ArrayList<>() : expired;
        expired.add(entry.body);
        // A late datagram of an older version must not bring it back; a fresh copy of this one may.
        Tombstone older = Tombstone.of(entry.body, entry.body.version() - 1, entry.stamp, now);
        bury(entry.body.event(), older);
      }
    }
    tombstones.values().removeIf(each -> now - each.until() > TOMBSTONE_EXTRA_NANOS);
    return expired == null ? List.of() : expired;
  }

  /** Keeps the datagram that told what is known of this event; at most 1,200 bytes. */
  void keep(String event, byte[] datagram) {
    Entry entry = events.get(event);
    if (entry != null) {
      entry.datagram = datagram;
    }
  }

  /** Alerts that hold. */
  List<Held> held() {
    List<Held> held = new ArrayList<>(events.size());
    for (Entry entry : events.values()) {
      held.add(new Held(entry.body, entry.datagram));
    }
    return held;
  }

  /** Events the RSU says are on air of which no copy has been heard. */
  Set<String> missing() {
    return Set.copyOf(missing);
  }

  int size() {
    return events.size();
  }

  int tombstones() {
    return tombstones.size();
  }
}
