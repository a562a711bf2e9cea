package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * This node's replica of the incidents of the whole cluster, with their alerts and clips.
 *
 * <p>Bounded: when there are more incidents than allowed, the oldest one that is over goes first,
 * with its alerts and clips; only when all are active does the oldest active one go. Nothing is
 * lost by that, the journal and PostgreSQL keep them. Alerts and clips that overtake their incident
 * wait, a thousand incidents at most, the longest waiting goes first. Thread-safe; every call takes
 * microseconds, listing at most some milliseconds, most of them outside the lock.
 */
public final class IncidentBoard {
  private static final int EARLY = 1000;

  private final int capacity;
  private final LongSupplier utcMillis;
  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Incident> over = new TreeSet<>(Sameness.PRECEDENCE);
  private final TreeSet<Incident> active = new TreeSet<>(Sameness.PRECEDENCE);
  private final Map<String, Entry> early = new LinkedHashMap<>();
  private final Map<String, Long> gone = new HashMap<>();
  private long evicted;

  /** A board for at most {@code capacity} incidents. */
  public IncidentBoard(int capacity, LongSupplier utcMillis) {
    this.capacity = capacity;
    this.utcMillis = utcMillis;
  }

  /**
   * Takes a version of an incident.
   *
   * @return true when it is later than what was known, false when it changed nothing
   */
  public synchronized boolean accept(Incident incident) {
    Entry entry = entries.get(incident.id());
    if (entry != null) {
      if (Sameness.VERSIONS.compare(incident, entry.incident) <= 0) {
        return false;
      }
      drop(entry.incident);
    } else {
      entry = early.remove(incident.id());
      entry = entry == null ? new Entry() : entry;
      entries.put(incident.id(), entry);
    }
    entry.incident = incident;
    (incident.isActive() ? active : over).add(incident);
    while (entries.size() > capacity) {
      Incident oldest = over.isEmpty() ? active.first() : over.first();
      drop(oldest);
      entries.remove(oldest.id());
      evicted++;
    }
    return true;
  }

  private void drop(Incident incident) {
    over.remove(incident);
    active.remove(incident);
  }

  /** Takes an alert's state; an older one of the same event is ignored. */
  public synchronized void accept(AlertOnAir alert) {
    entry(alert.incident())
        .alerts
        .merge(alert.event(), alert, (known, fresh) -> known.isLaterThan(fresh) ? known : fresh);
  }

  /**
   * Takes a clip; a shorter one with the same id is ignored once a complete one is known, and one
   * that has been deleted is forgotten.
   */
  public synchronized void accept(ClipReady clip) {
    if (clip.wasDeleted()) {
      Entry entry = entries.getOrDefault(clip.incident(), early.get(clip.incident()));
      if (entry != null) {
        entry.clips.remove(clip.id());
      }
      return;
    }
    entry(clip.incident())
        .clips
        .merge(
            clip.id(),
            clip,
            (known, fresh) -> known.complete() && !fresh.complete() ? known : fresh);
  }

  private Entry entry(String incident) {
    Entry entry = entries.get(incident);
    if (entry == null) {
      entry = early.computeIfAbsent(incident, id -> new Entry());
      if (early.size() > EARLY) {
        early.remove(early.keySet().iterator().next());
      }
    }
    return entry;
  }

  /** The newest version known of one incident. */
  public synchronized Optional<Incident> incident(String id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.incident);
  }

  /** Active incidents, the one confirmed first comes first. */
  public synchronized List<Incident> active() {
    return List.copyOf(active);
  }

  /** Everything that matches, newest first. */
  public List<Incident> list(Predicate<Incident> wanted) {
    List<Incident> found = all();
    found.removeIf(wanted.negate());
    found.sort(Sameness.PRECEDENCE.reversed());
    return found;
  }

  /** A copy, so that nobody sorts or searches thousands while the desk waits for the lock. */
  private synchronized List<Incident> all() {
    List<Incident> all = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> all.add(entry.incident));
    return all;
  }

  /** The newest alert state per event of one incident, the one sent first comes first. */
  public synchronized List<AlertOnAir> alerts(String incident) {
    Entry entry = entries.getOrDefault(incident, early.get(incident));
    if (entry == null) {
      return List.of();
    }
    long now = utcMillis.getAsLong();
    return entry.alerts.values().stream()
        .map(alert -> asHeardNow(alert, now))
        .sorted(Comparator.comparingLong(AlertOnAir::firstSentAt))
        .toList();
  }

  /** The newest state of every clip of one incident, the one that begins first comes first. */
  public synchronized List<ClipReady> clips(String incident) {
    Entry entry = entries.getOrDefault(incident, early.get(incident));
    return entry == null
        ? List.of()
        : entry.clips.values().stream()
            .sorted(
                Comparator.comparingLong(ClipReady::startUtcMillis).thenComparing(ClipReady::id))
            .toList();
  }

  /** One page for a node that wants to know what we know: active ones first, then newest first. */
  public BoardPage page(int offset, int size) {
    Comparator<Incident> order =
        Comparator.<Incident, Boolean>comparing(i -> !i.isActive())
            .thenComparing(Sameness.PRECEDENCE.reversed());
    List<Incident> all = all();
    all.sort(order);
    int from = Math.min(offset, all.size());
    int to = Math.min(from + size, all.size());
    List<Incident> incidents = List.copyOf(all.subList(from, to));
    return new BoardPage(
        incidents,
        incidents.stream().map(i -> alerts(i.id())).flatMap(Collection::stream).toList(),
        incidents.stream().map(i -> clips(i.id())).flatMap(Collection::stream).toList(),
        to < all.size());
  }

  /** From now on this node's incidents are orphans; they stay listed. */
  public synchronized void ownerGone(String node) {
    gone.putIfAbsent(node, utcMillis.getAsLong());
  }

  /** The node is there again. */
  public synchronized void ownerBack(String node) {
    gone.remove(node);
  }

  /** Whether the incident's owner has gone. */
  public synchronized boolean orphaned(Incident incident) {
    return gone.containsKey(incident.node());
  }

  /** Incidents known. */
  public synchronized int size() {
    return entries.size();
  }

  /** Incidents forgotten for want of room since the start. */
  public synchronized long evicted() {
    return evicted;
  }

  private static final class Entry {
    private Incident incident;
    private final Map<String, AlertOnAir> alerts = new LinkedHashMap<>();
    private final Map<String, ClipReady> clips = new LinkedHashMap<>();
  }

  /** Nobody repeats it any more: vehicles forget it when its life has passed. */
  private AlertOnAir asHeardNow(AlertOnAir alert, long now) {
    Long goneAt = gone.get(alert.node());
    if (goneAt == null || !"active".equals(alert.state())) {
      return alert;
    }
    long left = Math.max(0, alert.ttlSeconds() - Math.max(0, now - goneAt) / 1000);
    return new AlertOnAir(
        alert.event(),
        alert.version(),
        left > 0 ? "active" : "expired",
        alert.incident(),
        alert.node(),
        alert.type(),
        alert.severity(),
        alert.suggest(),
        alert.road(),
        alert.distanceM(),
        alert.text(),
        (int) left,
        alert.detectedAt(),
        alert.firstSentAt(),
        alert.copies(),
        alert.stages(),
        alert.place());
  }
}
