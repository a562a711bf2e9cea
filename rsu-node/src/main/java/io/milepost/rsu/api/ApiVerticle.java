package io.milepost.rsu.api;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves REST, live pictures, the event-bus bridge and the console. See the package for who may do
 * what.
 *
 * <p><em>Consumes</em>: {@code milepost.nodes}, {@code milepost.alerts} (through {@link ApiState}),
 * and through the bridge what clients ask for. <br>
 * <em>Publishes</em>: {@code milepost.incidents.report}, {@code milepost.incidents.command}, {@code
 * milepost.cameras.<id>.command}, as requests. <br>
 * <em>Threading</em>: event loop, one instance per core; passwords, snapshots and metrics on the
 * worker pool {@code milepost-api}, recordings on {@code milepost-playback}. <br>
 * <em>Drops</em>: live pictures and boxes for clients who read too slowly, counted.
 */
public final class ApiVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ApiVerticle.class);
  private static final int BODY_BYTES = 64 * 1024;
  private static final int MESSAGE_BYTES = 64 * 1024;
  private static final int IDLE_SECONDS = 120;

  private final ApiState state;
  private HttpServer server;
  private LiveRoutes live;
  private BridgeRoutes bridge;

  /** One instance; all instances of a node share the state. */
  public ApiVerticle(ApiState state) {
    this.state = Objects.requireNonNull(state, "state");
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(state.config.host())
            .setPort(state.config.port())
            .setCompressionSupported(false)
            .setMaxWebSocketMessageSize(MESSAGE_BYTES)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    server = vertx.createHttpServer(options).requestHandler(router());
    return state
        .ready()
        .compose(v -> server.listen())
        .onSuccess(
            s -> LOG.info("api listening host={} port={}", state.config.host(), s.actualPort()));
  }

  @Override
  public Future<?> stop() {
    live.close();
    bridge.close();
    return Future.succeededFuture();
  }

  /** The port it listens on, once started. */
  public int port() {
    return server.actualPort();
  }

  private Router router() {
    Router router = Router.router(vertx);
    Doorkeeper door = new Doorkeeper(state.tokens);
    ConsoleRoutes console = new ConsoleRoutes(state.config.webroot());
    PeerProxy proxy = new PeerProxy(state.http, state.peers, state.tokens);
    ApiSources sources = state.sources;

    Failures.mount(router);
    console.mountHeaders(router);
    // WebSockets come before the body handler, which would swallow the handshake.
    LiveSources own = new LiveSources(state::local, state::video);
    live = new LiveRoutes(vertx, door, state.viewers, own, state.remote);
    live.mount(router);
    bridge = new BridgeRoutes(vertx, door, sources.metrics());
    bridge.mount(router);
    cors(router);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));

    new HealthRoutes(vertx, sources, state.config, state.tokens, state.workers).mount(router);
    new AuthRoutes(state.tokens, state.account, state.limiter, state.workers).mount(router, door);
    new CameraRoutes(vertx, sources.cameras(), state.peers, proxy, state.workers)
        .mount(router, door);
    new CameraSetRoutes(vertx, state.peers).mount(router, door);
    IncidentClips clips = new IncidentClips(sources, state.workers);
    new EventRoutes(vertx, sources.archive(), clips, state.alerts).mount(router, door);
    new CaseRoutes(vertx, sources.archive(), clips, sources.cases()).mount(router, door);
    new SummaryRoutes(sources.archive(), clips, sources.words(), state.workers).mount(router, door);
    new RuleRoutes(vertx, sources.archive(), state.peers).mount(router, door);
    new NodeRoutes(state.peers).mount(router, door);
    new ModelRoutes(vertx).mount(router, door);
    Keepers keepers = new Keepers(vertx, state.peers);
    new HoldRoutes(vertx, sources.archive(), clips, keepers).mount(router, door);
    new RecordedRoutes(vertx, sources.clips(), keepers, state.peers, proxy, state.workers)
        .mount(router, door);
    new ClipRoutes(vertx, sources.clipFile(), state.peers, proxy, state.workers)
        .mount(router, door);
    VideoAnswers video = new VideoAnswers(state.players, proxy, state.peers);
    new PlaybackRoutes(sources.recordings(), video).mount(router, door);
    new HlsRoutes(vertx, sources.recordings().hls(), video).mount(router, door);
    new TimelineRoutes(sources, video).mount(router, door);
    new CoverageRoutes(sources, keepers, state.peers, proxy, state.workers).mount(router, door);
    console.mountFiles(router);
    return router;
  }

  private void cors(Router router) {
    if (state.config.corsOrigins().isEmpty()) {
      return;
    }
    CorsHandler cors =
        CorsHandler.create()
            .allowedMethod(HttpMethod.GET)
            .allowedMethod(HttpMethod.POST)
            .allowedMethod(HttpMethod.PUT)
            .allowedMethod(HttpMethod.PATCH)
            .allowedMethod(HttpMethod.DELETE)
            .allowedHeader("Authorization")
            .allowedHeader("Content-Type");
    state.config.corsOrigins().forEach(cors::addOrigin);
    router
        .route("/api/*")
        .handler(
            ctx -> {
              // Browsers name the origin of our own console too, and CorsHandler would refuse it.
              if (isOwnOrigin(ctx.request())) {
                ctx.next();
              } else {
                cors.handle(ctx);
              }
            });
  }

  private static boolean isOwnOrigin(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && origin.equals(request.scheme() + "://" + request.authority());
  }
}
