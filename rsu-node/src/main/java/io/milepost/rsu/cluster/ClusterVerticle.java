package io.milepost.rsu.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the others how this node is, and keeps the registry of them.
 *
 * <p><b>Consumes:</b> {@code Topics.NODES} and Hazelcast's membership.
 *
 * <p><b>Publishes:</b> {@code Topics.NODES} once a second, and a last one when it stops.
 *
 * <p><b>Threading:</b> one event loop. The supplier is called there and must not block.
 *
 * <p><b>Drops:</b> heartbeats of an earlier run of a node.
 */
public final class ClusterVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterVerticle.class);
  private static final long HEARTBEAT_MILLIS = 1000;
  private static final long EXPIRE_MILLIS = 500;

  private final NodeRegistry registry;
  private final Supplier<NodeStatus> status;
  private final HazelcastInstance hazelcast;
  private MessageConsumer<Object> consumer;
  private UUID listener;

  /**
   * A heartbeat to be deployed once per node, before what needs the registry to be alive.
   *
   * @param status how this node is right now
   * @param hazelcast the membership; null for a node alone
   */
  public ClusterVerticle(
      NodeRegistry registry, Supplier<NodeStatus> status, HazelcastInstance hazelcast) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.status = Objects.requireNonNull(status, "status");
    this.hazelcast = hazelcast;
  }

  @Override
  public Future<?> start() {
    consumer = Topics.NODES.consume(vertx.eventBus(), registry::accept);
    if (hazelcast != null) {
      listener = hazelcast.getCluster().addMembershipListener(new Departures());
    }
    vertx.setPeriodic(EXPIRE_MILLIS, id -> registry.expire());
    vertx.setPeriodic(HEARTBEAT_MILLIS, id -> beat());
    return consumer.completion().onSuccess(ready -> beat());
  }

  private void beat() {
    NodeStatus now = status.get();
    registry.accept(now);
    Topics.NODES.publish(vertx.eventBus(), now);
  }

  @Override
  public Future<?> stop() {
    if (listener != null) {
      hazelcast.getCluster().removeMembershipListener(listener);
    }
    NodeStatus last = status.get();
    Topics.NODES.publish(
        vertx.eventBus(),
        new NodeStatus(
            last.node(),
            last.epoch(),
            "stopping",
            last.startedAt(),
            last.at(),
            last.version(),
            last.apiUrl(),
            last.cameras(),
            last.degraded(),
            0,
            last.spoolDepth()));
    return Future.succeededFuture();
  }

  /** Hazelcast calls on its own threads. */
  private final class Departures implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      LOG.info("member joined node={} address={}", name(event), event.getMember().getAddress());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      String gone = name(event);
      LOG.warn("member left node={} address={}", gone, event.getMember().getAddress());
      boolean stillThere =
          event.getMembers().stream().map(this::name).anyMatch(name -> name.equals(gone));
      if (!stillThere) {
        context.runOnContext(nothing -> registry.left(gone));
      }
    }

    private String name(MembershipEvent event) {
      return name(event.getMember());
    }

    private String name(Member member) {
      return String.valueOf(member.getAttribute(HazelcastSettings.NODE));
    }
  }
}
