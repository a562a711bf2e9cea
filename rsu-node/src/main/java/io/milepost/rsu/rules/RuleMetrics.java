package io.milepost.rsu.rules;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Crossing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The figures of one camera's rules. Written by one thread, read by any. */
final class RuleMetrics {
  private final MeterRegistry registry;
  private final String camera;
  private final Timer time;
  private final Counter outOfOrder;
  private final Counter suspended;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<IncidentType, Counter> findings = new EnumMap<>(IncidentType.class);
  private volatile int tracks;
  private volatile double suspicion;

  RuleMetrics(MeterRegistry registry, String camera) {
    this.registry = registry;
    this.camera = camera;
    time =
        Timer.builder("milepost.rules.time")
            .description("Tracker and rules for one picture")
            .tag("camera", camera)
            .serviceLevelObjectives(
                Duration.ofNanos(100_000), Duration.ofMillis(1), Duration.ofMillis(5))
            .register(registry);
    outOfOrder =
        Counter.builder("milepost.rules.dropped")
            .description("Results that came out of order")
            .tag("camera", camera)
            .tag("reason", "out_of_order")
            .register(registry);
    suspended =
        Counter.builder("milepost.rules.dropped")
            .description("Results of pictures that cannot be believed")
            .tag("camera", camera)
            .tag("reason", "camera_unusable")
            .register(registry);
    meters.add(time);
    meters.add(outOfOrder);
    meters.add(suspended);
    meters.add(
        Gauge.builder("milepost.rules.tracks", () -> tracks)
            .description("Objects followed")
            .tag("camera", camera)
            .register(registry));
    meters.add(
        Gauge.builder("milepost.rules.suspicion", () -> suspicion)
            .description("How close any rule is to confirming, 1 while a finding is open")
            .tag("camera", camera)
            .register(registry));
  }

  void looked(long nanos, int followed, double level) {
    time.record(nanos, TimeUnit.NANOSECONDS);
    tracks = followed;
    suspicion = level;
  }

  void outOfOrder() {
    outOfOrder.increment();
  }

  void suspended() {
    suspended.increment();
  }

  /** A rule on trial would have confirmed something. */
  void onTrial(IncidentType type) {
    count("milepost.rules.shadow_findings", "Findings of rules on trial", "type", type.code(), "");
  }

  /** A line was crossed. */
  void crossed(Crossing crossing) {
    String direction = crossing.direction();
    count("milepost.rules.crossings", "Lines crossed", "line", crossing.line(), direction);
  }

  private void count(String name, String words, String tag, String value, String direction) {
    Counter.Builder builder =
        Counter.builder(name).description(words).tag("camera", camera).tag(tag, value);
    if (!direction.isEmpty()) {
      builder.tag("direction", direction);
    }
    Counter counter = builder.register(registry);
    counter.increment();
    if (!meters.contains(counter)) {
      meters.add(counter);
    }
  }

  void confirmed(IncidentType type) {
    findings
        .computeIfAbsent(
            type,
            t ->
                Counter.builder("milepost.rules.findings")
                    .description("Findings confirmed")
                    .tag("camera", camera)
                    .tag("type", t.code())
                    .register(registry))
        .increment();
  }

  /** Removes the figures, so that a later camera of the same id starts its own. */
  void close() {
    meters.forEach(registry::remove);
    findings.values().forEach(registry::remove);
  }
}
