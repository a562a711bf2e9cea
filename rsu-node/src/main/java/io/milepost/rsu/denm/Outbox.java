package io.milepost.rsu.denm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The newest message of each topic until it stops to hold: what still has to be sent, and what must
 * be sent again to a broker that may have forgotten. Of one topic one message at a time is under
 * way, so an older one never comes after a newer. At most {@code capacity} topics; beyond that the
 * oldest topic goes, and is counted. Confined to one thread.
 */
final class Outbox {
  private final int capacity;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private int underWay;
  private long dropped;
  private long expiredUnsent;

  /**
   * A message.
   *
   * @param endNanos monotonic time at which it stops to hold
   */
  record Message(String topic, byte[] payload, long endNanos) {}

  private static final class Slot {
    private Message newest;
    private Message underWay;
  }

  Outbox(int capacity) {
    this.capacity = capacity;
  }

  /** Takes the newest message of its topic. */
  void put(Message message) {
    Slot slot = slots.get(message.topic());
    if (slot == null) {
      if (slots.size() >= capacity) {
        Iterator<String> oldest = slots.keySet().iterator();
        forget(oldest.next(), oldest);
        dropped++;
      }
      slot = new Slot();
      slots.put(message.topic(), slot);
    }
    slot.newest = message;
    waiting.add(message.topic());
  }

  /** The next message to send, now under way; null when there is none. */
  Message next(long nanos) {
    Iterator<String> topics = waiting.iterator();
    while (topics.hasNext()) {
      String topic = topics.next();
      Slot slot = slots.get(topic);
      if (slot.underWay == null) {
        topics.remove();
        if (nanos - slot.newest.endNanos() < 0) {
          slot.underWay = slot.newest;
          underWay++;
          return slot.newest;
        }
        expiredUnsent++;
      }
    }
    return null;
  }

  /** The broker has answered. */
  void done(Message message) {
    Slot slot = slots.get(message.topic());
    if (slot != null && slot.underWay == message) {
      slot.underWay = null;
      underWay--;
    }
  }

  /** It did not get there; it waits again unless a newer one does. */
  void failed(Message message) {
    Slot slot = slots.get(message.topic());
    if (slot != null && slot.underWay == message) {
      slot.underWay = null;
      underWay--;
      waiting.add(message.topic());
    }
  }

  /** Everything that holds must be sent anew, and nothing is under way. */
  void again() {
    for (Map.Entry<String, Slot> slot : slots.entrySet()) {
      slot.getValue().underWay = null;
      waiting.add(slot.getKey());
    }
    underWay = 0;
  }

  /** Forgets what no longer holds. */
  void sweep(long nanos) {
    Iterator<Map.Entry<String, Slot>> all = slots.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Slot> slot = all.next();
      if (nanos - slot.getValue().newest.endNanos() >= 0) {
        expiredUnsent += waiting.contains(slot.getKey()) ? 1 : 0;
        forget(slot.getKey(), all);
      }
    }
  }

  private void forget(String topic, Iterator<?> position) {
    underWay -= slots.get(topic).underWay == null ? 0 : 1;
    waiting.remove(topic);
    position.remove();
  }

  int size() {
    return slots.size();
  }

  int waiting() {
    return waiting.size();
  }

  int underWay() {
    return underWay;
  }

  long dropped() {
    return dropped;
  }

  long expiredUnsent() {
    return expiredUnsent;
  }
}
