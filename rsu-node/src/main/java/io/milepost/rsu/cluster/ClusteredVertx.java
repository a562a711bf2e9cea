package io.milepost.rsu.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.IncidentCodecs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x instance of a node, alone or in a cluster, with all codecs of the bus registered.
 *
 * @param vertx the instance
 * @param hazelcast the membership behind it; null for a node alone
 */
public record ClusteredVertx(Vertx vertx, HazelcastInstance hazelcast) {
  private static final Logger LOG = LoggerFactory.getLogger(ClusteredVertx.class);
  private static final long GHOST_SLACK_MILLIS = 3000;
  private static final long GHOST_POLL_MILLIS = 250;

  /**
   * Starts Vert.x and joins. Members that do not answer block the caller for at most three seconds.
   *
   * @param node id of this node
   * @param options further options, for example pool sizes; event bus and metrics are set here
   * @param registry gets Vert.x's own metrics
   * @return fails CONFLICT when another living member has the same id, UNAVAILABLE when the port is
   *     in use or joining fails; a member of that id that is only a dead run of this node is waited
   *     for until the others have noticed, at most the heartbeat timeout plus three seconds
   */
  public static Future<ClusteredVertx> start(
      ClusterConfig cluster, String node, VertxOptions options, MeterRegistry registry) {
    VertxBuilder builder =
        Vertx.builder()
            .with(configure(options, cluster))
            .withMetrics(new MicrometerMetricsFactory(registry));
    if (!cluster.enabled()) {
      return Future.succeededFuture(ready(new ClusteredVertx(builder.build(), null)));
    }
    long began = System.nanoTime();
    Promise<ClusteredVertx> result = Promise.promise();
    List<String> silent = silent(cluster);
    Config config = HazelcastSettings.of(cluster, node, silent);
    HazelcastClusterManager manager = new HazelcastClusterManager(config);
    builder
        .withClusterManager(manager)
        .buildClustered()
        .onFailure(e -> result.fail(notJoined(cluster, e)))
        .map(vertx -> ready(new ClusteredVertx(vertx, manager.getHazelcastInstance())))
        .onSuccess(started -> started.settle(cluster, node, result));
    return result
        .future()
        .onSuccess(
            started -> {
              silent.forEach(member -> HazelcastSettings.lookFor(config, member));
              LOG.info(
                  "cluster joined name={} node={} members={} ms={}",
                  cluster.name(),
                  node,
                  started.hazelcast.getCluster().getMembers().size(),
                  (System.nanoTime() - began) / 1_000_000);
            });
  }

  private static List<String> silent(ClusterConfig cluster) {
    try {
      List<String> silent = new MemberProbe(cluster).silent();
      silent.forEach(
          member -> LOG.warn("member does not answer, starting without it member={}", member));
      return silent;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static VertxOptions configure(VertxOptions options, ClusterConfig cluster) {
    VertxOptions all = new VertxOptions(options);
    all.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    if (cluster.enabled()) {
      all.setEventBusOptions(
          new EventBusOptions()
              .setHost(cluster.host())
              .setPort(cluster.busPort())
              .setClusterPublicHost(cluster.host())
              .setClusterPingInterval(2000)
              .setClusterPingReplyInterval(2000)
              .setConnectTimeout(2000));
    }
    return all;
  }

  private static ClusteredVertx ready(ClusteredVertx started) {
    Topics.registerCodecs(started.vertx.eventBus());
    IncidentCodecs.register(started.vertx.eventBus());
    return started;
  }

  private static MilepostException notJoined(ClusterConfig cluster, Throwable e) {
    return new MilepostException(
        FailureCode.UNAVAILABLE,
        "cannot join the cluster on "
            + cluster.host()
            + ':'
            + cluster.port()
            + ": "
            + e.getMessage()
            + "; check that the address is ours and the port is free",
        e);
  }

  /** The member that was here first keeps the id, so of two newcomers exactly one gives way. */
  private Optional<Member> namesake(String node) {
    for (Member member : hazelcast.getCluster().getMembers()) {
      if (member.localMember()) {
        return Optional.empty();
      }
      if (node.equals(member.getAttribute(HazelcastSettings.NODE))) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  private void settle(ClusterConfig cluster, String node, Promise<ClusteredVertx> result) {
    long patience = cluster.heartbeatTimeout().toMillis() + GHOST_SLACK_MILLIS;
    unique(node, System.nanoTime() + patience * 1_000_000, true)
        .onSuccess(result::complete)
        .onFailure(e -> new Thread(() -> closeAndFail(e, result), "cluster-refused").start());
  }

  /** Runs on a thread of its own: Vert.x's own threads end before they could tell the outcome. */
  private void closeAndFail(Throwable e, Promise<ClusteredVertx> result) {
    vertx.close().onComplete(closed -> result.fail(e));
  }

  private Future<ClusteredVertx> unique(String node, long deadline, boolean first) {
    Optional<Member> namesake = namesake(node);
    if (namesake.isEmpty()) {
      return Future.succeededFuture(this);
    }
    String address = String.valueOf(namesake.get().getAddress());
    if (System.nanoTime() >= deadline) {
      return Future.failedFuture(
          new MilepostException(
              FailureCode.CONFLICT,
              "another node at "
                  + address
                  + " is called '"
                  + node
                  + "' already; give this one a different node.id or stop the other"));
    }
    if (first) {
      LOG.warn(
          "a member at {} has our id '{}': waiting whether it is an earlier run of ours",
          address,
          node);
    }
    return vertx.timer(GHOST_POLL_MILLIS).compose(tick -> unique(node, deadline, false));
  }
}
