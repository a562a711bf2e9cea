package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.ReplayWindow;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Vehicles that asked for unicast copies. Bounded: a full table refuses newcomers, it never evicts.
 * Changed by one thread; {@link #registered()} may be read by any.
 */
final class VehicleTable {
  /**
   * Life of a registration, nanoseconds. Longer than a hello stays fresh, which is twice {@link
   * HelloGate#MAX_CLOCK_MILLIS} when the vehicle's clock is ahead.
   */
  static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(25);

  private final int capacity;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private volatile List<Registered> registered = List.of();

  /**
   * Where copies for one vehicle go.
   *
   * @param road only alerts of this road; null for all
   * @param channel socket its hello came to
   * @param expiresAt monotonic nanoseconds
   */
  record Registered(
      InetSocketAddress address, String road, DatagramChannel channel, long expiresAt) {}

  private static final class Entry {
    private final ReplayWindow window = new ReplayWindow();
    private long epoch;
    private Registered registered;
  }

  VehicleTable(int capacity) {
    this.capacity = capacity;
  }

  /** Whether a hello with these numbers may be believed, before its tag is looked at. */
  boolean isFresh(String vehicle, long epoch, long sequence) {
    Entry entry = entries.get(vehicle);
    return entry == null
        || epoch > entry.epoch
        || (epoch == entry.epoch && entry.window.isFresh(sequence));
  }

  /**
   * Takes an authentic hello.
   *
   * @return false when the table is full
   */
  boolean put(String vehicle, long epoch, long sequence, Registered where) {
    Entry entry = entries.get(vehicle);
    if (entry == null) {
      if (entries.size() >= capacity) {
        return false;
      }
      entry = new Entry();
      entries.put(vehicle, entry);
    }
    if (epoch != entry.epoch) {
      entry.epoch = epoch;
      entry.window.reset();
    }
    boolean newest = sequence > entry.window.highest();
    entry.window.advance(sequence);
    if (newest) {
      entry.registered = where;
      publish();
    }
    return true;
  }

  /** Forgets vehicles that have been silent. */
  void expire(long now) {
    if (entries.values().removeIf(each -> now - each.registered.expiresAt() >= 0)) {
      publish();
    }
  }

  private void publish() {
    registered = entries.values().stream().map(each -> each.registered).toList();
  }

  /** Everybody registered; some may have expired. Any thread. */
  List<Registered> registered() {
    return registered;
  }
}
