package io.milepost.rsu.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The event-bus bridge at {@code /eventbus}, WebSockets only. Closed to everything but the
 * addresses below; commands need the role operator and carry the caller's name, whatever they
 * claim. The bus has no back-pressure, so boxes are dropped for a client who reads too slowly, and
 * a client too slow even for incidents is hung up: it comes back and loads the present state.
 */
final class BridgeRoutes {
  private static final String CAMERA = "[a-z0-9_-]{1,64}";
  private static final String DETECTIONS = Topics.detections("").address();
  private static final String MOTION = Topics.motion("").address();
  private static final String CALLER = "milepost.bridge.caller";
  private static final int QUEUE_BYTES = 512 * 1024;
  private static final int CLOSE_GOING_AWAY = 1001;

  private final Vertx vertx;
  private final Doorkeeper door;
  private final Counter dropped;
  private final Counter hungUp;

  /** Open sockets and the timers that end their sign-in; of one event loop. */
  private final Map<SockJSSocket, Long> open = new HashMap<>();

  BridgeRoutes(Vertx vertx, Doorkeeper door, MeterRegistry metrics) {
    this.vertx = vertx;
    this.door = door;
    this.dropped =
        Counter.builder("milepost.bridge.dropped")
            .description("Messages not sent because the client was too slow")
            .tag("reason", "slow_client")
            .register(metrics);
    this.hungUp =
        Counter.builder("milepost.bridge.closed")
            .description("Clients hung up because they were too slow")
            .tag("reason", "slow_client")
            .register(metrics);
  }

  void mount(Router router) {
    SockJSHandlerOptions transports =
        new SockJSHandlerOptions().setRegisterWriteHandler(false).setInsertJSESSIONID(false);
    for (String each : new String[] {"XHR", "EVENT_SOURCE", "HTML_FILE", "JSON_P"}) {
      transports.addDisabledTransport(each);
    }
    router.route("/eventbus/*").handler(this::identify);
    router
        .route("/eventbus/*")
        .subRouter(SockJSHandler.create(vertx, transports).bridge(permissions(), this::event));
  }

  private static SockJSBridgeOptions permissions() {
    String command = Topics.cameraCommand("CAMERA").address();
    String scores = Topics.cameraScores("CAMERA").address();
    return new SockJSBridgeOptions()
        .setMaxAddressLength(128)
        .setMaxHandlersPerSocket(128)
        .setPingTimeout(30_000)
        .setReplyTimeout(10_000)
        .addOutboundPermitted(exactly(Topics.INCIDENTS.address()))
        .addOutboundPermitted(exactly(Topics.ALERTS.address()))
        .addOutboundPermitted(exactly(Topics.DENM.address()))
        .addOutboundPermitted(exactly(Topics.CLIPS.address()))
        .addOutboundPermitted(exactly(Topics.NODES.address()))
        .addOutboundPermitted(new PermittedOptions().setAddressRegex(quoted(DETECTIONS) + CAMERA))
        .addOutboundPermitted(new PermittedOptions().setAddressRegex(quoted(MOTION) + CAMERA))
        .addInboundPermitted(exactly(Topics.INCIDENT_REPORT.address()))
        .addInboundPermitted(exactly(Topics.INCIDENT_COMMAND.address()))
        .addInboundPermitted(
            new PermittedOptions().setAddressRegex(quoted(command).replace("CAMERA", CAMERA)))
        .addInboundPermitted(
            new PermittedOptions().setAddressRegex(quoted(scores).replace("CAMERA", CAMERA)));
  }

  private static PermittedOptions exactly(String address) {
    return new PermittedOptions().setAddress(address);
  }

  private static String quoted(String address) {
    return address.replace(".", "\\.");
  }

  private void identify(RoutingContext ctx) {
    if (!ctx.request().canUpgradeToWebSocket()) {
      throw Input.refuse("open a WebSocket at /eventbus/websocket");
    }
    door.identifySocket(ctx.request())
        .onSuccess(
            caller -> {
              ctx.put(CALLER, caller);
              ctx.next();
            })
        .onFailure(
            e ->
                ctx.request()
                    .toWebSocket()
                    .onSuccess(ws -> ws.close(LiveRoutes.CLOSE_UNAUTHENTICATED, e.getMessage()))
                    .onFailure(ctx::fail));
  }

  private void event(BridgeEvent event) {
    event.complete(
        switch (event.type()) {
          case SOCKET_CREATED -> opened(event.socket());
          case SOCKET_CLOSED -> closed(event.socket());
          case SEND -> mayCommand(event);
            // Commands are requests; nobody may speak to all.
          case PUBLISH -> refused(event.socket(), event.getRawMessage());
          case RECEIVE -> mayReceive(event.socket(), event.getRawMessage());
          default -> true;
        });
  }

  private boolean opened(SockJSSocket socket) {
    socket.setWriteQueueMaxSize(QUEUE_BYTES);
    long rest = Math.max(1, caller(socket).until() - System.currentTimeMillis());
    String reason = "the sign-in is over; sign in again";
    open.put(
        socket, vertx.setTimer(rest, t -> socket.close(LiveRoutes.CLOSE_UNAUTHENTICATED, reason)));
    return true;
  }

  private boolean closed(SockJSSocket socket) {
    Long timer = open.remove(socket);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    return true;
  }

  /** Says goodbye to all; a closing server leaves these sockets open. */
  void close() {
    List.copyOf(open.keySet()).forEach(socket -> socket.close(CLOSE_GOING_AWAY, "shutting down"));
  }

  private boolean mayCommand(BridgeEvent event) {
    JsonObject message = event.getRawMessage();
    Caller caller = caller(event.socket());
    if (!caller.role().allows(Role.OPERATOR)) {
      return refused(event.socket(), message);
    }
    if (message.getValue("body") instanceof JsonObject body) {
      if (!Topics.INCIDENT_REPORT.address().equals(message.getString("address"))) {
        body.put("actor", caller.name());
      } else if (body.getValue("source") == null) {
        body.put("source", caller.name());
      }
      event.setRawMessage(message);
    }
    return true;
  }

  /** Tells the client in the words of the bridge; it adds its own "rejected" without an address. */
  private static boolean refused(SockJSSocket socket, JsonObject message) {
    JsonObject refusal =
        new JsonObject()
            .put("type", "err")
            .put("address", message.getString("replyAddress", message.getString("address")))
            .put("failureCode", 3)
            .put("failureType", "RECIPIENT_FAILURE")
            .put("message", "access_denied");
    socket.write(refusal.toBuffer());
    return false;
  }

  private boolean mayReceive(SockJSSocket socket, JsonObject message) {
    try {
      if (!socket.writeQueueFull()) {
        return true;
      }
    } catch (IllegalStateException ignored) {
      // Closing: thrown between the goodbye and the close handler.
      return false;
    }
    String address = message.getString("address", "").toLowerCase(Locale.ROOT);
    dropped.increment();
    if (!address.startsWith(DETECTIONS)) {
      hungUp.increment();
      socket.close(4408, "too slow; connect again and load the present state");
    }
    return false;
  }

  private static Caller caller(SockJSSocket socket) {
    return socket.routingContext().get(CALLER);
  }
}
