package io.milepost.rsu.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.HoldList;
import io.milepost.protocol.message.HoldOrder;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.IncidentArchive;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must not be deleted, at whichever node: pins, which operators set and release, and legal
 * holds, which administrators do. Of which cameras recordings are kept, removed ones included.
 */
final class HoldRoutes {
  private static final Set<String> FIELDS =
      Set.of("camera", "node", "from", "to", "incident", "kind", "until", "reason");

  /** As far around an incident as its clip goes unless configured otherwise. */
  private static final long AROUND_MILLIS = 300_000;

  private final Vertx vertx;
  private final IncidentArchive archive;
  private final IncidentClips clips;
  private final Keepers keepers;

  HoldRoutes(Vertx vertx, IncidentArchive archive, IncidentClips clips, Keepers keepers) {
    this.vertx = vertx;
    this.archive = archive;
    this.clips = clips;
    this.keepers = keepers;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/holds").handler(door.atLeast(Role.VIEWER)).handler(this::list);
    router.post("/api/v1/holds").handler(door.atLeast(Role.OPERATOR)).handler(this::set);
    router.delete("/api/v1/holds/:id").handler(door.atLeast(Role.OPERATOR)).handler(this::release);
    router.get("/api/v1/recordings").handler(door.atLeast(Role.VIEWER)).handler(this::cameras);
  }

  private void cameras(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    Answers.json(ctx, keepers.cameras());
  }

  private void list(RoutingContext ctx) {
    Input.allow(ctx, Set.of("camera", "from", "to"));
    String camera = Input.camera(ctx, "camera");
    Long from = Input.time(ctx, "from");
    Long to = Input.time(ctx, "to");
    Answers.json(
        ctx,
        keepers
            .ask(node -> order(node, HoldOrder.list()))
            .map(
                told ->
                    new Keepers.Told<>(
                        told.items().stream()
                            .filter(hold -> camera == null || camera.equals(hold.camera()))
                            .filter(hold -> from == null || hold.to() > from)
                            .filter(hold -> to == null || hold.from() < to)
                            .toList(),
                        told.missing())));
  }

  private Future<List<HoldList.Hold>> order(String node, HoldOrder order) {
    return Topics.holds(node)
        .request(vertx.eventBus(), order, HoldList.class, Keepers.PATIENCE)
        .map(HoldList::items);
  }

  private void set(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    JsonNode body = Input.fields(ctx, FIELDS);
    String kind = body.path("kind").asText("pin");
    if (!kind.equals("pin") && !kind.equals("hold")) {
      throw Input.refuse("kind must be pin or hold");
    }
    Long until = Input.time(body, "until");
    boolean legal = kind.equals("hold");
    Caller caller = Doorkeeper.caller(ctx);
    if (legal && !caller.role().allows(Role.ADMIN)) {
      throw new MilepostException(
          FailureCode.FORBIDDEN, "a legal hold needs the role admin; an operator may set a pin");
    }
    if (legal && until != null) {
      throw Input.refuse("a legal hold has no end of its own; leave until out");
    }
    Terms terms =
        new Terms(legal, until == null ? 0 : until, body.path("reason").asText(""), caller.name());
    Future<List<Place>> places = places(body);
    places
        .compose(found -> holdAll(found, terms))
        .onSuccess(
            held -> {
              ctx.response().setStatusCode(201);
              Answers.json(ctx, held);
            })
        .onFailure(ctx::fail);
  }

  private Future<List<Place>> places(JsonNode body) {
    Long from = Input.time(body, "from");
    Long to = Input.time(body, "to");
    String incident = body.path("incident").asText("");
    String camera = body.path("camera").asText("");
    if (!incident.isEmpty() && camera.isEmpty() && from == null && to == null) {
      return archive
          .known(incident)
          .compose(found -> clips.of(found).map(made -> around(found, made)));
    }
    if (!incident.isEmpty() || camera.isEmpty() || from == null || to == null) {
      throw Input.refuse("say what: camera, from and to; or incident");
    }
    String node = body.path("node").asText("");
    Future<String> keeper = node.isEmpty() ? keepers.of(camera) : Future.succeededFuture(node);
    return keeper.map(found -> List.of(new Place(found, camera, from, to)));
  }

