package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What keeps this node's own incidents open: the sources that see them, here or at other nodes, and
 * the time at which they end without one.
 */
final class OwnIncidents {
  private static final long NEVER = Long.MAX_VALUE;

  private final Map<String, Held> held = new HashMap<>();
  private final long holdOffMillis;
  private final long reportLifeMillis;
  private final long restartGraceMillis;

  OwnIncidents(DeskConfig config) {
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
  void release(String id, String source, long now) {
    Held entry = held.get(id);
    if (entry != null && entry.sources.remove(source) && entry.sources.isEmpty()) {
      entry.endsAt = Math.max(now + holdOffMillis, entry.notBefore);
    }
  }

  /** Nothing at this node counts any more that the given node saw. */
  void releaseNode(String node, long now) {
    held.keySet().stream()
        .toList()
        .forEach(
            id ->
                sources(id).stream()
                    .filter(source -> Links.node(source).equals(node))
                    .forEach(source -> release(id, source, now)));
  }

  /** It was reported: it lasts its time although no camera sees it. */
  void report(String id, long now) {
    Held entry = held.computeIfAbsent(id, key -> new Held());
    entry.notBefore = now + reportLifeMillis;
    entry.endsAt = entry.notBefore;
  }

  /** It was open when the node stopped. */
  void restore(Incident incident, long now) {
    Held entry = held.computeIfAbsent(incident.id(), key -> new Held());
    boolean reported = incident.camera() == null;
    long life = incident.confirmedAt() + reportLifeMillis;
    entry.notBefore = reported ? life : 0;
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
  List<String> due(long now) {
    return held.entrySet().stream()
        .filter(entry -> entry.getValue().endsAt <= now)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static final class Held {
    private final Set<String> sources = new HashSet<>();
    private long endsAt = NEVER;
    private long notBefore;
    private boolean unseen;
  }
}
