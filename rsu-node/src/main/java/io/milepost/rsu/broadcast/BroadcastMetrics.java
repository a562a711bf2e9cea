package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final AtomicInteger vehicles;
  private final Counter unicast;
  private final Counter namesake;
  private final Map<String, AtomicInteger> selfTests = new ConcurrentHashMap<>();

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
    vehicles = registry.gauge("milepost.broadcast.vehicles", new AtomicInteger());
    unicast = registry.counter("milepost.broadcast.sent", "kind", "unicast");
    namesake = registry.counter("milepost.broadcast.namesake");
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

  void sentUnicast(int size) {
    unicast.increment();
    bytes.increment(size);
  }

  void unicastDropped(String reason, int copies) {
    registry.counter("milepost.broadcast.unicast.dropped", "reason", reason).increment(copies);
  }

  /** Another unit has spoken under this one's id. */
  void namesake() {
    namesake.increment();
  }

  /** Vehicles registered now. */
  void vehicles(int registered) {
    vehicles.set(registered);
  }

  /** A hello has come, with this result. */
  void hello(String result) {
    registry.counter("milepost.broadcast.hellos", "result", result).increment();
  }

  /** The self-test of an interface: 1 heard, 0 silent, −1 unknown. */
  void selfTest(String interfaceName, int result) {
    selfTests
        .computeIfAbsent(
            interfaceName,
            name ->
                registry.gauge(
                    "milepost.broadcast.self.test",
                    Tags.of("interface", name),
                    new AtomicInteger()))
        .set(result);
  }

  private Counter sendErrors(String reason) {
    return registry.counter("milepost.broadcast.send.errors", "reason", reason);
  }
}
