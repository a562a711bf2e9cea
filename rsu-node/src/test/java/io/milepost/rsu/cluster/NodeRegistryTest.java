package io.milepost.rsu.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.incident.NodeDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeRegistryTest {
  private long nanos;
  private final List<String> events = new ArrayList<>();
  private final NodeRegistry registry = new NodeRegistry("self", () -> nanos);

  @BeforeEach
  void listen() {
    registry.listen(
        new NodeDirectory.Listener() {
          @Override
          public void appeared(String node) {
            events.add("+" + node);
          }

          @Override
          public void gone(String node) {
            events.add("-" + node);
          }
        });
  }

  @Test
  void shouldLoseANodeAfterFiveSilentSecondsAndFindItAgain() {
    registry.accept(status("b", 1, "up"));
    nanos += TimeUnit.SECONDS.toNanos(5);
    registry.expire();
    assertThat(registry.alive()).containsExactly("b", "self");
    nanos += 1;
    registry.expire();
    assertThat(registry.alive()).containsExactly("self");
    assertThat(registry.node("b").orElseThrow().alive()).isFalse();
    registry.accept(status("b", 1, "up"));

    assertThat(events).containsExactly("+b", "-b", "+b");
  }

  @Test
  void shouldSeeARestartAsGoneAndBackAndIgnoreItsEarlierRun() {
    registry.accept(status("b", 1, "up"));
    registry.accept(status("b", 2, "up"));
    registry.accept(status("b", 1, "up"));

    assertThat(events).containsExactly("+b", "-b", "+b");
    assertThat(registry.node("b").orElseThrow().status().epoch()).isEqualTo(2);
  }

  @Test
  void shouldSayGoneOnceWhenANodeStopsAndThenLeaves() {
    registry.accept(status("b", 1, "up"));
    registry.accept(status("b", 1, "stopping"));
    registry.left("b");

    assertThat(events).containsExactly("+b", "-b");
  }

  @Test
  void shouldNeverTellAboutItselfAndAlwaysCountItself() {
    registry.accept(status("self", 1, "up"));
    nanos += TimeUnit.SECONDS.toNanos(60);
    registry.expire();
    registry.left("self");

    assertThat(registry.alive()).containsExactly("self");
    assertThat(events).isEmpty();
  }

  @Test
  void shouldNameTheLivingNodeOfACameraAndStayBounded() {
    registry.accept(status("b", 1, "up"));
    registry.left("b");
    registry.accept(status("c", 1, "up"));
    assertThat(registry.nodeOfCamera("cam").orElseThrow().status().node()).isEqualTo("c");

    for (int i = 0; i < 3000; i++) {
      nanos++;
      registry.accept(status("n" + i, 1, "up"));
    }
    assertThat(registry.nodes()).hasSize(1000);
  }

  private static NodeStatus status(String node, long epoch, String state) {
    CameraState camera =
        new CameraState("cam", "cam", "A9", 0, 0, "live", null, 1, 1, "h264", 1, 1, 1, 0);
    return new NodeStatus(
        node, epoch, state, 1, 1, "1", "http://x", List.of(camera), List.of(), 0, 0);
  }
}
