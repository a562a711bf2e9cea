package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.milepost.protocol.alert.RejectReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the receiver counts. */
final class ReceiverMetrics {
  private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
  private final Counter received;
  private final Counter bytes;
  private final Counter alerts;
  private final Counter heartbeats;
  private final Counter repeats;
  private final Counter rejoins;
  private final Counter hellos;
  private final Counter socketErrors;
  private final Timer wireToDecision;

  ReceiverMetrics(MeterRegistry registry) {
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(reason, registry.counter("milepost.vehicle.rejected", "reason", reason.code()));
    }
    received = registry.counter("milepost.vehicle.received");
    bytes = registry.counter("milepost.vehicle.received.bytes");
    alerts = registry.counter("milepost.vehicle.accepted", "kind", "alert");
    heartbeats = registry.counter("milepost.vehicle.accepted", "kind", "heartbeat");
    repeats = registry.counter("milepost.vehicle.repeats");
    hellos = registry.counter("milepost.vehicle.hellos");
    rejoins = registry.counter("milepost.vehicle.rejoins");
    socketErrors = registry.counter("milepost.vehicle.socket.errors");
    wireToDecision =
        Timer.builder("milepost.vehicle.wire.to.decision")
            .description("datagram handed over by the kernel to decision")
            .publishPercentiles(0.5, 0.99)
            .distributionStatisticExpiry(Duration.ofMinutes(10))
            .register(registry);
  }

  void received(int size) {
    received.increment();
    bytes.increment(size);
  }

  void rejected(RejectReason reason) {
    rejected.get(reason).increment();
  }

  long rejections(RejectReason reason) {
    return (long) rejected.get(reason).count();
  }

  /** Datagrams refused, by the code of the reason; reasons without any are left out. */
  Map<String, Long> rejections() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (RejectReason reason : RejectReason.values()) {
      long count = rejections(reason);
      if (count > 0) {
        counts.put(reason.code(), count);
      }
    }
    return counts;
  }

  void acceptedAlert() {
    alerts.increment();
  }

  void acceptedHeartbeat() {
    heartbeats.increment();
  }

  void repeated() {
    repeats.increment();
  }

  long repeats() {
    return (long) repeats.count();
  }

  void rejoined() {
    rejoins.increment();
  }

  void helloSent() {
    hellos.increment();
  }

  void socketError() {
    socketErrors.increment();
  }

  void decided(long nanos) {
    wireToDecision.record(nanos, TimeUnit.NANOSECONDS);
  }
}
