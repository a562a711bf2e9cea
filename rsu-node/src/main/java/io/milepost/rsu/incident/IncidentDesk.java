package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.rsu.incident.Decision.Join;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Turns findings and reports into incidents and leads those this node owns through their life.
 *
 * <p>Every decision is taken from memory, the board included, so that nothing remote stands between
 * a rule and the datagram. What other nodes must be asked comes back as {@link Decision#joins()},
 * and this node's own alert stays on air until the other has agreed. Not thread-safe: one event
 * loop owns it.
 */
final class IncidentDesk {
  private final String node;
  private final IncidentFactory factory;
  private final IncidentBoard board;
  private final NodeDirectory nodes;
  private final LongSupplier utcMillis;
  private final Sameness sameness;
  final Links links = new Links();
  private final OwnIncidents own;

  /**
   * A desk.
   *
   * @param self this node, its boot number and its cameras' places by camera id
   * @param utcMillis wall clock
   * @param monotonicMillis for how long things last
   */
  IncidentDesk(
      DeskConfig config,
      DeskIdentity self,
      IncidentBoard board,
      NodeDirectory nodes,
      LongSupplier utcMillis,
      LongSupplier monotonicMillis) {
    this.node = self.node();
    this.board = board;
    this.nodes = nodes;
    this.utcMillis = utcMillis;
    this.sameness = new Sameness(config);
    this.factory = new IncidentFactory(self);
    this.own = new OwnIncidents(config, monotonicMillis);
  }

  /** A rule of this node has something to say. */
  Decision finding(FindingMessage message) {
    Finding finding = message.finding();
    return switch (finding.phase()) {
      case SUSPECTED, WITHDRAWN -> Decision.NOTHING;
      case CONFIRMED -> confirmed(message, Set.of());
      case UPDATED -> updated(message);
      case CLEARED -> cleared(Links.source(node, finding));
    };
  }

  private Decision confirmed(FindingMessage message, Set<String> notThese) {
    Incident fresh = factory.of(message, utcMillis.getAsLong());
    String source = Links.source(node, message.finding());
    Optional<Incident> known = match(fresh, notThese);
    if (known.isEmpty()) {
      links.put(source, fresh.id(), message);
      return open(fresh, source, message);
    }
    Incident incident = known.get();
    links.put(source, incident.id(), message);
    if (incident.node().equals(node)) {
      List<IncidentChanged> changes = seen(incident, List.of(source), fresh, message);
      return new Decision(changes, List.of(), incident.id(), true);
    }
    return new Decision(List.of(), List.of(join(incident, fresh, null)), incident.id(), true);
  }

  private Decision open(Incident fresh, String source, FindingMessage message) {
    factory.taken();
    own.hold(fresh.id(), source);
    List<IncidentChanged> changes = new ArrayList<>();
    changes.add(change(Change.CONFIRMED, fresh, message));
    board.active().stream()
        .filter(other -> board.orphaned(other) && sameness.same(other, fresh))
        .forEach(orphan -> changes.add(merged(orphan, fresh.id())));
    return new Decision(changes, List.of(), fresh.id(), false);
  }

  private Decision updated(FindingMessage message) {
    String source = Links.source(node, message.finding());
    Links.Link link = links.get(source);
    if (link == null) {
      return confirmed(message, Set.of());
    }
    Optional<Incident> known = board.incident(link.incident()).filter(Incident::isActive);
    if (known.isEmpty()) {
      return new Decision(List.of(), List.of(), link.incident(), true);
    }
    Incident incident = known.get();
    Incident view = factory.of(message, utcMillis.getAsLong());
    links.put(source, incident.id(), message);
    if (incident.node().equals(node)) {
      List<IncidentChanged> changes = seen(incident, List.of(source), view, message);
      return new Decision(changes, List.of(), incident.id(), true);
    }
    boolean worse = view.severity().compareTo(incident.severity()) > 0;
    List<Join> joins = worse ? List.of(join(incident, view, null)) : List.of();
    return new Decision(List.of(), joins, incident.id(), true);
  }

  private Decision cleared(String source) {
    Links.Link link = links.remove(source);
    if (link == null) {
      return Decision.NOTHING;
    }
    Incident incident = board.incident(link.incident()).orElse(null);
    if (incident == null || incident.node().equals(node)) {
      own.release(link.incident(), source);
      return new Decision(List.of(), List.of(), link.incident(), true);
    }
    JoinRequest leave = new JoinRequest(incident.id(), node, List.of(source), null, 0, true);
    return new Decision(
        List.of(), List.of(new Join(incident.node(), leave, null)), incident.id(), true);
  }

  /** Somebody reports an incident. */
  Decision report(IncidentReport report) {
    Incident fresh = factory.of(report, utcMillis.getAsLong());
    Optional<Incident> known = match(fresh, Set.of());
    if (known.isPresent() && !known.get().node().equals(node)) {
      Join join = join(known.get(), fresh, null);
      return new Decision(List.of(), List.of(join), known.get().id(), true);
    }
    if (known.isPresent()) {
      List<IncidentChanged> changes = seen(known.get(), List.of(), fresh, null);
      return new Decision(changes, List.of(), known.get().id(), true);
    }
    return openReported(fresh);
  }

  /** As {@link #report}, when the owner of the incident it would have joined did not accept. */
  Decision reportAnyway(IncidentReport report) {
    return openReported(factory.of(report, utcMillis.getAsLong()));
  }

  private Decision openReported(Incident fresh) {
    factory.taken();
    own.report(fresh.id());
    return new Decision(
        List.of(change(Change.CONFIRMED, fresh, null)), List.of(), fresh.id(), false);
  }

  private Optional<Incident> match(Incident fresh, Set<String> notThese) {
    return board.active().stream()
        .filter(i -> sameness.same(i, fresh) && !notThese.contains(i.id()) && !board.orphaned(i))
        .findFirst();
  }

  private Join join(Incident incident, Incident view, String absorbed) {
    List<String> sources = absorbed == null ? links.sources(incident.id()) : own.sources(absorbed);
    return new Join(
        incident.node(),
        new JoinRequest(incident.id(), node, sources, view.severity(), view.confidence(), false),
        absorbed);
  }

  /** Adds what a further look says; empty when that is nothing new. */
  private List<IncidentChanged> seen(
      Incident incident, List<String> sources, Incident view, FindingMessage message) {
    own.hold(incident.id(), sources);
    IncidentDraft draft = new IncidentDraft(incident);
    boolean more = draft.seenBy.addAll(sources.stream().map(Links::seer).toList());
    boolean worse = view.severity().compareTo(incident.severity()) > 0;
    boolean surer = view.confidence() >= incident.confidence() + 0.05;
    boolean revived = own.revived(incident.id());
    if (!more && !worse && !surer && !revived) {
      return List.of();
    }
    draft.severity = worse ? view.severity() : incident.severity();
    draft.confidence = Math.max(incident.confidence(), view.confidence());
    return List.of(change(Change.UPDATED, draft.finish(utcMillis.getAsLong()), message));
  }

  /**
   * Another node sees one of our incidents too, or no more.
   *
   * @return the incident that goes on, and what changed
   * @throws MilepostException NOT_FOUND when it is unknown here, CONFLICT when it is over or lives
   *     on at another node; then the caller keeps its own
   */
  Decision join(JoinRequest request) {
    Incident incident = living(request.incident());
    if (request.leave()) {
      request.sources().forEach(source -> own.release(incident.id(), source));
      return new Decision(List.of(), List.of(), incident.id(), true);
    }
    IncidentDraft view = new IncidentDraft(incident);
    view.severity = request.severity() == null ? Severity.LOW : request.severity();
    view.confidence = request.confidence();
    List<IncidentChanged> changes =
        seen(incident, request.sources(), view.finish(incident.updatedAt()), null);
    return new Decision(changes, List.of(), incident.id(), true);
  }

  private Incident living(String id) {
    Incident incident = known(id);
    for (int hops = 0; hops < 8 && !incident.isActive(); hops++) {
      Object next = incident.evidence().get(Sameness.MERGED_INTO);
      if (next == null) {
        break;
      }
      incident = known(next.toString());
    }
    if (!incident.isActive() || !incident.node().equals(node)) {
      throw new MilepostException(
          FailureCode.CONFLICT, "incident " + id + " is not open at " + node + " any more");
    }
    return incident;
  }

  private Incident known(String id) {
    return board
        .incident(id)
        .orElseThrow(
            () -> new MilepostException(FailureCode.NOT_FOUND, "there is no incident " + id));
  }

  /** The owner accepted: its incident is ours too now, and an absorbed one of ours ends. */
  Decision accepted(Join join, String winner) {
    if (join.absorbed() == null) {
      links.move(join.request().incident(), winner);
      return Decision.NOTHING;
    }
    Optional<Incident> mine = board.incident(join.absorbed()).filter(Incident::isActive);
    links.move(join.absorbed(), winner);
    own.forget(join.absorbed());
    return mine.map(i -> new Decision(List.of(merged(i, winner)), List.of(), winner, true))
        .orElse(Decision.NOTHING);
  }

  /**
   * The owner did not accept or could not be reached: what we see is told by ourselves. An incident
   * that was to be absorbed simply stays.
   */
  Decision refused(Join join) {
    if (join.absorbed() != null || join.request().leave()) {
      return Decision.NOTHING;
    }
    return takeOver(join.request().incident());
  }

  private Decision takeOver(String incident) {
    List<IncidentChanged> changes = new ArrayList<>();
    List<Join> joins = new ArrayList<>();
    for (String source : links.sources(incident)) {
      Decision decision = confirmed(links.get(source).last(), Set.of(incident));
      changes.addAll(decision.changes());
      joins.addAll(decision.joins());
    }
    return new Decision(changes, joins, incident, true);
  }

  /**
   * Own incidents that must give way: another node has the same thing, confirmed earlier. Asking
   * again and again is harmless, so a request that got lost, or a cluster that was parted, heals.
   */
  List<Join> duplicates() {
    List<Incident> active = board.active();
    List<Incident> others =
        active.stream().filter(i -> !i.node().equals(node) && !board.orphaned(i)).toList();
    List<Join> joins = new ArrayList<>();
    for (Incident mine : active) {
      if (mine.node().equals(node)) {
        others.stream()
            .filter(other -> Sameness.PRECEDENCE.compare(other, mine) < 0)
            .filter(other -> sameness.same(other, mine))
            .findFirst()
            .ifPresent(other -> joins.add(join(other, mine, mine.id())));
      }
    }
    return joins;
  }

  /** A version made elsewhere has arrived and is on the board. */
  void arrived(Incident incident) {
    if (incident.node().equals(node) && !incident.isActive()) {
      own.forget(incident.id());
    }
    Object winner = incident.evidence().get(Sameness.MERGED_INTO);
    if (winner != null && !incident.isActive()) {
      links.move(incident.id(), winner.toString());
    }
  }

  /**
   * An operator decides.
   *
   * @throws MilepostException NOT_FOUND, CONFLICT when it is over already
   */
  Decision command(IncidentCommand command) {
    Incident incident = known(command.incident());
    Incident next = OperatorAction.apply(incident, command, utcMillis.getAsLong());
    boolean ends = incident.isActive() && !next.isActive();
    if (ends) {
      own.forget(next.id());
    }
    Change kind = ends ? Change.RESOLVED : Change.UPDATED;
    return new Decision(List.of(change(kind, next, null)), List.of(), next.id(), true);
  }

  /**
   * Which node decides about an incident: its owner; for an orphan the lowest id of those alive.
   *
   * <p>An id this node has not heard of names its owner.
   */
  String authority(String id) {
    String owner = board.incident(id).map(Incident::node).orElseGet(() -> ownerIn(id));
    Set<String> alive = nodes.alive();
    return alive.contains(owner) ? owner : alive.stream().min(String::compareTo).orElse(node);
  }

  /** The owner as an id names it, {@code <node>-<epoch>-<n>}. */
  private static String ownerIn(String id) {
    int n = id.lastIndexOf('-');
    int epoch = n < 0 ? -1 : id.lastIndexOf('-', n - 1);
    return epoch < 0 ? id : id.substring(0, epoch);
  }

  /** Ends what nobody sees any more; call about twice a second. */
  List<IncidentChanged> tick() {
    long now = utcMillis.getAsLong();
    List<IncidentChanged> changes = new ArrayList<>();
    for (String id : own.due()) {
      own.forget(id);
      board
          .incident(id)
          .filter(Incident::isActive)
          .map(i -> new IncidentDraft(i).close(IncidentState.RESOLVED, now).finish(now))
          .ifPresent(i -> changes.add(change(Change.RESOLVED, i, null)));
    }
    return changes;
  }

  /** A node has gone: what it sees counts no more, and what we see of its incidents is ours. */
  Decision nodeGone(String gone) {
    own.releaseNode(gone);
    List<IncidentChanged> changes = new ArrayList<>();
    List<Join> joins = new ArrayList<>();
    for (Incident orphan : board.active()) {
      if (orphan.node().equals(gone)) {
        Decision decision = takeOver(orphan.id());
        changes.addAll(decision.changes());
        joins.addAll(decision.joins());
      }
    }
    return new Decision(changes, joins, null, true);
  }

  /**
   * An incident of an earlier run of this node is still open: tell vehicles again and wait whether
   * it is seen again.
   *
   * @return the version to publish; empty when it is ours already or over
   */
  Optional<IncidentChanged> restore(Incident incident) {
    board.accept(incident);
    Incident newest = known(incident.id());
    if (!newest.isActive() || !newest.node().equals(node) || own.holds(newest.id())) {
      return Optional.empty();
    }
    own.restore(newest, utcMillis.getAsLong());
    IncidentDraft draft = new IncidentDraft(newest);
    draft.evidence.put("restored", true);
    return Optional.of(change(Change.UPDATED, draft.finish(utcMillis.getAsLong()), null));
  }

  private IncidentChanged merged(Incident loser, String winner) {
    long now = utcMillis.getAsLong();
    IncidentDraft draft = new IncidentDraft(loser).close(IncidentState.RESOLVED, now);
    draft.evidence.put(Sameness.MERGED_INTO, winner);
    return change(Change.MERGED, draft.finish(now), null);
  }

  private IncidentChanged change(Change kind, Incident incident, FindingMessage message) {
    board.accept(incident);
    return DeskStages.change(kind, incident, message);
  }
}
