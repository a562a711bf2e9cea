package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.vehicle.event.VehicleEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events, and the speed cap that follows from them, on a thread of its own.
 *
 * <p>Handing an event over never waits. Events wait in a queue of {@value #MAX_WAITING}; the oldest
 * is dropped and counted. For the speed cap only the newest decision counts. While a cap holds it
 * is published at a steady rate. When it ends, for whatever reason (release, RSU lost, receiver
 * dead, this process killed), the messages end, and there is no last one: a subscriber's time-out
 * is the same in every case, and a last message could only drive or brake somebody.
 */
public final class RosOutput implements AutoCloseable {
  /** Events waiting for the link. */
  static final int MAX_WAITING = 64;

  private static final Logger LOG = LoggerFactory.getLogger(RosOutput.class);
  private static final long IDLE_TICK_MILLIS = 100;
  private static final int CLOSE_SECONDS = 1;

  private final RosConfig config;
  private final RosLink link;
  private final RosMetrics metrics;
  private final SpeedCap cap;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final AtomicBoolean pumping = new AtomicBoolean();
  private final AtomicBoolean repeatLast = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "ros");
            made.setDaemon(true);
            return made;
          });
  private BooleanSupplier listening = () -> true;
  private volatile double capMps = SpeedCap.NONE;
  private volatile Suggestion action;
  private ObjectNode last;
  private ObjectNode lastDenm;
  private long number;
  private boolean down;
  private boolean complained;

  /** An event and when it was handed over. */
  private record Waiting(VehicleEvent event, long nanos) {}

  private RosOutput(RosConfig config, RosLink link, MeterRegistry registry) {
    this.config = config;
    this.link = link;
    this.metrics = new RosMetrics(registry, config.topics());
    this.cap = config.cap() == null ? null : new SpeedCap(config.cap());
    Gauge.builder("milepost.vehicle.ros.ready", link, l -> l.isReady() ? 1 : 0).register(registry);
    for (RosTopic topic : config.topics()) {
      Gauge.builder("milepost.vehicle.ros.subscribers", link, l -> l.subscribers(topic))
          .tag("topic", topic.label())
          .register(registry);
    }
    if (cap != null) {
      Gauge.builder("milepost.vehicle.ros.cap.mps", this, o -> o.capMps).register(registry);
    }
  }

  /**
   * Opens the link that the configuration asks for. It need not be connected yet.
   *
   * @throws io.milepost.protocol.failure.MilepostException CONFIGURATION when it can never work
   */
  public static RosOutput open(RosConfig config, MeterRegistry registry) {
    RosLink link =
        config.target() instanceof RosTarget.Rosbridge rosbridge
            ? new RosbridgeLink(rosbridge.server(), config, registry)
            : new DdsLink(
                ((RosTarget.Dds) config.target()).domain(),
                config,
                CycloneDds.load(CycloneDds.directories(System::getenv)));
    return open(config, link, registry);
  }

  static RosOutput open(RosConfig config, RosLink link, MeterRegistry registry) {
    RosOutput output = new RosOutput(config, link, registry);
    try {
      RosWarmUp.run();
      link.open(output::linkReady);
    } catch (RuntimeException e) {
      output.thread.shutdownNow();
      link.close();
      throw e;
    }
    return output;
  }

  /**
   * Begins to publish.
   *
   * @param listening whether alerts are still received; when not, the cap ends at once
   */
  public void start(BooleanSupplier listening) {
    this.listening = listening;
    long periodMicros =
        cap == null
            ? TimeUnit.MILLISECONDS.toMicros(IDLE_TICK_MILLIS)
            : TimeUnit.SECONDS.toMicros(1) / config.cap().hz();
    thread.execute(() -> guarded(() -> sayLife("up", "the vehicle node has started")));
    thread.scheduleWithFixedDelay(this::tick, periodMicros, periodMicros, TimeUnit.MICROSECONDS);
  }

  /** The thread that publishes, to watch over; it must not be given work. */
  public Executor thread() {
    return thread;
  }

  /** Takes an event from any thread; waits for nothing but a short lock. */
  public void accept(VehicleEvent event) {
    synchronized (waiting) {
      action = event.decision().action();
      waiting.addLast(new Waiting(event, System.nanoTime()));
      if (waiting.size() > MAX_WAITING) {
        waiting.removeFirst();
        overflowed();
      }
    }
    if (pumping.compareAndSet(false, true)) {
      try {
        thread.execute(this::pump);
      } catch (RejectedExecutionException e) {
        // Closed meanwhile: nobody is left to tell.
        pumping.set(false);
      }
    }
  }

  private void overflowed() {
    metrics.overflowed(RosTopic.ALERT);
    if (config.denm()) {
      metrics.overflowed(RosTopic.DENM);
    }
  }

  private void linkReady() {
    repeatLast.set(true);
  }

  private void pump() {
    pumping.set(false);
    guarded(this::step);
  }

  private void tick() {
    if (!down && !listening.getAsBoolean()) {
      guarded(() -> goDown("the receiver has ended"));
    }
    // Apart, so that no event can keep the cap from being published.
    guarded(() -> publishCap(System.nanoTime()));
    guarded(this::step);
  }

  /** The executor would silently end a task that throws. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      metrics.failed();
      if (!complained) {
        complained = true;
        LOG.error("ros output failed, further failures are only counted", e);
      }
    }
  }

  private void step() {
    if (cap != null) {
      long now = System.nanoTime();
      if (cap.want(action, now)) {
        publishCap(now);
      }
    }
    publishEvents();
  }

  private void publishCap(long now) {
    if (cap == null || down) {
      return;
    }
    capMps = cap.mps(now);
    if (capMps != SpeedCap.NONE) {
      metrics.sent(RosTopic.CMD_VEL, link.send(RosTopic.CMD_VEL, RosMessages.twist(capMps)));
    }
  }

  private void publishEvents() {
    if (!link.isReady()) {
      return;
    }
    repeatLast();
    Waiting next = poll();
    while (next != null) {
      ObjectNode alert = RosMessages.alert(next.event(), number + 1);
      RosLink.Sent sent = link.send(RosTopic.ALERT, alert);
      if (sent == RosLink.Sent.BACKLOG || sent == RosLink.Sent.NOT_CONNECTED) {
        putBack(next);
        return;
      }
      number++;
      metrics.sent(RosTopic.ALERT, sent);
      metrics.handedOver(System.nanoTime() - next.nanos());
      last = alert;
      if (config.denm()) {
        lastDenm = DenmMessage.of(next.event());
        sendDenm();
      }
      next = poll();
    }
  }

  /** A new connection has forgotten what late subscribers should get. */
  private void repeatLast() {
    if (repeatLast.getAndSet(false) && last != null) {
      metrics.sent(RosTopic.ALERT, link.send(RosTopic.ALERT, last));
      sendDenm();
    }
  }

  private void sendDenm() {
    if (lastDenm != null) {
      metrics.sent(RosTopic.DENM, link.send(RosTopic.DENM, lastDenm));
    }
  }

  private Waiting poll() {
    synchronized (waiting) {
      return waiting.pollFirst();
    }
  }

  private void putBack(Waiting oldest) {
    synchronized (waiting) {
      if (waiting.size() < MAX_WAITING) {
        waiting.addFirst(oldest);
      } else {
        overflowed();
      }
    }
  }

  private void goDown(String because) {
    down = true;
    capMps = SpeedCap.NONE;
    publishEvents();
    sayLife("down", because);
    LOG.info("ros output down because=\"{}\"", because);
  }

  /** What cannot be sent now is repeated when the link is ready. */
  private void sayLife(String kind, String because) {
    last = RosMessages.life(kind, because, System.currentTimeMillis(), ++number);
    lastDenm = null;
    if (link.isReady()) {
      repeatLast.set(false);
      metrics.sent(RosTopic.ALERT, link.send(RosTopic.ALERT, last));
    }
  }

  /** Says that it ends, then ends. */
  @Override
  public void close() {
    try {
      thread.execute(
          () -> {
            if (!down) {
              guarded(() -> goDown("the vehicle node is stopping"));
            }
          });
      thread.shutdown();
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("closed before");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
