package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vehicle's ear: one platform thread that blocks in receive and decides before it receives
 * again, and one that lets time pass, saves boot numbers and joins the group anew while it is
 * silent. A refused datagram costs no allocation up to its tag.
 */
public final class AlertReceiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertReceiver.class);
  private static final int BUFFER_BYTES = 2048;
  private static final long TICK_MILLIS = 50;
  private static final long ERROR_PAUSE_MILLIS = 100;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long SAVE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Config config;
  private final ReceiverMetrics metrics;
  private final Reception reception;
  private final EpochFloors floors;
  private final AlertSockets socket;
  private final HelloSender hellos;
  private final Thread thread;
  private final ScheduledExecutorService ticker;
  private final AtomicLong busySince = new AtomicLong();
  private volatile boolean closed;
  private volatile long ticks;
  private long rejoinAt;
  private long saveAt = System.nanoTime();
  private long lookAt = System.nanoTime() + LOOK_NANOS;
  private volatile boolean unsaved;

  /**
   * What to listen to and whom to believe.
   *
   * @param group IPv4 multicast group
   * @param port UDP port, 0 for a free one
   * @param interfaces names; empty for all that are up
   * @param keys current keys
   * @param dropUnsigned refuse datagrams without a tag
   * @param rsuTimeout silence after which an RSU is lost, 0.5 to 3600 s
   * @param road only alerts of this road are acted upon; null for all
   * @param dataFolder where boot numbers are kept; null for nowhere
   * @param network further groups, and whether to ask for unicast copies
   */
  public record Config(
      String group,
      int port,
      List<String> interfaces,
      Supplier<KeyRing> keys,
      boolean dropUnsigned,
      Duration rsuTimeout,
      String road,
      Path dataFolder,
      NetworkConfig network) {}

  /**
   * Opens the socket, joins the group and warms up; {@link #start} begins to listen.
   *
   * @param out takes events on the receiving thread; must not block
   */
  public AlertReceiver(
      Config config, Policy policy, MeterRegistry registry, Consumer<VehicleEvent> out) {
    this(config, Decider.withoutPosition(policy), registry, out);
  }

  /** As above, with a decider that may know where the vehicle is. */
  public AlertReceiver(
      Config config, Decider decider, MeterRegistry registry, Consumer<VehicleEvent> out) {
    this.config = config;
    this.metrics = new ReceiverMetrics(registry);
    this.floors = new EpochFloors(config.dataFolder());
    Reception.Settings settings =
        new Reception.Settings(
            config.keys(), config.dropUnsigned(), config.rsuTimeout(), config.road());
    this.reception = new Reception(settings, decider, floors, metrics, out, System::nanoTime);
    WarmUp.run(decider.policy(), new ReceiverMetrics(new SimpleMeterRegistry()));
    if (!config.keys().get().signers().isEmpty()) {
      WarmUp.signatures();
    }
    NetworkConfig network = config.network();
    boolean unicast = network.unicast() && !config.keys().get().isEmpty();
    this.socket =
        new AlertSockets(
            network.groups(config.group()), config.port(), config.interfaces(), unicast);
    new KernelDrops(socket.ports()).register(registry);
    this.hellos =
        unicast
            ? new HelloSender(
                VehicleIdentity.next(config.dataFolder(), network.vehicleId()),
                config.road(),
                config.keys(),
                socket.unicast(),
                metrics)
            : null;
    this.thread = new Thread(this::listen, "alert-receiver");
    this.thread.setPriority(Thread.MAX_PRIORITY);
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "alert-ticker"));
  }

  /** Begins to listen. */
  public void start() {
    rejoinAt = System.nanoTime() + config.rsuTimeout().toNanos();
    thread.start();
    ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    LOG.info(
        "receiver started group={} port={} interfaces={}",
        config.group(),
        socket.port(),
        socket.interfaces());
  }

  private void listen() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    byte[] datagram = new byte[BUFFER_BYTES];
    while (!closed) {
      buffer.clear();
      SocketAddress from;
      try {
        from = socket.receive(buffer);
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
      deliver(datagram, size, nanos, utc);
      busySince.lazySet(0);
      answer(from, nanos);
    }
  }

  private void answer(SocketAddress from, long nanos) {
    String rsu = hellos == null ? null : reception.beating();
    if (rsu != null && from instanceof InetSocketAddress address) {
      hellos.heard(rsu, reception.keyId(), address, nanos);
    }
  }

  private void deliver(byte[] datagram, int size, long nanos, long utc) {
    try {
      reception.onDatagram(datagram, size, nanos, utc);
    } catch (RuntimeException e) {
      // One datagram must never deafen the vehicle.
      metrics.socketError();
      LOG.error("datagram not handled bytes={}", size, e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ERROR_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    ticks++;
    try {
      long now = System.nanoTime();
      reception.onTick(now, System.currentTimeMillis());
      if (hellos != null) {
        hellos.tick(now);
      }
      if (now - lookAt >= 0) {
        lookAt = now + LOOK_NANOS;
        socket.look();
      }
      unsaved |= reception.takeFloorsChanged();
      if (unsaved && now - saveAt >= 0) {
        unsaved = !floors.save();
        saveAt = unsaved ? now + SAVE_RETRY_NANOS : now;
      }
      if (reception.anyHeard()) {
        rejoinAt = now + config.rsuTimeout().toNanos();
      } else if (now - rejoinAt >= 0) {
        socket.rejoin();
        metrics.rejoined();
        rejoinAt = now + config.rsuTimeout().toNanos();
      }
    } catch (RuntimeException e) {
      // The executor would silently stop ticking.
      LOG.error("tick failed", e);
    }
  }

  /** Everything known now. Any thread. */
  public VehicleState state() {
    return reception.state(System.nanoTime());
  }

  /** Whether it listens. Any thread. */
  public boolean isListening() {
    return !closed && thread.isAlive() && socket.isOpen();
  }

  /** Rounds of the ticker, twenty a second. Any thread. */
  public long ticks() {
    return ticks;
  }

  /** For how long the receiving thread has been at its datagram; 0 while it waits. Any thread. */
  public Duration busy() {
    long since = busySince.get();
    return since == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - since));
  }

  /** UDP port in use. */
  public int port() {
    return socket.port();
  }

  /** Interfaces on which the group is joined. */
  public List<String> interfaces() {
    return socket.interfaces();
  }

  @Override
  public void close() {
    closed = true;
    ticker.shutdownNow();
    socket.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
      ticker.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (reception.takeFloorsChanged() || unsaved) {
      floors.save();
    }
  }
}
