package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What keeps this node's own incidents open: the sources that see them, here or at other nodes, and
 * the time at which they end without one.
 */
final class OwnIncidents {
  private static final long NEVER = Long.MAX_VALUE;

  private final Map<String, Held> held = new HashMap<>();
  private final LongSupplier monotonicMillis;
  private final long holdOffMillis;
  private final long reportLifeMillis;
  private final long restartGraceMillis;

  /**
   * Nothing yet.
   *
   * @param monotonicMillis no step of the wall clock may end or prolong what vehicles are told
   */
  OwnIncidents(DeskConfig config, LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
    this.holdOffMillis = config.holdOff().toMillis();
    this.reportLifeMillis = config.reportLife().toMillis();
    this.restartGraceMillis = config.restartGrace().toMillis();
  }

  /** A source sees it. */
  void hold(String id, String source) {
    hold(id, List.of(source));
  }

  /** Sources see it; none says nothing. */
  void hold(String id, Collection<String> sources) {
    if (!sources.isEmpty()) {
      Held entry = held.computeIfAbsent(id, key -> new Held());
      entry.sources.addAll(sources);
      entry.endsAt = NEVER;
    }
  }

  /** A source sees it no more; the last one starts the hold-off. */
  void release(String id, String source) {
    Held entry = held.get(id);
    if (entry != null && entry.sources.remove(source) && entry.sources.isEmpty()) {
      entry.endsAt = Math.max(now() + holdOffMillis, entry.notBefore);
    }
  }

  /** Nothing at this node counts any more that the given node saw. */
  void releaseNode(String node) {
    held.keySet().stream()
        .toList()
        .forEach(
            id ->
                sources(id).stream()
                    .filter(source -> Links.node(source).equals(node))
                    .forEach(source -> release(id, source)));
  }

  /** It was reported: it lasts its time although no camera sees it. */
  void report(String id) {
    Held entry = held.computeIfAbsent(id, key -> new Held());
    entry.notBefore = now() + reportLifeMillis;
    entry.endsAt = entry.notBefore;
  }

  /** It was open when the node stopped; what is left of a report's life is a matter of UTC. */
  void restore(Incident incident, long utcMillis) {
    Held entry = held.computeIfAbsent(incident.id(), key -> new Held());
    boolean reported = incident.camera() == null;
    long left = incident.confirmedAt() + reportLifeMillis - utcMillis;
    long now = now();
    entry.notBefore = reported ? now + Math.min(reportLifeMillis, left) : now;
    entry.endsAt = Math.max(now + restartGraceMillis, entry.notBefore);
    entry.unseen = !reported;
  }

  /** True once, when a restored incident has been seen again. */
  boolean revived(String id) {
    Held entry = held.get(id);
    if (entry == null || !entry.unseen || entry.sources.isEmpty()) {
      return false;
    }
    entry.unseen = false;
    return true;
  }

  List<String> sources(String id) {
    Held entry = held.get(id);
    return entry == null ? List.of() : List.copyOf(entry.sources);
  }

  boolean holds(String id) {
    return held.containsKey(id);
  }

  void forget(String id) {
    held.remove(id);
  }

  /** Ids whose time has come. */
  List<String> due() {
    long now = now();
    return held.entrySet().stream()
        .filter(entry -> entry.getValue().endsAt <= now)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private long now() {
    return monotonicMillis.getAsLong();
  }

  private static final class Held {
    private final Set<String> sources = new HashSet<>();
    private long endsAt = NEVER;
    private long notBefore = Long.MIN_VALUE;
    private boolean unseen;
  }
}
