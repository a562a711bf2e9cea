package io.milepost.rsu.api;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tickets that have been used with this node, remembered until they expire anyway. Bounded: beyond
 * the bound every ticket is refused until old ones expire, never let in twice. Thread-safe.
 */
final class UsedTickets {
  private final int capacity;
  private final Map<String, Long> forgetAt = new LinkedHashMap<>();

  UsedTickets(int capacity) {
    this.capacity = capacity;
  }

  /** True the first time; all tickets live equally long, so the oldest entry expires first. */
  synchronized boolean firstUse(String id, long forgetAtMillis, long nowMillis) {
    Iterator<Long> oldest = forgetAt.values().iterator();
    while (oldest.hasNext() && oldest.next() < nowMillis) {
      oldest.remove();
    }
    return forgetAt.size() < capacity && forgetAt.putIfAbsent(id, forgetAtMillis) == null;
  }
}
