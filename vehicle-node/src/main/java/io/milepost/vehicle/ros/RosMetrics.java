package io.milepost.vehicle.ros;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is counted on the way to ROS 2. */
final class RosMetrics {
  private static final String DROPPED = "milepost.vehicle.ros.dropped";

  private final Map<RosTopic, Counter> published = new EnumMap<>(RosTopic.class);
  private final Map<RosTopic, Map<RosLink.Sent, Counter>> refused = new EnumMap<>(RosTopic.class);
  private final Map<RosTopic, Counter> overflowed = new EnumMap<>(RosTopic.class);
  private final Counter failures;
  private final Timer handover;

  RosMetrics(MeterRegistry registry, List<RosTopic> topics) {
    for (RosTopic topic : topics) {
      Tags tags = Tags.of("topic", topic.label());
      published.put(topic, registry.counter("milepost.vehicle.ros.published", tags));
      Map<RosLink.Sent, Counter> reasons = new EnumMap<>(RosLink.Sent.class);
      for (RosLink.Sent sent : RosLink.Sent.values()) {
        if (sent != RosLink.Sent.TAKEN) {
          String reason = sent.name().toLowerCase(Locale.ROOT);
          reasons.put(sent, registry.counter(DROPPED, tags.and("reason", reason)));
        }
      }
      refused.put(topic, reasons);
      if (topic != RosTopic.CMD_VEL) {
        overflowed.put(topic, registry.counter(DROPPED, tags.and("reason", "overflow")));
      }
    }
    failures = registry.counter("milepost.vehicle.ros.failures");
    handover =
        Timer.builder("milepost.vehicle.ros.decision.to.publish")
            .description("decision to message handed over")
            .publishPercentiles(0.5, 0.99)
            .distributionStatisticExpiry(Duration.ofMinutes(10))
            .register(registry);
  }

  void sent(RosTopic topic, RosLink.Sent sent) {
    if (sent == RosLink.Sent.TAKEN) {
      published.get(topic).increment();
    } else {
      refused.get(topic).get(sent).increment();
    }
  }

  void overflowed(RosTopic topic) {
    overflowed.get(topic).increment();
  }

  void failed() {
    failures.increment();
  }

  void handedOver(long nanos) {
    handover.record(nanos, TimeUnit.NANOSECONDS);
  }
}
