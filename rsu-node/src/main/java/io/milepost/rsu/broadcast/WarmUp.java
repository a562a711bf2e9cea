package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs made-up incidents through the whole sending path, into a socket of its own on the loopback
 * address, so that the first real alert does not pay for class loading and interpretation.
 */
final class WarmUp {
  private static final int ROUNDS = 1500;
  private static final int BUS_ROUNDS = 200;
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final KeyRing KEYS = KeyRing.ofCommandLine("warm-up key, never on a network");

  private final BroadcastConfig config;
  private final String node;
  private KeyRing keys = KEYS;

  WarmUp(BroadcastConfig config, String node) {
    this.config = config;
    this.node = node;
  }

  /**
   * Blocks for at most 400 ms.
   *
   * @param signing whether alerts are signed
   */
  void run(boolean signing) {
    keys = signing ? KEYS.with(SigningKey.generate().signing()) : KEYS;
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramChannel sink = DatagramChannel.open().bind(here);
        DatagramChannel source = DatagramChannel.open()) {
      source.connect(sink.getLocalAddress());
      source.configureBlocking(false);
      Broadcaster broadcaster =
          broadcaster(
              datagram -> {
                try {
                  return source.write(datagram.duplicate()) > 0 ? 1 : 0;
                } catch (IOException e) {
                  return 0;
                }
              });
      long end = System.nanoTime() + MAX_NANOS;
      for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
        play(broadcaster, i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the loopback interface does not carry UDP", e);
    }
  }

  /** Warms the way over the bus, on a private local address. */
  static Future<Void> warmBus(Vertx vertx, BroadcastConfig config, String node) {
    Topic<IncidentChanged> topic =
        new Topic<>("milepost.broadcast.warmup." + node, IncidentChanged.class, Scope.LOCAL);
    Broadcaster broadcaster = new WarmUp(config, node).broadcaster(datagram -> 1);
    Promise<Void> done = Promise.promise();
    int[] seen = {0};
    MessageConsumer<Object> consumer =
        topic.consume(
            vertx.eventBus(),
            change -> {
              broadcaster.onIncident(change);
              if (++seen[0] == BUS_ROUNDS) {
                done.complete();
              }
            });
    for (int i = 0; i < BUS_ROUNDS; i++) {
      topic.publish(vertx.eventBus(), change(i, IncidentChanged.Change.CONFIRMED, 1));
    }
    return done.future().compose(all -> consumer.unregister());
  }

  private void play(Broadcaster broadcaster, int i) {
    broadcaster.onIncident(change(i, IncidentChanged.Change.CONFIRMED, 1));
    broadcaster.onIncident(change(i, IncidentChanged.Change.RESOLVED, 2));
  }

  private Broadcaster broadcaster(Radio radio) {
    // Time that runs fast: bursts and lives of alerts pass within the warm-up.
    long[] nanos = {0};
    BroadcastMetrics metrics = new BroadcastMetrics(new SimpleMeterRegistry());
    return new Broadcaster(
        config,
        node,
        new AlertBook(node, 1, config),
        new Stamper(node, 1, () -> keys, false),
        radio,
        metrics,
        new Broadcaster.Clocks(
            () -> nanos[0] += 20_000_000, System::currentTimeMillis, new SplittableRandom(1)),
        () ->
            new HeartbeatBody(
                List.of(), 0, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(0, 0)),
        alert -> {});
  }

  private static IncidentChanged change(int i, IncidentChanged.Change change, int version) {
    boolean over = change == IncidentChanged.Change.RESOLVED;
    Incident incident =
        new Incident(
            "warm-up-" + i,
            version,
            IncidentType.COLLISION,
            Severity.HIGH,
            over ? IncidentState.RESOLVED : IncidentState.OPEN,
            0.9,
            "warm-up",
            null,
            "A1",
            2,
            37.5,
            127,
            500,
            TrafficDirection.UPSTREAM,
            1,
            2,
            3,
            over ? 4L : null,
            "made up",
            List.of(),
            Map.of(),
            null,
            null);
    return new IncidentChanged(change, incident, Map.of("rules", 1L), 1);
  }
}
