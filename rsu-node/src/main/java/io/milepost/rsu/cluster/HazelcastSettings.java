package io.milepost.rsu.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import java.util.List;
import java.util.Map;

/**
 * Hazelcast as a roadside unit needs it: it looks only where it is told to, notices within seconds
 * that a node is dead or back, and stays small. Hazelcast's own defaults would keep a split cluster
 * split for up to five minutes and a dead member for one.
 */
final class HazelcastSettings {
  /** Attribute of a member that carries its node id. */
  static final String NODE = "milepost.node";

  private static final int PARTITIONS = 71;

  private HazelcastSettings() {}

  /**
   * The settings of one node.
   *
   * @param silent members that do not answer now; they are not asked at the start
   */
  static Config of(ClusterConfig cluster, String node, List<String> silent) {
    Config config = new Config();
    config.setClusterName(cluster.name());
    config.setInstanceName(cluster.name() + '/' + node + '/' + System.nanoTime());
    config.getMemberAttributeConfig().setAttribute(NODE, node);
    properties(cluster).forEach(config::setProperty);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    network(config.getNetworkConfig(), cluster, silent);
    MultiMapConfig subscriptions = new MultiMapConfig("__vertx.subs");
    subscriptions.setBackupCount(2).setValueCollectionType("SET");
    config.addMultiMapConfig(subscriptions);
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(2));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(2));
    config.addMapConfig(new MapConfig("milepost.*").setBackupCount(1));
    return config;
  }

  /** Looks for a member from now on, whenever parts of the cluster look for each other. */
  static void lookFor(Config config, String member) {
    config.getNetworkConfig().getJoin().getTcpIpConfig().addMember(member);
  }

  private static void network(NetworkConfig network, ClusterConfig cluster, List<String> silent) {
    network.setPort(cluster.port()).setPortAutoIncrement(false).setReuseAddress(true);
    network.getInterfaces().setEnabled(true).addInterface(cluster.host());
    network.setPublicAddress(cluster.host() + ':' + cluster.port());
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    TcpIpConfig members = network.getJoin().getTcpIpConfig().setEnabled(true);
    members.setConnectionTimeoutSeconds(2);
    cluster.members().stream()
        .filter(member -> !silent.contains(member))
        .forEach(members::addMember);
  }

  private static Map<String, String> properties(ClusterConfig cluster) {
    long timeout = cluster.heartbeatTimeout().toSeconds();
    return Map.ofEntries(
        Map.entry("hazelcast.logging.type", "slf4j"),
        Map.entry("hazelcast.phone.home.enabled", "false"),
        Map.entry("hazelcast.shutdownhook.enabled", "false"),
        Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
        Map.entry("hazelcast.max.no.heartbeat.seconds", Long.toString(timeout)),
        Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
        Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
        Map.entry("hazelcast.wait.seconds.before.join", "0"),
        Map.entry("hazelcast.max.wait.seconds.before.join", "2"),
        Map.entry("hazelcast.max.join.seconds", "15"),
        Map.entry("hazelcast.tcp.join.port.try.count", "1"),
        Map.entry("hazelcast.socket.connect.timeout.seconds", "2"),
        Map.entry("hazelcast.socket.bind.any", "false"),
        Map.entry("hazelcast.partition.count", Integer.toString(PARTITIONS)),
        Map.entry("hazelcast.operation.thread.count", "2"),
        Map.entry("hazelcast.operation.generic.thread.count", "2"),
        Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
        Map.entry("hazelcast.io.thread.count", "1"),
        Map.entry("hazelcast.event.thread.count", "1"),
        Map.entry("hazelcast.clientengine.thread.count", "1"),
        Map.entry("hazelcast.clientengine.query.thread.count", "1"),
        Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
        Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
        Map.entry("hazelcast.health.monitoring.level", "OFF"));
  }
}
