package io.milepost.rsu.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Claimed files in the order of their claim, each with the time of its next attempt: at once, then
 * after 1, 2, 4 … 60 s. As large as its owner lets it grow. Belongs to one thread.
 */
final class IntakeQueue {
  private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_WAIT = Duration.ofSeconds(60).toNanos();

  private final TreeMap<String, Attempt> waiting = new TreeMap<>();
  private final Map<String, Attempt> asked = new HashMap<>();

  private record Attempt(long due, long nextWait) {}

  /** Adds a file, due at once; one that is here already stays as it is. */
  void add(String name, long now) {
    if (!asked.containsKey(name)) {
      waiting.putIfAbsent(name, new Attempt(now, FIRST_WAIT));
    }
  }

  boolean contains(String name) {
    return waiting.containsKey(name) || asked.containsKey(name);
  }

  /** The first file that is due, taken out until it is settled; null when there is none. */
  String take(long now) {
    for (Map.Entry<String, Attempt> entry : waiting.entrySet()) {
      if (now - entry.getValue().due >= 0) {
        waiting.remove(entry.getKey());
        asked.put(entry.getKey(), entry.getValue());
        return entry.getKey();
      }
    }
    return null;
  }

  /** It is done with. */
  void settled(String name) {
    asked.remove(name);
  }

  /**
   * It must be tried again.
   *
   * @return nanoseconds until then
   */
  long again(String name, long now) {
    Attempt attempt = asked.remove(name);
    long wait = attempt == null ? FIRST_WAIT : attempt.nextWait;
    waiting.put(name, new Attempt(now + wait, Math.min(2 * wait, LONGEST_WAIT)));
    return wait;
  }

  /** Files here, asked about or not. */
  int size() {
    return waiting.size() + asked.size();
  }

  int asked() {
    return asked.size();
  }

  Set<String> names() {
    Set<String> names = new HashSet<>(waiting.keySet());
    names.addAll(asked.keySet());
    return names;
  }

  /** The file claimed first of all here, null for none. */
  String oldest() {
    String first = waiting.isEmpty() ? null : waiting.firstKey();
    for (String name : asked.keySet()) {
      first = first == null || name.compareTo(first) < 0 ? name : first;
    }
    return first;
  }
}
