package io.milepost.vehicle.receive;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform thread of one socket: blocks in receive and has the datagram judged before it
 * receives again. A selector over all sockets would cost three system calls a datagram instead of
 * one, and a flood at one socket would be felt at the others.
 */
final class Ear {
  private static final Logger LOG = LoggerFactory.getLogger(Ear.class);
  private static final int BUFFER_BYTES = 2048;
  private static final long ERROR_PAUSE_MILLIS = 100;

  private final DatagramChannel channel;
  private final Judge judge;
  private final ReceiverMetrics metrics;
  private final Thread thread;
  private final AtomicLong busySince = new AtomicLong();
  private volatile boolean closed;

  /** Takes what was heard. */
  interface Judge {
    /**
     * Judges a datagram on the ear's thread.
     *
     * @param bytes array that starts with the datagram; belongs to the ear
     * @param nanos monotonic time of arrival
     * @param utc time of arrival, milliseconds
     */
    void judge(byte[] bytes, int size, SocketAddress from, long nanos, long utc);
  }

  /** Not listening yet. */
  Ear(String name, DatagramChannel channel, Judge judge, ReceiverMetrics metrics) {
    this.channel = channel;
    this.judge = judge;
    this.metrics = metrics;
    this.thread = new Thread(this::listen, name);
    this.thread.setPriority(Thread.MAX_PRIORITY);
  }

  /** Begins to listen. */
  void start() {
    thread.start();
  }

  private void listen() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    byte[] datagram = new byte[BUFFER_BYTES];
    while (!closed) {
      buffer.clear();
      SocketAddress from;
      try {
        from = channel.receive(buffer);
      } catch (ClosedChannelException e) {
        break;
      } catch (IOException e) {
        metrics.socketError();
        LOG.warn("receive failed reason={} action=retry", e.getMessage());
        pause();
        continue;
      }
      long nanos = System.nanoTime();
      long utc = System.currentTimeMillis();
      int size = buffer.flip().remaining();
      buffer.get(datagram, 0, size);
      busySince.lazySet(nanos | 1);
      try {
        judge.judge(datagram, size, from, nanos, utc);
      } catch (RuntimeException e) {
        // One datagram must never deafen the vehicle.
        metrics.socketError();
        LOG.error("datagram not handled bytes={}", size, e);
      }
      busySince.lazySet(0);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ERROR_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether its thread runs. Any thread. */
  boolean isListening() {
    return !closed && thread.isAlive();
  }

  /** For how long it has been at its datagram; 0 while it waits. Any thread. */
  Duration busy() {
    long since = busySince.get();
    return since == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - since));
  }

  /** Waits for the thread after its channel was closed. */
  void close() throws InterruptedException {
    closed = true;
    thread.join(TimeUnit.SECONDS.toMillis(2));
  }
}
