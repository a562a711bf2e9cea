package io.milepost.rsu.broadcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The same bytes once more, to each registered vehicle by unicast, some time after their multicast
 * twin, so that one disturbance does not take both: three copies while an alert is news, one
 * afterwards. They have tokens of their own and can never delay multicast; a copy that finds no
 * token is left out and counted. Event-loop confined.
 */
final class UnicastCopies {
  private static final long[] NEWS_DELAYS_MILLIS = {10, 40, 90};
  private static final long[] DELAYS_MILLIS = {10};
  private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final int CAPACITY = 256;
  private static final long NOTHING = Long.MAX_VALUE;

  private final Supplier<List<VehicleTable.Registered>> vehicles;
  private final TokenBucket tokens;
  private final BroadcastMetrics metrics;
  private final Queue<Copy> waiting = new PriorityQueue<>(Copy.FIRST_DUE_FIRST);
  private long lastHeartbeat;
  private int startAt;

  /** A datagram that waits; null road for heartbeats, which concern everybody. */
  private record Copy(byte[] bytes, String road, long due) {
    // Differences, as nanoTime may wrap around.
    private static final Comparator<Copy> FIRST_DUE_FIRST = (a, b) -> Long.signum(a.due - b.due);
  }

  /**
   * No copies yet.
   *
   * @param vehicles everybody registered
   * @param now monotonic nanoseconds
   */
  UnicastCopies(
      Supplier<List<VehicleTable.Registered>> vehicles,
      int perSecond,
      BroadcastMetrics metrics,
      long now) {
    this.vehicles = vehicles;
    this.tokens = new TokenBucket(perSecond, now);
    this.metrics = metrics;
    this.lastHeartbeat = now - HEARTBEAT_NANOS;
  }

  /**
   * An alert has left by multicast.
   *
   * @param news whether it belongs to a burst
   */
  void alert(ByteBuffer datagram, String road, boolean news, long now) {
    add(datagram, road, news ? NEWS_DELAYS_MILLIS : DELAYS_MILLIS, now);
  }

  /** A heartbeat has left by multicast; about one a second is copied. */
  void heartbeat(ByteBuffer datagram, long now) {
    if (now - lastHeartbeat >= HEARTBEAT_NANOS) {
      lastHeartbeat = now;
      add(datagram, null, DELAYS_MILLIS, now);
    }
  }

  private void add(ByteBuffer datagram, String road, long[] delaysMillis, long now) {
    if (vehicles.get().isEmpty()) {
      return;
    }
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    for (long delay : delaysMillis) {
      if (waiting.size() >= CAPACITY) {
        metrics.unicastDropped("queue", 1);
      } else {
        waiting.add(new Copy(bytes, road, now + TimeUnit.MILLISECONDS.toNanos(delay)));
      }
    }
  }

  /**
   * Sends what is due.
   *
   * @return nanoseconds until it wants to be called again
   */
  long pump(long now) {
    while (!waiting.isEmpty() && now - waiting.element().due() >= 0) {
      send(waiting.remove(), now);
    }
    return waiting.isEmpty() ? NOTHING : waiting.element().due() - now;
  }

  /** Each copy begins with another vehicle, so that scarce tokens are shared fairly. */
  private void send(Copy copy, long now) {
    List<VehicleTable.Registered> all = vehicles.get();
    ByteBuffer datagram = ByteBuffer.wrap(copy.bytes());
    int begin = all.isEmpty() ? 0 : Math.floorMod(startAt++, all.size());
    for (int i = 0; i < all.size(); i++) {
      VehicleTable.Registered vehicle = all.get((begin + i) % all.size());
      boolean wanted =
          copy.road() == null || vehicle.road() == null || vehicle.road().equals(copy.road());
      if (!wanted || now - vehicle.expiresAt() >= 0) {
        continue;
      }
      if (!tokens.tryTake(now)) {
        metrics.unicastDropped("tokens", all.size() - i);
        return;
      }
      try {
        if (vehicle.channel().send(datagram, vehicle.address()) > 0) {
          metrics.sentUnicast(copy.bytes().length);
        } else {
          metrics.unicastDropped("buffer_full", 1);
        }
      } catch (IOException e) {
        // Its link is gone; the vehicle will say hello to the new one.
        metrics.unicastDropped("link", 1);
      }
      datagram.rewind();
    }
  }
}
