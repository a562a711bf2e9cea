package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.bench.alert.Talker;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The real broadcaster, driven as its verticle drives it. Each call is a change of one of 4
 * incidents, so that a new version of its alert leaves before the call returns: advice, body, tag
 * and send on every link. The time of the call travels as {@code detected_at}.
 */
public final class BroadcastTalker implements Talker {
  static final String NODE = "rsu_server_01";
  private static final String KEY = "bench-key-bench-key-bench-key";
  private static final int INCIDENTS = 4;

  private final MulticastSender sender;
  private final Broadcaster broadcaster;

  /** Sends to the benchmark's group at this port. */
  public BroadcastTalker(int port) {
    BroadcastConfig config = config(port);
    KeyRing keys = KeyRing.ofCommandLine(KEY);
    sender = sender(config);
    BroadcastMetrics metrics = new BroadcastMetrics(new SimpleMeterRegistry());
    broadcaster =
        new Broadcaster(
            config,
            NODE,
            new AlertBook(NODE, 1, config),
            new Stamper(NODE, epoch(), () -> keys, true),
            sender,
            metrics,
            new Broadcaster.Clocks(
                System::nanoTime, System::currentTimeMillis, new SplittableRandom()),
            () ->
                new HeartbeatBody(
                    List.of(),
                    0,
                    new HeartbeatBody.Clock(true, 0),
                    new HeartbeatBody.Cameras(1, 0)),
            alert -> {});
  }

  static BroadcastConfig config(int port) {
    BroadcastConfig d = BroadcastConfig.defaults();
    return new BroadcastConfig(
        "239.20.77.77",
        port,
        0,
        List.of("lo"),
        d.dscp(),
        null,
        KEY,
        true,
        60,
        false,
        BroadcastConfig.MAX_TOKENS_PER_SECOND,
        1,
        1,
        d.ttlSeconds(),
        d.maxAgeSeconds(),
        d.slowDownWithinM(),
        d.stopWithinM());
  }

  static MulticastSender sender(BroadcastConfig config) {
    MulticastSender sender =
        new MulticastSender(config, new BroadcastMetrics(new SimpleMeterRegistry()));
    sender.open();
    return sender;
  }

  /** Grows from round to round, as after a start. */
  static long epoch() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  public void tell(int i) {
    long now = System.nanoTime();
    long detectedAt = StampingTalker.detectedAt(now);
    Incident incident =
        new Incident(
            NODE + "-1-" + i % INCIDENTS,
            1 + i / INCIDENTS,
            IncidentType.COLLISION,
            Severity.HIGH,
            IncidentState.OPEN,
            0.9,
            NODE,
            "cam-1",
            "road-" + i % INCIDENTS,
            2,
            37.5665,
            126.978,
            500 - i % 400,
            TrafficDirection.UPSTREAM,
            detectedAt,
            detectedAt,
            detectedAt,
            null,
            "Two vehicles have collided.",
            List.of(),
            Map.of(),
            null,
            null);
    IncidentChanged.Change change =
        i < INCIDENTS ? IncidentChanged.Change.CONFIRMED : IncidentChanged.Change.UPDATED;
    broadcaster.onIncident(new IncidentChanged(change, incident, Map.of(), now));
  }

  @Override
  public void close() {
    sender.close();
  }
}
