package io.milepost.rsu.denm;

import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.message.AlertOnAir;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which alerts stand as DENMs. A DENM holds as long as one copy of its alert would and is renewed
 * at a third of that time while the alert is on air, so what a node leaves behind when it dies is
 * soon invalid by itself. No I/O, no clock of its own; confined to one thread. At most {@code
 * capacity} events; beyond that the oldest is no longer renewed, and counted.
 */
final class DenmBook {
  /** Shortest time for which a DENM holds, seconds: enough for two lost renewals. */
  static final int MIN_HOLD_S = 5;

  private static final int RENEWALS = 3;
  private static final String ACTIVE = "active";
  private static final String CANCELLED = "cancelled";
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final DenmMapper mapper;
  private final int capacity;
  private final Map<String, Entry> byEvent = new LinkedHashMap<>();
  private long dropped;

  private static final class Entry {
    private AlertOnAir alert;
    private boolean active;
    private long reference;
    private long renewAt;
    private long endNanos;
  }

  /**
   * A DENM to tell.
   *
   * @param endNanos monotonic time at which it stops to hold
   */
  record Told(String event, Denm denm, long endNanos) {}

  DenmBook(DenmMapper mapper, int capacity) {
    this.mapper = mapper;
    this.capacity = capacity;
  }

  /**
   * Takes note of an alert.
   *
   * @param utc UTC milliseconds
   * @param nanos monotonic nanoseconds
   * @return what to tell; nothing when it says nothing new, or has expired: then the last DENM
   *     stops to hold by itself
   */
  Optional<Told> heard(AlertOnAir alert, long utc, long nanos) {
    if (!alert.type().forVehicles()) {
      return Optional.empty();
    }
    Entry entry = byEvent.get(alert.event());
    if (entry != null && alert.version() < entry.alert.version()) {
      return Optional.empty();
    }
    return switch (alert.state()) {
      case ACTIVE -> activated(entry, alert, utc, nanos);
      case CANCELLED -> cancelled(entry, alert, utc, nanos);
      default -> {
        byEvent.remove(alert.event());
        yield Optional.empty();
      }
    };
  }

  private Optional<Told> activated(Entry known, AlertOnAir alert, long utc, long nanos) {
    if (known != null && known.active && known.alert.version() == alert.version()) {
      return Optional.empty();
    }
    Entry entry = known == null ? enter(alert.event()) : known;
    entry.alert = alert;
    entry.active = true;
    boolean first = known == null && alert.version() == 1;
    return Optional.of(told(entry, first ? alert.detectedAt() : Long.MAX_VALUE, utc, nanos));
  }

  private Optional<Told> cancelled(Entry known, AlertOnAir alert, long utc, long nanos) {
    if (known != null && !known.active) {
      return Optional.empty();
    }
    Entry entry = known == null ? enter(alert.event()) : known;
    entry.alert = alert;
    entry.active = false;
    entry.reference = Math.max(utc, entry.reference + 1);
    long end = known == null ? nanos + holdMillis(alert) * NANOS_PER_MILLI : entry.endNanos;
    // Whole seconds, as they are on the wire.
    long left = Math.max(1, -Math.floorDiv(nanos - end, TimeUnit.SECONDS.toNanos(1))) * 1000;
    entry.endNanos = nanos + left * NANOS_PER_MILLI;
    DenmMapper.Times times =
        new DenmMapper.Times(entry.reference, entry.reference, entry.reference + left);
    return Optional.of(new Told(alert.event(), mapper.termination(alert, times), entry.endNanos));
  }

  /** Renews what is due and forgets cancels that have outlived their alert. */
  List<Told> renew(long utc, long nanos) {
    List<Told> due = new ArrayList<>();
    Iterator<Entry> entries = byEvent.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      if (entry.active && nanos - entry.renewAt >= 0) {
        due.add(told(entry, Long.MAX_VALUE, utc, nanos));
      } else if (!entry.active && nanos - entry.endNanos >= 0) {
        entries.remove();
      }
    }
    return due;
  }

  /**
   * The detection time of a first DENM is the alert's; an update's is its own, because that is when
   * the change, or that the event lasts, was detected (EN 302 637-3 table of DEs, detectionTime).
   */
  private Told told(Entry entry, long detectedAt, long utc, long nanos) {
    long hold = holdMillis(entry.alert);
    entry.reference = Math.max(utc, entry.reference + 1);
    entry.endNanos = nanos + hold * NANOS_PER_MILLI;
    entry.renewAt = nanos + hold * NANOS_PER_MILLI / RENEWALS;
    long end = entry.reference + hold;
    boolean old = end - detectedAt > DenmMapper.MAX_VALIDITY_S * 1000L;
    long detection = old ? entry.reference : Math.min(detectedAt, entry.reference);
    DenmMapper.Times times = new DenmMapper.Times(detection, entry.reference, end);
    return new Told(entry.alert.event(), mapper.active(entry.alert, times), entry.endNanos);
  }

  private Entry enter(String event) {
    if (byEvent.size() >= capacity) {
      Iterator<String> oldest = byEvent.keySet().iterator();
      oldest.next();
      oldest.remove();
      dropped++;
    }
    Entry entry = new Entry();
    byEvent.put(event, entry);
    return entry;
  }

  private static long holdMillis(AlertOnAir alert) {
    return Math.max(MIN_HOLD_S, alert.ttlSeconds()) * 1000L;
  }

  /** Events that are known, cancelled ones included. */
  int size() {
    return byEvent.size();
  }

  /** Events that are no longer renewed because there were too many. */
  long dropped() {
    return dropped;
  }
}
