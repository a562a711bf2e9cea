package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.ReportReader;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.incident.IncidentQuery;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Incidents: list, one with all that belongs to it, report, and what operators do with them. */
final class EventRoutes {
  private final Vertx vertx;
  private final IncidentArchive archive;
  private final IncidentClips clips;
  private final AlertBoard alerts;

  EventRoutes(Vertx vertx, IncidentArchive archive, IncidentClips clips, AlertBoard alerts) {
    this.vertx = vertx;
    this.archive = archive;
    this.clips = clips;
    this.alerts = alerts;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/events").handler(door.atLeast(Role.VIEWER)).handler(this::list);
    router.get("/api/v1/events/:id").handler(door.atLeast(Role.VIEWER)).handler(this::one);
    command(router, door, "ack", IncidentCommand.Action.ACKNOWLEDGE);
    command(router, door, "note", IncidentCommand.Action.NOTE);
    command(router, door, "resolve", IncidentCommand.Action.RESOLVE);
    command(router, door, "false_alarm", IncidentCommand.Action.FALSE_ALARM);
    router.post("/api/v1/incidents").handler(door.atLeast(Role.OPERATOR)).handler(this::report);
    router.get("/api/v1/alerts").handler(door.atLeast(Role.VIEWER)).handler(this::alerts);
  }

  private void command(Router router, Doorkeeper door, String name, IncidentCommand.Action action) {
    router
        .post("/api/v1/events/:id/" + name)
        .handler(door.atLeast(Role.OPERATOR))
        .handler(command(action));
  }

  private void list(RoutingContext ctx) {
    Input.allow(ctx, Set.of("page", "size", "camera", "type", "state", "from", "to"));
    IncidentQuery query =
        new IncidentQuery(
            Input.camera(ctx, "camera"),
            Input.code(ctx, "type", IncidentType::of),
            Input.code(ctx, "state", IncidentState::of),
            Input.time(ctx, "from"),
            Input.time(ctx, "to"),
            Input.number(ctx, "page", 1, 1, 1_000_000),
            Input.number(ctx, "size", 50, 1, 200));
    if (query.fromMillis() != null
        && query.toMillis() != null
        && query.fromMillis() >= query.toMillis()) {
      throw Input.refuse("from must be before to");
    }
    Answers.json(ctx, archive.find(query));
  }

  private void one(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    String id = Input.id(ctx);
    Answers.json(ctx, archive.known(id).compose(this::details));
  }

  private Future<Details> details(Incident incident) {
    Future<List<ClipReady>> made = clips.of(incident);
    Future<List<AlertOnAir>> told = archive.alerts(incident.id());
    return Future.all(made, told)
        .map(all -> new Details(incident, made.result(), alerts.asOfNow(told.result())));
  }

  private Handler<RoutingContext> command(IncidentCommand.Action action) {
    return ctx -> {
      Input.allow(ctx, Set.of());
      String id = Input.id(ctx);
      String note = Input.bodyOr(ctx, Note.class, new Note(null)).note;
      String actor = Doorkeeper.caller(ctx).name();
      Answers.json(
          ctx,
          LocalIncidents.COMMAND.request(
              vertx.eventBus(), new IncidentCommand(id, action, actor, note), IncidentReply.class));
    };
  }

  private void report(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    Answers.json(
        ctx,
        LocalIncidents.REPORT.request(
            vertx.eventBus(),
            ReportReader.read(Input.bytes(ctx), Doorkeeper.caller(ctx).name()),
            IncidentReply.class));
  }

  private void alerts(RoutingContext ctx) {
    Input.allow(ctx, Set.of("state"));
    String state = Input.code(ctx, "state", EventRoutes::alertState);
    Answers.json(
        ctx,
        new Alerts(
            alerts.all().stream()
                .filter(alert -> state == null || state.equals(alert.state()))
                .toList()));
  }

  private static String alertState(String state) {
    return Optional.of(state)
        .filter(Set.of("active", "cancelled", "expired")::contains)
        .orElseThrow(() -> new IllegalArgumentException("must be active, cancelled or expired"));
  }

  private record Details(Incident incident, List<ClipReady> clips, List<AlertOnAir> alerts) {}

  private record Note(String note) {}

  private record Alerts(List<AlertOnAir> items) {}
}
