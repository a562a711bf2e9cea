package io.milepost.rsu.broadcast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads hellos from the sockets that broadcast, and lets registrations expire. What
 * a flood of forged ones costs is paid here and not on the event loop.
 */
final class HelloListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HelloListener.class);
  private static final int BUFFER_BYTES = 2048;
  private static final int AT_A_TIME = 64;
  private static final long LOOK_MILLIS = 1000;

  private final HelloGate gate;
  private final VehicleTable vehicles;
  private final BroadcastMetrics metrics;
  private final Selector selector;
  private final Queue<DatagramChannel> fresh = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] datagram = new byte[BUFFER_BYTES];
  private final Thread thread = new Thread(this::run, "hello-listener");
  private volatile boolean closed;

  HelloListener(HelloGate gate, VehicleTable vehicles, BroadcastMetrics metrics) {
    this.gate = gate;
    this.vehicles = vehicles;
    this.metrics = metrics;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for hellos", e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Listens on this socket too, until it is closed. Any thread. */
  void watch(DatagramChannel channel) {
    fresh.add(channel);
    selector.wakeup();
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(this::read, LOOK_MILLIS);
        for (DatagramChannel next = fresh.poll(); next != null; next = fresh.poll()) {
          register(next);
        }
        vehicles.expire(System.nanoTime());
        metrics.vehicles(vehicles.registered().size());
      } catch (ClosedSelectorException e) {
        break;
      } catch (IOException | RuntimeException e) {
        metrics.hello("error");
        LOG.error("hellos not read action=retry", e);
        pause();
      }
    }
  }

  private void register(DatagramChannel channel) {
    try {
      channel.register(selector, SelectionKey.OP_READ);
    } catch (ClosedChannelException e) {
      LOG.debug("link closed before hellos were read from it");
    }
  }

  private void read(SelectionKey key) {
    DatagramChannel channel = (DatagramChannel) key.channel();
    try {
      for (int i = 0; i < AT_A_TIME; i++) {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
          return;
        }
        int size = buffer.flip().remaining();
        buffer.get(datagram, 0, size);
        metrics.hello(gate.take(datagram, size, from, channel));
      }
    } catch (ClosedChannelException e) {
      key.cancel();
    } catch (IOException e) {
      metrics.hello("error");
      LOG.debug("hello not received", e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("selector close failed", e);
    }
  }
}
