package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the broadcaster counts. */
final class BroadcastMetrics {
  private final MeterRegistry registry;
  private final Counter alerts;
  private final Counter heartbeats;
  private final Counter bytes;
  private final Counter waits;
  private final Timer decisionToWire;
  private final AtomicInteger onAir;

  BroadcastMetrics(MeterRegistry registry) {
    this.registry = registry;
    alerts = registry.counter("milepost.broadcast.sent", "kind", "alert");
    heartbeats = registry.counter("milepost.broadcast.sent", "kind", "heartbeat");
    bytes = registry.counter("milepost.broadcast.sent.bytes");
    waits = registry.counter("milepost.broadcast.token.waits");
    decisionToWire =
        Timer.builder("milepost.broadcast.decision.to.wire")
            .description("incident confirmed to first datagram handed to the kernel")
            .publishPercentiles(0.5, 0.99)
            .distributionStatisticExpiry(Duration.ofMinutes(10))
            .register(registry);
    onAir = registry.gauge("milepost.broadcast.alerts.on.air", new AtomicInteger());
    sendErrors("link");
    sendErrors("buffer_full");
    sendErrors("no_key");
    sendErrors("internal");
  }

  void sentAlert(int size) {
    alerts.increment();
    bytes.increment(size);
  }

  void sentHeartbeat(int size) {
    heartbeats.increment();
    bytes.increment(size);
  }

  void waited() {
    waits.increment();
  }

  void sendError(String reason) {
    sendErrors(reason).increment();
  }

  void decisionToWire(long nanos) {
    decisionToWire.record(nanos, TimeUnit.NANOSECONDS);
  }

  void onAir(int alertsNow) {
    onAir.set(alertsNow);
  }

  private Counter sendErrors(String reason) {
    return registry.counter("milepost.broadcast.send.errors", "reason", reason);
  }
}
