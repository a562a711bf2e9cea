package io.milepost.rsu.api;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import io.milepost.rsu.recording.CoverageLedger;
import io.milepost.rsu.recording.Footage;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.playback.Hls;
import io.milepost.rsu.recording.playback.Playback;
import io.milepost.rsu.recording.playback.Timeline;
import io.milepost.rsu.recording.summary.Words;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A node as far as the API sees one, with a real server on a free port of the loopback. */
final class ApiNode {
  static final String PASSWORD = "correct horse 42";
  static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final String METRICS_TOKEN = "metrics-token-0123";

  final Vertx vertx;
  final String id;
  final MemoryArchive archive = new MemoryArchive();
  final Map<String, LivePictures> cameras = new ConcurrentHashMap<>();
  final Map<String, LiveVideo> videos = new ConcurrentHashMap<>();
  final Map<String, Path> clips = new ConcurrentHashMap<>();
  final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentHashMap<>();
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  volatile List<CameraState> states = List.of();
  final FakeShelf recorded = new FakeShelf();
  final Map<String, List<Words>> words = new ConcurrentHashMap<>();
  volatile CaseSource cases = (request, out) -> {};
  volatile int port;
  ApiState state;
  RecordingStore recordings;
  private String deployment;

  ApiNode(Vertx vertx, String id) {
    this.vertx = vertx;
    this.id = id;
  }

  NodeStatus status() {
    long now = System.currentTimeMillis();
    return new NodeStatus(
        id, 3, "up", now - 5_000_000, now, "0.1.0", url(), states, List.of(), 0, 0);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  static ApiConfig config(int port, int liveSessions) {
    return config(port, liveSessions, ApiConfig.DEFAULT_LIVE_SESSIONS_PER_USER);
  }

  static ApiConfig config(int port, int liveSessions, int perUser) {
    return new ApiConfig(
        "127.0.0.1",
        port,
        PASSWORD,
        SECRET,
        METRICS_TOKEN,
        List.of("https://ops.example.org"),
        ApiConfig.DEFAULT_TOKEN_MINUTES,
        liveSessions,
        perUser,
        webroot());
  }

  static Path webroot() {
    return Path.of(System.getProperty("milepost.home", "..")).resolve("webroot");
  }

  /** Which time is recorded; to be set before the start. */
  CoverageLedger coverage;

  ApiNode start() throws Exception {
    return start(config(0, ApiConfig.DEFAULT_LIVE_SESSIONS));
  }

  ApiNode start(ApiConfig config) throws Exception {
    state =
        new ApiState(
            vertx,
            config,
            new ApiSources(
                this::status,
                archive,
                () -> cameras,
                this::clip,
                readiness,
                metrics,
                recorded(),
                () -> videos,
                recorded,
                (request, out) -> cases.write(request, out),
                incident -> words.getOrDefault(incident, List.of())));
    serve();
    return this;
  }

  private RecordedVideo recorded() throws IOException {
    Path folder = Files.createTempDirectory("recorded");
    recordings =
        RecordingStore.open(RecordingConfig.in(folder.resolve("rec")), folder, Clock.systemUTC());
    Path segments = folder.resolve("rec");
    return new RecordedVideo(
        new Playback(Footage.in(segments, folder.resolve("clips"), recordings.database())),
        new Hls(recordings.segments(), segments),
        new Timeline(recordings.coverage(), recordings.motion()),
        coverage == null ? recordings.coverage() : coverage);
  }

  /** The real one asks SQLite. */
  private Optional<Path> clip(String clip) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("a clip is looked up on an event loop");
    }
    return Optional.ofNullable(clips.get(clip));
  }

  /** Opens the server, on a new port. */
  void serve() throws Exception {
    ApiVerticle verticle = new ApiVerticle(state);
    deployment = await(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  /** Closes the server and all its connections. */
  void hide() throws Exception {
    await(vertx.undeploy(deployment));
  }

  String socketTicket(Role role) {
    Caller caller = new Caller("test-" + role.code(), role, System.currentTimeMillis() + 3_600_000);
    return state.tokens.socketTicket(caller).token();
  }

  void stop() throws Exception {
    await(state.close());
    recordings.close();
  }

  static DeploymentOptions worker() {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
  }

  String accessToken(Role role) {
    return state.tokens.access("test-" + role.code(), role).token();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
