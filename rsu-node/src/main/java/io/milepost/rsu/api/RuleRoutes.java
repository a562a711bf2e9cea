package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipScore;
import io.milepost.protocol.message.ClipScoreReply;
import io.milepost.protocol.message.IncidentTraces;
import io.milepost.protocol.message.RulesCommand;
import io.milepost.protocol.message.RulesReply;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TraceQuery;
import io.milepost.rsu.incident.IncidentArchive;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules of a camera: what is in use and how near each is to a finding, values laid over the files,
 * scores of external models; and why the rules fired that saw an incident. Whichever node holds the
 * camera or saw the incident is asked over the bus.
 */
final class RuleRoutes {
  private final Vertx vertx;
  private final IncidentArchive archive;
  private final PeerDirectory peers;

  RuleRoutes(Vertx vertx, IncidentArchive archive, PeerDirectory peers) {
    this.vertx = vertx;
    this.archive = archive;
    this.peers = peers;
  }

  void mount(Router router, Doorkeeper door) {
    String rules = "/api/v1/cameras/:id/rules";
    router.get(rules).handler(door.atLeast(Role.VIEWER)).handler(this::show);
    router.put(rules).handler(door.atLeast(Role.ADMIN)).handler(this::change);
    router.delete(rules).handler(door.atLeast(Role.ADMIN)).handler(this::reset);
    router
        .post("/api/v1/cameras/:id/scores")
        .handler(door.atLeast(Role.OPERATOR))
        .handler(this::score);
    router.get("/api/v1/events/:id/trace").handler(door.atLeast(Role.VIEWER)).handler(this::trace);
  }

  private void show(RoutingContext ctx) {
    ask(ctx, RulesCommand.Action.SHOW, null);
  }

  private void change(RoutingContext ctx) {
    Map<String, Object> rules;
    try {
      rules = new JsonObject(Buffer.buffer(Input.bytes(ctx))).getMap();
    } catch (DecodeException e) {
      throw Input.refuse("the body must be a JSON object, the tree below rules");
    }
    ask(ctx, RulesCommand.Action.CHANGE, rules);
  }

  private void reset(RoutingContext ctx) {
    ask(ctx, RulesCommand.Action.RESET, null);
  }

  private void ask(RoutingContext ctx, RulesCommand.Action action, Map<String, Object> rules) {
    Input.allow(ctx, Set.of());
    RulesCommand command = new RulesCommand(action, rules, Doorkeeper.caller(ctx).name());
    Answers.json(
        ctx, Topics.cameraRules(known(ctx)).request(vertx.eventBus(), command, RulesReply.class));
  }

  private void score(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    ClipScore score = Input.body(ctx, ClipScore.class);
    Answers.json(
        ctx,
        Topics.cameraScores(known(ctx)).request(vertx.eventBus(), score, ClipScoreReply.class));
  }

  private String known(RoutingContext ctx) {
    String id = Input.cameraId(ctx);
    if (peers.ownerOf(id).isEmpty()) {
      throw new MilepostException(FailureCode.NOT_FOUND, "there is no camera " + id);
    }
    return id;
  }

  private void trace(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    String id = Input.id(ctx);
    Answers.json(ctx, archive.known(id).compose(this::traces));
  }

  /** A node that does not answer has nothing to add. */
  private Future<IncidentTraces> traces(Incident incident) {
    Set<String> nodes = new LinkedHashSet<>(List.of(incident.node()));
    incident.seenBy().forEach(seer -> nodes.add(seer.substring(0, Math.max(0, seer.indexOf('/')))));
    nodes.remove("");
    List<Future<IncidentTraces>> asked =
        nodes.stream()
            .map(
                node ->
                    Topics.traces(node)
                        .request(
                            vertx.eventBus(), new TraceQuery(incident.id()), IncidentTraces.class)
                        .otherwise(new IncidentTraces(incident.id(), List.of())))
            .toList();
    return Future.all(asked)
        .map(
            all -> {
              List<IncidentTraces.Trace> traces = new ArrayList<>();
              asked.forEach(each -> traces.addAll(each.result().traces()));
              return new IncidentTraces(incident.id(), traces);
            });
  }
}
