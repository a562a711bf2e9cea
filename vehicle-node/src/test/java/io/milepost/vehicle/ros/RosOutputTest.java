package io.milepost.vehicle.ros;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.host.service.LoopProbe;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RosOutputTest {
  private static final int FLOOD = 20_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RosConfig config =
      new RosConfig(new RosTarget.Dds(0), "", false, new RosConfig.Cap(10, 5.0, 20, 100));
  private final Held link = new Held();
  private final RosOutput output = RosOutput.open(config, link, registry);

  /** A link that stands still until it is let go. */
  private static final class Held implements RosLink {
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<String> alerts = new CopyOnWriteArrayList<>();
    private final List<Double> caps = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    @Override
    public void open(Runnable onReady) {
      onReady.run();
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public Sent send(RosTopic topic, ObjectNode message) {
      sending.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (broken) {
        throw new IllegalStateException("broken for a test");
      }
      if (topic == RosTopic.ALERT) {
        alerts.add(message.get("data").asText());
      } else {
        caps.add(message.get("linear").get("x").asDouble());
      }
      return Sent.TAKEN;
    }

    @Override
    public double subscribers(RosTopic topic) {
      return Double.NaN;
    }

    @Override
    public void close() {
      go.countDown();
    }
  }

  @AfterEach
  void stop() {
    link.go.countDown();
    output.close();
  }

  @Test
  void shouldNeverHoldUpTheReceiverWhenTheLinkStandsStill() throws Exception {
    output.start(() -> true);
    link.sending.await();
    long began = System.nanoTime();
    for (int i = 1; i <= FLOOD; i++) {
      output.accept(Events.event(Kind.RECV, Suggestion.STOP, i));
    }
    output.accept(Events.event(Kind.DECIDE, Suggestion.SLOW_DOWN, FLOOD + 1));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
    assertThat(dropped()).isEqualTo(FLOOD + 1 - RosOutput.MAX_WAITING);
    link.go.countDown();
    await().until(() -> link.alerts.size() == 1 + RosOutput.MAX_WAITING);
    assertThat(link.alerts.get(RosOutput.MAX_WAITING)).contains("rsu-a/" + (FLOOD + 1));
    // Only the newest decision counts for the cap.
    await().until(() -> link.caps.size() > 2);
    assertThat(link.caps).allMatch(mps -> mps == 5);
  }

  @Test
  void shouldCountAsStuckWhileTheLinkStandsStill() throws Exception {
    LoopProbe probe = new LoopProbe("the ROS output", output.thread());
    output.start(() -> true);
    link.sending.await();
    assertThat(probe.stuck(System.nanoTime())).as("asked for the first time").isEmpty();
    assertThat(probe.stuck(System.nanoTime()).orElseThrow()).startsWith("the ROS output has not");
    link.go.countDown();
    await().until(() -> probe.stuck(System.nanoTime()).isEmpty());
  }

  @Test
  void shouldGoOnAndCountWhenTheLinkThrows() {
    link.broken = true;
    link.go.countDown();
    output.start(() -> true);
    output.accept(Events.event(Kind.RECV, Suggestion.STOP, 1));
    await().until(() -> registry.counter("milepost.vehicle.ros.failures").count() > 2);
    link.broken = false;
    await().until(() -> link.caps.size() > 1);
    assertThat(link.caps).allMatch(mps -> mps == 0);
  }

  @Test
  void shouldTakeEventsWithoutComplaintWhenClosed() {
    link.go.countDown();
    output.start(() -> true);
    output.close();
    output.accept(Events.event(Kind.RECV, Suggestion.STOP, 1));
    assertThat(link.alerts.get(link.alerts.size() - 1)).contains("\"kind\":\"down\"");
  }

  private double dropped() {
    return registry
        .get("milepost.vehicle.ros.dropped")
        .tag("reason", "overflow")
        .tag("topic", "v2x/alert")
        .counter()
        .count();
  }
}
