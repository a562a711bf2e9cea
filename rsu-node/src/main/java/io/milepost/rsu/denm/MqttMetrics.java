package io.milepost.rsu.denm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the publisher counts. */
final class MqttMetrics {
  private final MeterRegistry registry;
  private final Outbox outbox;
  private final Counter published;
  private final AtomicInteger connected;
  private final AtomicInteger waiting;
  private long dropped;
  private long expired;

  MqttMetrics(MeterRegistry registry, Outbox outbox) {
    this.registry = registry;
    this.outbox = outbox;
    this.published = registry.counter("milepost.mqtt.published");
    this.connected = registry.gauge("milepost.mqtt.connected", new AtomicInteger());
    this.waiting = registry.gauge("milepost.mqtt.waiting", new AtomicInteger());
    for (String reason : new String[] {"connection", "refused", "overflow", "expired"}) {
      failures(reason);
    }
  }

  void published() {
    published.increment();
  }

  void failed(String reason) {
    failures(reason).increment();
  }

  void connected(boolean now) {
    connected.set(now ? 1 : 0);
  }

  /** Takes over what the outbox has counted. */
  void update() {
    waiting.set(outbox.waiting());
    failures("overflow").increment(outbox.dropped() - dropped);
    dropped = outbox.dropped();
    failures("expired").increment(outbox.expiredUnsent() - expired);
    expired = outbox.expiredUnsent();
  }

  private Counter failures(String reason) {
    return registry.counter("milepost.mqtt.failures", "reason", reason);
  }
}
