package io.milepost.rsu.broadcast;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which links have been heard since they were opened. Event-loop confined, {@link #sentences}
 * excepted.
 */
final class LinkCheck {
  private static final Logger LOG = LoggerFactory.getLogger(LinkCheck.class);
  private static final long MAX_MILLIS = 1000;

  private final BroadcastConfig config;
  private final SelfTest test;
  private final BroadcastMetrics metrics;
  private final Map<String, Integer> passed = new HashMap<>();
  private boolean running;
  private volatile List<String> silent = List.of();

  LinkCheck(BroadcastConfig config, String node, long epoch, BroadcastMetrics metrics) {
    this.config = config;
    this.test = new SelfTest(config, node, epoch);
    this.metrics = metrics;
  }

  /**
   * Tests the links that have not been heard since they were opened, unless a test is running. One
   * that stays silent is tested again at the next call. Returns at once.
   *
   * @param openings how often each working link has been opened
   * @param beat makes the node send a heartbeat; called on the context
   */
  void test(Vertx vertx, Context context, Map<String, Integer> openings, Runnable beat) {
    Map<String, Integer> due = new TreeMap<>(openings);
    due.entrySet().removeIf(each -> each.getValue().equals(passed.get(each.getKey())));
    if (running || due.isEmpty()) {
      return;
    }
    running = true;
    Runnable listening = () -> context.runOnContext(nothing -> beat.run());
    vertx
        .executeBlocking(() -> test.run(List.copyOf(due.keySet()), listening, MAX_MILLIS), false)
        .onSuccess(results -> done(due, results))
        .onFailure(e -> LOG.warn("multicast self-test not possible reason={}", e.getMessage()))
        .onComplete(all -> running = false);
  }

  private void done(Map<String, Integer> tested, Map<String, SelfTest.Result> results) {
    List<String> now = new ArrayList<>(silent);
    results.forEach(
        (name, result) -> {
          now.remove(name);
          switch (result) {
            case HEARD -> {
              LOG.info("multicast self-test passed interface={}", name);
              metrics.selfTest(name, 1);
              passed.put(name, tested.get(name));
            }
            case UNTESTED -> {
              LOG.warn(
                  "multicast self-test not possible interface={} port={}", name, config.port());
              metrics.selfTest(name, -1);
              passed.put(name, tested.get(name));
            }
            default -> {
              if (!silent.contains(name)) {
                LOG.warn("multicast self-test failed interface={} action=retry", name);
              }
              metrics.selfTest(name, 0);
              now.add(name);
            }
          }
        });
    silent = List.copyOf(now);
  }

  /** One sentence per link on which this node does not hear itself. */
  List<String> sentences() {
    return silent.stream()
        .map(
            name ->
                "multicast self-test failed on "
                    + name
                    + ": the node does not hear its own heartbeat; allow UDP to and from "
                    + config.group()
                    + " port "
                    + config.port()
                    + " in the packet filter and check broadcast.interfaces")
        .toList();
  }
}
