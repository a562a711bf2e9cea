package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.host.clock.ClockWatch;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.message.IncidentChanged;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Sends one alert without a node around it: the broadcaster of a node, driven by the calling
 * thread. Belongs to one thread.
 */
public final class AlertSender implements AutoCloseable {
  private static final int KIND_OFFSET = 3;
  private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(50);

  private final MulticastSender sender;
  private final Broadcaster broadcaster;
  private final Incident incident;
  private final ClockWatch clock;
  private long copies;
  private boolean cancelled;
  private long cancelCopies;
  private long limit = Long.MAX_VALUE;
  private LongConsumer onCopy = n -> {};

  /**
   * Opens the sockets; sends nothing yet.
   *
   * @param identity who speaks
   * @param incident what to tell, as an open incident
   * @param suggestion advice in place of the rules', null to leave it to them
   * @param text text in place of the rules', null to leave it to them
   */
  public AlertSender(
      BroadcastConfig config,
      BroadcastVerticle.Identity identity,
      KeyRing keys,
      Advice advice,
      Incident incident,
      Suggestion suggestion,
      String text) {
    this.incident = incident;
    clock = ClockWatch.start();
    BroadcastMetrics metrics = new BroadcastMetrics(new SimpleMeterRegistry());
    sender = new MulticastSender(config, metrics);
    sender.open();
    broadcaster =
        new Broadcaster(
            config,
            identity.node(),
            new AlertBook(
                identity.node(), identity.firstEvent(), config, advice.always(suggestion, text)),
            new Stamper(identity.node(), identity.epoch(), () -> keys, config.requireSignature()),
            datagram -> {
              boolean alert =
                  datagram.get(datagram.position() + KIND_OFFSET) == EnvelopeWire.KIND_ALERT;
              if (alert && !cancelled && copies >= limit) {
                return 0;
              }
              int links = sender.send(datagram);
              if (alert && links > 0) {
                sent();
              }
              return links;
            },
            metrics,
            new Broadcaster.Clocks(
                System::nanoTime, System::currentTimeMillis, new SplittableRandom()),
            () ->
                new HeartbeatBody(
                    List.of(),
                    0,
                    new HeartbeatBody.Clock(clock.synchronised(), clock.offsetMs()),
                    new HeartbeatBody.Cameras(0, 0)),
            alert -> {});
  }

  private void sent() {
    if (cancelled) {
      cancelCopies++;
    } else {
      onCopy.accept(++copies);
    }
  }

  /**
   * Sends the alert, heartbeats between its copies.
   *
   * @param most copies, at least 1
   * @param stop ends it early
   * @param told is told the number of each copy that has left
   * @return copies sent
   */
  public long send(long most, BooleanSupplier stop, LongConsumer told) {
    limit = most;
    onCopy = told;
    long wait =
        broadcaster.onIncident(
            new IncidentChanged(
                IncidentChanged.Change.CONFIRMED, incident, Map.of(), System.nanoTime()));
    while (copies < most && !stop.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(wait, LONGEST_NAP));
      wait = broadcaster.pump();
    }
    return copies;
  }

  /**
   * Takes the alert back, with a full burst of copies.
   *
   * @param stop ends it early
   * @return copies of the cancel sent
   */
  public long cancel(BooleanSupplier stop) {
    cancelled = true;
    long wait =
        broadcaster.onIncident(
            new IncidentChanged(
                IncidentChanged.Change.RESOLVED, over(incident), Map.of(), System.nanoTime()));
    while (cancelCopies < RepeatSchedule.burstCopies() && !stop.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(wait, LONGEST_NAP));
      wait = broadcaster.pump();
    }
    return cancelCopies;
  }

  private static Incident over(Incident i) {
    long now = System.currentTimeMillis();
    return new Incident(
        i.id(),
        i.version() + 1,
        i.type(),
        i.severity(),
        IncidentState.RESOLVED,
        i.confidence(),
        i.node(),
        i.camera(),
        i.road(),
        i.lane(),
        i.lat(),
        i.lon(),
        i.distanceM(),
        i.direction(),
        i.startedAt(),
        i.confirmedAt(),
        now,
        now,
        i.summary(),
        i.seenBy(),
        i.evidence(),
        null,
        null);
  }

  /** What the rules advise, unless a suggestion was given. */
  public static Suggestion suggestion(Advice advice, Incident incident) {
    return advice.suggest(incident);
  }

  /** One sentence per interface that does not work. */
  public List<String> down() {
    return sender.down();
  }

  /** Names of the interfaces in use. */
  public List<String> interfaces() {
    return sender.interfaces();
  }

  @Override
  public void close() {
    clock.close();
    sender.close();
  }
}
