package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.Decision.Join;
import io.milepost.rsu.rules.FindingMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incident desk on the bus.
 *
 * <p><b>Consumes:</b> {@link FindingMessage#TOPIC}, the pictures looked at by their number only,
 * {@code Topics.INCIDENT_REPORT}, {@code Topics.INCIDENT_COMMAND}, what other nodes publish on
 * {@code Topics.INCIDENTS}, {@code ALERTS} and {@code CLIPS}, and requests of other desks.
 *
 * <p><b>Publishes:</b> {@link LocalIncidents#TOPIC} first, then {@code Topics.INCIDENTS}; every
 * version goes to the journal at the same time (docs/adr/0002).
 *
 * <p><b>Threading:</b> one event loop; nothing here waits. The journal writes on its own thread.
 *
 * <p><b>Drops:</b> nothing. Versions the journal does not take are counted and offered again. A
 * report is answered when it is on disk; while {@value #MOST_UNWRITTEN} versions wait for the disk
 * reports are refused OVERLOADED.
 */
public final class IncidentVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentVerticle.class);
  private static final long TICK_MILLIS = 250;
  private static final long SWEEP_MILLIS = 2000;
  private static final long REMIND_MILLIS = 60_000;
  private static final int MOST_UNWRITTEN = 4096;

  private final DeskConfig config;
  private final DeskIdentity self;
  private final IncidentBoard board;
  private final NodeDirectory nodes;
  private final IncidentJournal journal;
  private final Set<String> asked = new HashSet<>();
  private final Map<String, MessageConsumer<Object>> pictures = new HashMap<>();
  private IncidentDesk desk;
  private Witnesses witnesses;
  private BoardSync sync;
  private ClusterClaims claims;
  private volatile JournalWriter writer;

  /**
   * A desk to be deployed once per node.
   *
   * @param board this node's replica, shared with the archive
   * @param nodes who is alive
   * @param journal where versions are written down
   */
  public IncidentVerticle(
      DeskConfig config,
      DeskIdentity self,
      IncidentBoard board,
      NodeDirectory nodes,
      IncidentJournal journal) {
    this.config = Objects.requireNonNull(config, "config");
    this.self = Objects.requireNonNull(self, "self");
    this.board = Objects.requireNonNull(board, "board");
    this.nodes = Objects.requireNonNull(nodes, "nodes");
    this.journal = Objects.requireNonNull(journal, "journal");
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(
            () -> {
              new DeskWarmUp(config).run();
              return null;
            })
        .compose(warm -> open());
  }

  private Future<?> open() {
    desk =
        new IncidentDesk(
            config,
            self,
            board,
            nodes,
            System::currentTimeMillis,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    witnesses = new Witnesses(self.node(), nodes, System::nanoTime);
    sync = new BoardSync(vertx, self.node(), board, config.boardSize());
    claims = new ClusterClaims(vertx, config);
    writer = new JournalWriter(vertx, journal);
    EventBus bus = vertx.eventBus();
    Stream<MessageConsumer<Object>> pictures = self.places().keySet().stream().map(this::listen);
    List<Future<Void>> ready =
        Stream.concat(
                pictures,
                Stream.of(
                    FindingMessage.TOPIC.consume(bus, message -> apply(desk.finding(message))),
                    Topics.INCIDENT_REPORT.answer(bus, this::report),
                    LocalIncidents.REPORT.answer(bus, this::report),
                    Topics.INCIDENT_COMMAND.answer(bus, this::command),
                    LocalIncidents.COMMAND.answer(bus, this::command),
                    NodeTopics.command(self.node()).answer(bus, this::execute),
                    NodeTopics.join(self.node()).answer(bus, this::join),
                    Topics.traces(self.node())
                        .answer(bus, q -> Future.succeededFuture(desk.links.traces(q.incident()))),
                    sync.serve(),
                    Topics.INCIDENTS.consume(bus, this::heard),
                    Topics.ALERTS.consume(bus, board::accept),
                    Topics.CLIPS.consume(bus, board::accept)))
            .map(MessageConsumer::completion)
            .toList();
    watchNodes();
    vertx.setPeriodic(TICK_MILLIS, id -> desk.tick().forEach(this::tell));
    vertx.setPeriodic(SWEEP_MILLIS, id -> desk.duplicates().forEach(this::ask));
    vertx.setPeriodic(REMIND_MILLIS, id -> remind());
    claims.warmUp();
    return Future.all(ready).compose(done -> restoreFromJournal());
  }

  private MessageConsumer<Object> listen(String camera) {
    return pictures.computeIfAbsent(
        camera,
        id -> Topics.detections(id).consume(vertx.eventBus(), picture -> witnesses.looked(camera)));
  }

  /** Counts one camera more among those that look. Any thread, once started. */
  public Future<Void> add(String camera) {
    Promise<Void> heard = Promise.promise();
    context.runOnContext(v -> listen(camera).completion().onComplete(heard));
    return heard.future();
  }

  /** Counts a camera no more among those that look. Any thread, once started. */
  public Future<Void> remove(String camera) {
    Promise<Void> gone = Promise.promise();
    context.runOnContext(
        v -> {
          MessageConsumer<Object> former = pictures.remove(camera);
          if (former == null) {
            gone.complete();
          } else {
            former.unregister().onComplete(gone);
          }
        });
    return gone.future();
  }

  private Future<Void> restoreFromJournal() {
    Future<Void> restored =
        Future.future(
            promise -> {
              journal
                  .active()
                  .onComplete(
                      result ->
                          context.runOnContext(
                              nothing -> {
                                if (result.failed()) {
                                  promise.fail(result.cause());
                                  return;
                                }
                                result.result().forEach(i -> desk.restore(i).ifPresent(this::tell));
                                promise.complete();
                              }));
            });
    return restored;
  }

  private void watchNodes() {
    nodes.listen(
        new NodeDirectory.Listener() {
          @Override
          public void appeared(String node) {
            board.ownerBack(node);
            context.runOnContext(nothing -> copyFrom(node));
          }

          @Override
          public void gone(String node) {
            board.ownerGone(node);
            context.runOnContext(nothing -> apply(desk.nodeGone(node)));
          }
        });
    nodes.alive().stream().filter(n -> !n.equals(self.node())).forEach(this::copyFrom);
  }

  private void copyFrom(String node) {
    sync.from(node, this::learnByCopy)
        .onSuccess(read -> LOG.info("board copied from={} incidents={}", node, read))
        .onFailure(e -> LOG.warn("board not copied from={} reason={}", node, e.getMessage()));
  }

  /** What another node has decided about an incident of ours must act here at once, too. */
  private void heard(IncidentChanged change) {
    if (learn(change.incident()) && change.incident().node().equals(self.node())) {
      LocalIncidents.TOPIC.publish(vertx.eventBus(), change);
    }
  }

  private boolean learn(Incident incident) {
    boolean later = board.accept(incident);
    if (later) {
      desk.arrived(incident);
    }
    return later;
  }

  /** Nobody has published to us what we learn by copying; what is ours must be told on. */
  private void learnByCopy(Incident incident) {
    boolean ours = incident.node().equals(self.node());
    if (ours && incident.isActive()) {
      desk.restore(incident).ifPresent(this::tell);
      return;
    }
    if (learn(incident) && ours) {
      boolean merged = incident.evidence().containsKey(Sameness.MERGED_INTO);
      IncidentChanged change =
          DeskStages.change(
              merged ? IncidentChanged.Change.MERGED : IncidentChanged.Change.RESOLVED,
              incident,
              null);
      LocalIncidents.TOPIC.publish(vertx.eventBus(), change);
      Topics.INCIDENTS.publish(vertx.eventBus(), change);
    }
  }

  private void apply(Decision decision) {
    decision.changes().forEach(this::tell);
    decision.joins().forEach(this::ask);
  }

  /** Vehicles first: see docs/adr/0002-tell-first-journal-beside.md. */
  private void tell(IncidentChanged change) {
    LocalIncidents.TOPIC.publish(vertx.eventBus(), change);
    // Behind whatever acts on it in this process, should it share this event loop.
    context.runOnContext(nothing -> spread(change));
  }

  private void spread(IncidentChanged change) {
    Topics.INCIDENTS.publish(vertx.eventBus(), change);
    writer.write(change);
    Incident incident = change.incident();
    LOG.info(
        "incident change={} id={} version={} type={} severity={} road={} state={}",
        change.change(),
        incident.id(),
        incident.version(),
        incident.type().code(),
        incident.severity().code(),
        incident.road(),
        incident.state().code());
    if (change.change() == IncidentChanged.Change.CONFIRMED) {
      claim(incident);
    }
  }

  /** The broadcaster lets an alert expire of which it hears nothing; what is watched goes on. */
  private void remind() {
    board.active().stream()
        .filter(incident -> incident.node().equals(self.node()) && witnesses.watch(incident))
        .map(incident -> DeskStages.change(IncidentChanged.Change.UPDATED, incident, null))
        .forEach(change -> LocalIncidents.TOPIC.publish(vertx.eventBus(), change));
  }

  private void claim(Incident mine) {
    claims
        .claim(mine)
        .compose(
            holder -> {
              if (holder.isEmpty()) {
                return Future.succeededFuture();
              }
              learn(holder.get());
              List<Join> joins = desk.duplicates();
              joins.forEach(this::ask);
              boolean lost = joins.stream().anyMatch(join -> mine.id().equals(join.absorbed()));
              return lost ? Future.succeededFuture() : claims.take(mine);
            })
        .onFailure(e -> LOG.debug("claim failed incident={} reason={}", mine.id(), e.toString()));
  }

  /** Asks the owner of an incident to take ours in; one request at a time for each of ours. */
  private void ask(Join join) {
    String key = join.absorbed() == null ? join.toString() : join.absorbed();
    if (!asked.add(key)) {
      return;
    }
    NodeTopics.join(join.owner())
        .request(vertx.eventBus(), join.request(), IncidentReply.class)
        .onComplete(done -> asked.remove(key))
        .onSuccess(reply -> apply(desk.accepted(join, reply.incident())))
        .onFailure(
            e -> {
              LOG.debug("join refused by={} reason={}", join.owner(), e.getMessage());
              apply(desk.refused(join));
            });
  }

  private Future<IncidentReply> join(JoinRequest request) {
    Decision decision = desk.join(request);
    apply(decision);
    return Future.succeededFuture(reply("accepted", decision));
  }

  /** Vehicles are told at once; whoever reports hears of it once it would survive a crash. */
  private Future<IncidentReply> report(IncidentReport report) {
    if (writer.unwritten() >= MOST_UNWRITTEN) {
      throw new MilepostException(
          FailureCode.OVERLOADED,
          MOST_UNWRITTEN + " incident versions wait for the disk; check it, then report again");
    }
    Decision decision = desk.report(report);
    if (decision.joins().isEmpty()) {
      apply(decision);
      return onDisk(reply(decision.duplicate() ? "duplicate" : "accepted", decision));
    }
    Join join = decision.joins().get(0);
    return NodeTopics.join(join.owner())
        .request(vertx.eventBus(), join.request(), IncidentReply.class)
        .map(reply -> new IncidentReply("duplicate", reply.incident(), reply.version()))
        .recover(
            e -> {
              Decision own = desk.reportAnyway(report);
              apply(own);
              return onDisk(reply("accepted", own));
            });
  }

  private Future<IncidentReply> onDisk(IncidentReply reply) {
    Promise<IncidentReply> promise = Promise.promise();
    // Behind the versions that tell() has put off.
    context.runOnContext(nothing -> writer.written().map(reply).onComplete(promise));
    return promise.future();
  }

  /** Any node may be asked; the one that decides executes. */
  private Future<IncidentReply> command(IncidentCommand command) {
    String authority = desk.authority(command.incident());
    return authority.equals(self.node())
        ? execute(command)
        : NodeTopics.command(authority).request(vertx.eventBus(), command, IncidentReply.class);
  }

  private Future<IncidentReply> execute(IncidentCommand command) {
    Optional<Incident> incident = board.incident(command.incident());
    if (incident.isPresent()
        && !incident.get().node().equals(self.node())
        && nodes.alive().contains(incident.get().node())) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE,
          "incident " + command.incident() + " belongs to another node; try again");
    }
    Decision decision = desk.command(command);
    apply(decision);
    return Future.succeededFuture(reply("accepted", decision));
  }

  private IncidentReply reply(String status, Decision decision) {
    int version = board.incident(decision.incident()).map(Incident::version).orElse(0);
    return new IncidentReply(status, decision.incident(), version);
  }

  /** Versions told but not yet on disk. */
  public int unwritten() {
    return writer == null ? 0 : writer.unwritten();
  }

  /** A sentence for the node's status while the journal does not take versions. */
  public Optional<String> degraded() {
    return writer == null ? Optional.empty() : writer.degraded();
  }
}