  /** Every camera that saw it or of which there is a clip, for as long as the clip. */
  static List<Place> around(Incident incident, List<ClipReady> clips) {
    long from = Math.min(incident.startedAt(), incident.confirmedAt()) - AROUND_MILLIS;
    long to = incident.confirmedAt() + AROUND_MILLIS;
    Map<String, Place> places = new LinkedHashMap<>();
    List<String> seers = new ArrayList<>();
    if (incident.camera() != null) {
      seers.add(incident.node() + "/" + incident.camera());
    }
    seers.addAll(incident.seenBy());
    for (String seer : seers) {
      int slash = seer.indexOf('/');
      if (slash > 0 && slash < seer.length() - 1) {
        places.put(seer, new Place(seer.substring(0, slash), seer.substring(slash + 1), from, to));
      }
    }
    for (ClipReady clip : clips) {
      places.merge(
          clip.node() + "/" + clip.camera(),
          new Place(
              clip.node(),
              clip.camera(),
              Math.min(from, clip.startUtcMillis()),
              Math.max(to, clip.endUtcMillis())),
          (before, now) -> now);
    }
    if (places.isEmpty()) {
      throw new MilepostException(
          FailureCode.NOT_FOUND,
          "no camera saw incident " + incident.id() + "; name camera, from and to");
    }
    return List.copyOf(places.values());
  }

  /** One refusal does not keep the others from being held; all refused is a refusal. */
  private Future<Held> holdAll(List<Place> places, Terms terms) {
    List<Future<List<HoldList.Hold>>> orders =
        places.stream().map(place -> order(place.node, place.order(terms))).toList();
    return Future.join(orders)
        .transform(
            all -> {
              Held held = new Held(new ArrayList<>(), new ArrayList<>());
              for (int i = 0; i < orders.size(); i++) {
                if (orders.get(i).succeeded()) {
                  held.items.addAll(orders.get(i).result());
                } else {
                  String why = orders.get(i).cause().getMessage();
                  held.refused.add(new Refused(places.get(i).node, places.get(i).camera, why));
                }
              }
              return held.items.isEmpty()
                  ? Future.failedFuture(orders.get(0).cause())
                  : Future.succeededFuture(held);
            });
  }

  private void release(RoutingContext ctx) {
    Input.allow(ctx, Set.of("node", "reason"));
    String node = Input.node(ctx, "node");
    Caller caller = Doorkeeper.caller(ctx);
    HoldOrder order =
        HoldOrder.release(
            Input.id(ctx),
            caller.role().allows(Role.ADMIN),
            Input.text(ctx, "reason"),
            caller.name());
    Answers.json(
        ctx,
        release(order, node == null ? keepers.nodes() : List.of(node)).map(held -> held.get(0)));
  }

  private Future<List<HoldList.Hold>> release(HoldOrder order, List<String> nodes) {
    List<String> others = nodes.subList(1, nodes.size());
    return order(nodes.get(0), order)
        .recover(
            e ->
                !others.isEmpty()
                        && e instanceof MilepostException known
                        && (known.code() == FailureCode.NOT_FOUND || known.code().retryable())
                    ? release(order, others)
                    : Future.failedFuture(e));
  }

  private record Terms(boolean legal, long until, String reason, String by) {}

  private record Held(List<HoldList.Hold> items, List<Refused> refused) {}

  private record Refused(String node, String camera, String reason) {}

  /**
   * A stretch of a camera's recordings.
   *
   * @param node that keeps it
   * @param from UTC milliseconds
   * @param to UTC milliseconds
   */
  record Place(String node, String camera, long from, long to) {
    private HoldOrder order(Terms terms) {
      return new HoldOrder(
          HoldOrder.Action.SET,
          null,
          camera,
          from,
          to,
          terms.legal,
          terms.until,
          terms.reason,
          terms.by);
    }
  }
}
