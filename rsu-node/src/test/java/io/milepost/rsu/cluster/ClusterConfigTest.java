package io.milepost.rsu.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterConfigTest {
  @Test
  void shouldFillInDefaultsWhenLeftOut() {
    ClusterConfig config = ClusterConfig.alone();
    assertThat(config.name()).isEqualTo("milepost");
    assertThat(config.port()).isEqualTo(5701);
    assertThat(config.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldNameTheKeyWhenAValueIsOutOfRange() {
    refused("cluster.host", "0.0.0.0", 1, List.of(), Duration.ofSeconds(5));
    refused("cluster.port", "127.0.0.1", 70_000, List.of(), Duration.ofSeconds(5));
    refused("cluster.members", "127.0.0.1", 1, List.of("a:b"), Duration.ofSeconds(5));
    refused("cluster.heartbeat_timeout", "127.0.0.1", 1, List.of(), Duration.ofMillis(1));
  }

  private static void refused(
      String key, String host, int port, List<String> members, Duration timeout) {
    assertThatThrownBy(() -> new ClusterConfig(true, "x", host, port, 0, members, timeout))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining(key);
  }

  @Test
  void shouldLookOnlyWhereItIsToldWhenHazelcastIsSetUp() {
    ClusterConfig cluster =
        new ClusterConfig(
            true, "x", "127.0.0.1", 5800, 0, List.of("127.0.0.1:5801", "127.0.0.1:5802"), null);

    var config = HazelcastSettings.of(cluster, "rsu-a", List.of("127.0.0.1:5802"));

    var join = config.getNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:5801");
    assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    HazelcastSettings.lookFor(config, "127.0.0.1:5802");
    assertThat(join.getTcpIpConfig().getMembers()).hasSize(2);
  }
}
