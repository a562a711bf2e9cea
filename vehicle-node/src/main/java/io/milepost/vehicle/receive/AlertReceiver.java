package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vehicle's hearing: an {@link Ear} per socket, each of which decides before it receives again,
 * a thread that lets time pass and joins groups anew while they are silent, and one that saves boot
 * numbers, because a disk may stand still and time must not. A refused datagram costs no allocation
 * up to its tag.
 */
public final class AlertReceiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertReceiver.class);
  private static final long TICK_MILLIS = 50;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long SAVE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Config config;
  private final ReceiverMetrics metrics;
  private final Reception reception;
  private final EpochFloors floors;
  private final AlertSockets socket;
  private final HelloSender hellos;
  private final List<Ear> ears = new ArrayList<>();
  private final ScheduledExecutorService ticker;
  private final ScheduledExecutorService saver;
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
   * @param exactClock whether the vehicle's own clock is known to be right; must only read a field
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
      NetworkConfig network,
      BooleanSupplier exactClock) {
    /** Of a vehicle that knows nothing of its own clock. */
    public Config(
        String group,
        int port,
        List<String> interfaces,
        Supplier<KeyRing> keys,
        boolean dropUnsigned,
        Duration rsuTimeout,
        String road,
        Path dataFolder,
        NetworkConfig network) {
      this(
          group,
          port,
          interfaces,
          keys,
          dropUnsigned,
          rsuTimeout,
          road,
          dataFolder,
          network,
          () -> false);
    }
  }

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
            config.keys(),
            config.dropUnsigned(),
            config.rsuTimeout(),
            config.road(),
            config.exactClock());
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
    socket.forEach(this::listenAt);
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "alert-ticker"));
    this.saver =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "epoch-saver");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins to listen. */
  public void start() {
    rejoinAt = System.nanoTime() + config.rsuTimeout().toNanos();
    ears.forEach(Ear::start);
    ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    saver.scheduleWithFixedDelay(this::save, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    LOG.info(
        "receiver started group={} port={} interfaces={}",
        config.group(),
        socket.port(),
        socket.interfaces());
  }

  private void listenAt(DatagramChannel channel, Runnable heard) {
    Ear.Judge judge =
        (bytes, size, from, nanos, utc) -> {
          heard.run();
          judge(bytes, size, from, nanos, utc);
        };
    ears.add(new Ear("alert-receiver-" + ears.size(), channel, judge, metrics));
  }

  private void judge(byte[] bytes, int size, SocketAddress from, long nanos, long utc) {
    String rsu;
    int keyId;
    synchronized (reception) {
      reception.onDatagram(bytes, size, nanos, utc);
      rsu = reception.beating();
      keyId = reception.keyId();
    }
    if (rsu != null && hellos != null && from instanceof InetSocketAddress address) {
      hellos.heard(rsu, keyId, address, nanos);
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
      if (now - rejoinAt >= 0) {
        rejoinAt = now + config.rsuTimeout().toNanos();
        // What is not believed may still be heard: then the groups are not to blame, or all are.
        if (socket.rejoin(reception.anyHeard() ? config.rsuTimeout().toNanos() : 0)) {
          metrics.rejoined();
        }
      }
    } catch (RuntimeException e) {
      // The executor would silently stop ticking.
      LOG.error("tick failed", e);
    }
  }

  private void save() {
    try {
      unsaved |= reception.takeFloorsChanged();
      long now = System.nanoTime();
      if (unsaved && now - saveAt >= 0) {
        unsaved = !floors.save();
        saveAt = unsaved ? now + SAVE_RETRY_NANOS : now;
      }
    } catch (RuntimeException e) {
      // The executor would silently stop saving.
      LOG.error("boot numbers not saved", e);
    }
  }

  /** Everything known now. Any thread. */
  public VehicleState state() {
    return reception.state(System.nanoTime());
  }

  /** Whether it listens. Any thread. */
  public boolean isListening() {
    return !closed && ears.stream().allMatch(Ear::isListening) && socket.isOpen();
  }

  /** Rounds of the ticker, twenty a second. Any thread. */
  public long ticks() {
    return ticks;
  }

  /** For how long some receiving thread has been at its datagram; 0 while all wait. Any thread. */
  public Duration busy() {
    return ears.stream().map(Ear::busy).max(Duration::compareTo).orElse(Duration.ZERO);
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
    saver.shutdownNow();
    socket.close();
    boolean diskAnswers = false;
    try {
      for (Ear ear : ears) {
        ear.close();
      }
      ticker.awaitTermination(2, TimeUnit.SECONDS);
      diskAnswers = saver.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (diskAnswers && (reception.takeFloorsChanged() || unsaved)) {
      floors.save();
    }
  }
}
