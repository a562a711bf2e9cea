package io.milepost.rsu.broadcast;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells vehicles what this node has decided. The first datagram of a confirmed incident leaves
 * inside the bus handler, before it returns.
 *
 * <p><em>Consumes</em> {@link LocalIncidents#TOPIC}, acting only on incidents of its own node;
 * {@link Topics#INCIDENTS}, acting only on those of configured neighbours; {@link
 * Topics#ALERTS_WANTED}; hellos of vehicles.
 *
 * <p><em>Publishes</em> {@link Topics#ALERTS} on the first copy of each version, on cancel and on
 * expiry; datagrams of kind alert and heartbeat.
 *
 * <p><em>Threading</em> event loop; its sockets are non-blocking. The journal writes and hellos are
 * read on threads of their own.
 *
 * <p><em>Drops</em> nothing: a copy that finds no token or no working interface waits and is
 * counted; the mildest waits longest. Unicast copies without a token are left out and counted.
 */
public final class BroadcastVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(BroadcastVerticle.class);
  private static final long NO_TIMER = -1;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOK_MILLIS = 5000;

  private final BroadcastConfig config;
  private final Identity identity;
  private final Supplier<KeyRing> keys;
  private final Supplier<HeartbeatBody.Cameras> cameras;
  private final Supplier<HeartbeatBody.Clock> clock;
  private final BroadcastMetrics metrics;
  private final Surroundings around;
  private final LinkCheck check;
  private final Stamper stamper;
  private final Namesake namesake;
  private volatile MulticastSender sender;
  private HelloListener hellos;
  private AlertJournal journal;
  private AlertBook book;
  private Upstream upstream;
  private Broadcaster broadcaster;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private long timer = NO_TIMER;
  private long timerAt;
  private boolean restored;
  private volatile int alertsOnAir;
  private volatile long pumps;
  private volatile boolean signing = true;
  private volatile String fault;
  private volatile Supplier<Optional<String>> journalFault = Optional::empty;

  /**
   * Who speaks.
   *
   * @param node id of this RSU, 1 to 32 bytes of UTF-8 without slash and control characters
   * @param epoch boot number, 1 to 2³²−1, higher than at every boot before
   * @param firstEvent number of this boot's first event, at least 1; receivers tell events of
   *     different boots apart, so 1 is always right, but a persisted counter keeps identities
   *     unique for good
   */
  public record Identity(String node, long epoch, long firstEvent) {
    /**
     * Checks the ranges.
     *
     * @throws MilepostException CONFIGURATION
     */
    public Identity {
      if (!Envelope.isSource(node)) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "node id must have 1 to 32 bytes, without '/' and control characters");
      }
      if (epoch < 1 || epoch > EnvelopeWire.MAX_U32 || firstEvent < 1) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "boot epoch must be 1 to 4294967295 and first event 1 or more");
      }
    }
  }

  /**
   * Not deployed yet.
   *
   * @param keys current keys; asked for every datagram, so it must only return a field
   * @param cameras cameras up and down, asked for every heartbeat
   * @param clock state of the node's clock, asked for every heartbeat
   */
  public BroadcastVerticle(
      BroadcastConfig config,
      Identity identity,
      Supplier<KeyRing> keys,
      Supplier<HeartbeatBody.Cameras> cameras,
      Supplier<HeartbeatBody.Clock> clock,
      MeterRegistry registry) {
    this(config, identity, keys, cameras, clock, registry, Surroundings.none());
  }

  /**
   * Not deployed yet.
   *
   * @param around what else the node gives it; the other parameters as above
   */
  public BroadcastVerticle(
      BroadcastConfig config,
      Identity identity,
      Supplier<KeyRing> keys,
      Supplier<HeartbeatBody.Cameras> cameras,
      Supplier<HeartbeatBody.Clock> clock,
      MeterRegistry registry,
      Surroundings around) {
    this.config = config;
    this.identity = identity;
    this.keys = keys;
    this.cameras = cameras;
    this.clock = clock;
    this.metrics = new BroadcastMetrics(registry);
    this.around = around;
    this.check = new LinkCheck(config, identity.node(), identity.epoch(), metrics);
    this.stamper = new Stamper(identity.node(), identity.epoch(), keys, config.requireSignature());
    this.namesake = new Namesake(config, identity, stamper, keys, metrics);
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(
            () -> {
              new WarmUp(config, identity.node()).run(keys.get().signingKey() != null);
              openJournal();
              return null;
            })
        .compose(done -> WarmUp.warmBus(vertx, config, identity.node()))
        .compose(done -> open());
  }

  /** Without a journal vehicles are told all the same. */
  private void openJournal() {
    if (around.folder() == null) {
      return;
    }
    try {
      journal = AlertJournal.open(around.folder(), identity.firstEvent());
      journalFault = journal::degraded;
    } catch (SQLException e) {
      LOG.error("alert journal cannot be opened folder={}", around.folder(), e);
      String sentence =
          "alerts on air are not written down ("
              + e.getMessage()
              + "); check the data folder and restart the node";
      journalFault = () -> Optional.of(sentence);
    }
  }

  private Future<Void> open() {
    ReachConfig reach = around.reach();
    String node = identity.node();
    UnicastCopies unicast = null;
    if (reach.unicastVehicles() > 0) {
      VehicleTable vehicles = new VehicleTable(reach.unicastVehicles());
      hellos = new HelloListener(new HelloGate(node, keys, vehicles), vehicles, metrics);
      unicast =
          new UnicastCopies(
              vehicles::registered, reach.unicastPerSecond(), metrics, System.nanoTime());
    }
    sender = new MulticastSender(config, metrics, hellos == null ? link -> {} : hellos::watch);
    sender.open();
    AlertLog log = journal == null ? AlertLog.NONE : journal;
    EventNumbers numbers =
        journal == null
            ? new EventNumbers(identity.firstEvent(), upTo -> {})
            : new EventNumbers(journal.firstEvent(), journal::reserveUpTo);
    Advice advice = around.advice() == null ? Advice.standard(config) : around.advice();
    book = new AlertBook(node, numbers, config, advice, reach.upstreamKeepSeconds(), log);
    broadcaster =
        new Broadcaster(
            config,
            node,
            book,
            stamper,
            sender,
            metrics,
            new Broadcaster.Clocks(
                System::nanoTime, System::currentTimeMillis, new SplittableRandom()),
            () -> new HeartbeatBody(List.of(), 0, clock.get(), cameras.get()),
            alert -> Topics.ALERTS.publish(vertx.eventBus(), alert),
            new Broadcaster.Extras(
                new RoadGroups(reach.roadGroups(), config.port()), unicast, log));
    restore();
    consumers.add(LocalIncidents.TOPIC.consume(vertx.eventBus(), this::onIncident));
    consumers.add(Topics.ALERTS_WANTED.consume(vertx.eventBus(), who -> broadcaster.tellAgain()));
    if (!reach.upstream().isEmpty() && around.board() != null) {
      upstream = new Upstream(node, reach.upstream(), around.places(), around.board());
      consumers.add(Topics.INCIDENTS.consume(vertx.eventBus(), this::onNeighbour));
    }
    if (keys.get().isEmpty()) {
      LOG.warn("alerts are sent without authentication action=configure_a_key_ring");
    }
    LOG.info(
        "broadcast started node={} epoch={} group={} port={} interfaces={}",
        node,
        identity.epoch(),
        config.group(),
        config.port(),
        sender.interfaces());
    vertx.setPeriodic(LOOK_MILLIS, id -> look());
    pump();
    testLinks();
    // In a cluster a consumer is reachable only once its registration has gone round.
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  private void restore() {
    if (journal == null) {
      return;
    }
    long now = System.nanoTime();
    long utc = System.currentTimeMillis();
    restored = !journal.rows().isEmpty();
    for (AlertLog.Row row : journal.rows()) {
      book.restore(row, now, utc);
      LOG.info(
          "alert restored event={} version={} state={} incident={}",
          row.event(),
          row.body().version(),
          row.body().state().code(),
          row.incident().id());
    }
  }

  /** What nobody announces: interfaces that came, and what was missed of the neighbours. */
  private void look() {
    if (restored) {
      // Who renews DENMs and who shows what is on air start after this verticle.
      restored = false;
      broadcaster.tellAgain();
    }
    if (config.interfaces().isEmpty()) {
      lookForInterfaces();
    }
    if (upstream != null) {
      upstream
          .review(book.upstream())
          .forEach(change -> again(broadcaster.onIncident(change, true)));
    }
    testLinks();
  }

  private void testLinks() {
    namesake.watch(sender.interfaces());
    boolean mute =
        config.requireSignature() && keys.get().signing(identity.node(), Instant.now()) == null;
    if (!mute) {
      check.test(vertx, context, sender.openings(), this::beatNow);
    }
  }

  private void beatNow() {
    broadcaster.wantHeartbeat();
    pump();
  }

  /** The node may have started before its network. */
  private void lookForInterfaces() {
    vertx
        .executeBlocking(MulticastSender::usable, false)
        .onSuccess(sender::found)
        .onFailure(e -> LOG.warn("interfaces cannot be listed reason={}", e.getMessage()));
  }

  private void onIncident(IncidentChanged change) {
    if (change.incident().node().equals(identity.node())) {
      again(broadcaster.onIncident(change));
    }
  }

  private void onNeighbour(IncidentChanged change) {
    upstream.of(change).ifPresent(seen -> again(broadcaster.onIncident(seen, true)));
  }

  /** Whatever goes wrong with one alert, the others and the heartbeat must not fall silent. */
  private void pump() {
    long next = RETRY_NANOS;
    try {
      next = broadcaster.pump();
      fault = null;
    } catch (RuntimeException e) {
      metrics.sendError("internal");
      if (fault == null) {
        LOG.error("sending failed action=retry", e);
      }
      fault = "sending alerts fails: " + e;
    }
    pumps++;
    again(next);
    signing = keys.get().signing(identity.node(), Instant.now()) != null;
  }

  private void again(long nanos) {
    alertsOnAir = broadcaster.alertsOnAir();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (timer != NO_TIMER && timerAt - at <= 0) {
      return;
    }
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
    timerAt = at;
    timer =
        vertx.setTimer(
            millis,
            id -> {
              timer = NO_TIMER;
              pump();
            });
  }

  /** Alerts that hold now. Any thread. */
  public int alertsOnAir() {
    return alertsOnAir;
  }

  /** Rounds of sending; grows at least with every heartbeat. Any thread. */
  public long pumps() {
    return pumps;
  }

  /** One sentence per thing that is not as it should be, for {@code NodeStatus}. Any thread. */
  public List<String> degraded() {
    List<String> sentences = new ArrayList<>(sender == null ? List.of() : sender.down());
    Optional.ofNullable(fault).ifPresent(sentences::add);
    if (!signing) {
      sentences.add(
          config.requireSignature()
              ? "no key is valid now, so no alert is sent; renew the key ring"
              : "alerts are sent without authentication; configure a key ring");
    }
    return sentences;
  }

  /** As {@link #degraded()}, for what does not keep alerts from being told. Any thread. */
  public List<String> warnings() {
    List<String> sentences = new ArrayList<>(check.sentences());
    journalFault.get().ifPresent(sentences::add);
    namesake.warning().ifPresent(sentences::add);
    return sentences;
  }

  @Override
  public Future<?> stop() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .otherwiseEmpty()
        .compose(
            done -> {
              namesake.close();
              if (sender != null) {
                sender.close();
              }
              if (hellos != null) {
                hellos.close();
              }
              return journal == null
                  ? Future.succeededFuture()
                  : vertx.executeBlocking(
                      () -> {
                        journal.close();
                        return null;
                      });
            });
  }
}
