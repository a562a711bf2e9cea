package io.milepost.rsu.app;

import com.hazelcast.core.HazelcastInstance;
import io.milepost.host.clock.ClockWatch;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.api.ApiSources;
import io.milepost.rsu.api.ApiState;
import io.milepost.rsu.api.ApiVerticle;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureVerticle;
import io.milepost.rsu.camera.FfmpegLog;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.cluster.ClusterVerticle;
import io.milepost.rsu.cluster.ClusteredVertx;
import io.milepost.rsu.cluster.NodeRegistry;
import io.milepost.rsu.denm.DenmVerticle;
import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.intake.IntakeVerticle;
import io.milepost.rsu.keys.KeyRingVerticle;
import io.milepost.rsu.keys.RsuKeys;
import io.milepost.rsu.ops.Degradations;
import io.milepost.rsu.ops.Metrics;
import io.milepost.rsu.perception.InferenceVerticle;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.perception.recorded.DetectionArchiveVerticle;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.rules.LiveRules;
import io.milepost.rsu.rules.RuleFilesVerticle;
import io.milepost.rsu.rules.RuleSource;
import io.milepost.rsu.store.Database;
import io.milepost.rsu.store.NodeEpoch;
import io.milepost.rsu.store.Spool;
import io.milepost.rsu.store.StoreArchive;
import io.milepost.rsu.store.StoreVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running roadside unit. {@link #start} reads as the start-up script: what is written down first,
 * who is told, and only then who sees; {@link #close} goes back the same way.
 */
final class RsuNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RsuNode.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration PART_STOP_LIMIT = Duration.ofSeconds(6);
  private static final Duration LATE_STOP_LIMIT = Duration.ofMillis(200);

  private final RsuConfig config;
  private final RuleSource ruleSource;
  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Map<String, Supplier<Optional<String>>> readiness = new HashMap<>();
  private final List<CameraRig> rigs = new ArrayList<>();
  private Path folder;
  private RsuKeys keys;
  private int epoch;
  private Metrics metrics;
  private Degradations degradations;
  private Vertx vertx;
  private HazelcastInstance hazelcast;
  private Spool spool;
  private IncidentBoard board;
  private NodeRegistry registry;
  private InferenceVerticle inference;
  private NodeReport report;
  private Database database;
  private BroadcastVerticle broadcast;
  private RecordingStore recordings;
  private ClipKeeper clips;
  private long stopBy;

  private interface Undo {
    void run() throws Exception;
  }

  private RsuNode(RsuConfig config, RuleSource ruleSource) {
    this.ruleSource = ruleSource;
    this.config = config;
  }

  /**
   * Starts a node; blocks until it works or has failed. Not for an event loop.
   *
   * @throws io.milepost.protocol.failure.MilepostException with a sentence when it cannot start
   */
  static RsuNode start(RsuConfig config) throws Exception {
    return start(config, RuleSource.fixed(config.ruleSets()));
  }

  /** As the other, with rules that may change while it runs. */
  static RsuNode start(RsuConfig config, RuleSource rules) throws Exception {
    RsuNode node = new RsuNode(config, rules);
    try {
      node.boot();
      return node;
    } catch (Exception e) {
      node.close();
      throw e;
    }
  }

  private void boot() throws Exception {
    long began = System.nanoTime();
    claim();
    joinBus();
    openMemory();
    connectVehicles();
    keepVideo();
    openEyes();
    serve();
    later(NodeWatch.start(vertx, config.broadcast(), broadcast, report));
    LOG.info(
        "node ready node={} epoch={} cameras={} api={} ms={}",
        config.node(),
        epoch,
        rigs.size(),
        report.apiUrl(),
        (System.nanoTime() - began) / 1_000_000);
  }

  /** 1. What only one process may have, and what every later part counts on. */
  private void claim() {
    FfmpegLog.install();
    folder = later(DataFolder.open(config.data())).path();
    keys = config.openKeys();
    epoch = NodeEpoch.next(folder);
    metrics = later(new Metrics(config.node()));
    degradations = new Degradations(metrics.registry());
  }

  /** 2. The bus, alone or with the other nodes. */
  private void joinBus() throws Exception {
    ClusteredVertx clustered =
        await(
            ClusteredVertx.start(
                config.cluster(), config.node(), vertxOptions(), metrics.registry()));
    vertx = clustered.vertx();
    hazelcast = clustered.hazelcast();
    undo.push(() -> awaitStop(vertx.close()));
    if (!vertx.isNativeTransportEnabled()) {
      LOG.warn(
          "native transport unavailable reason=\"{}\"", vertx.unavailableNativeTransportCause());
    }
    PerceptionTopics.registerCodecs(vertx.eventBus());
  }

  /** 3. Memory: spool, database, the board of all incidents; and the node's own report. */
  private void openMemory() throws Exception {
    spool = later(Spool.open(folder));
    declare("spool", spool::degraded);
    board = new IncidentBoard(config.desk().boardSize(), System::currentTimeMillis);
    registry = new NodeRegistry(config.node());
    ScheduledExecutorService encoders =
        Executors.newSingleThreadScheduledExecutor(RsuNode::encoder);
    undo.push(encoders::shutdownNow);
    for (CameraConfig camera : config.cameras()) {
      CameraRig rig = new CameraRig(camera, config, encoders, metrics.registry());
      undo.push(rig::close);
      rigs.add(rig);
    }
    inference =
        new InferenceVerticle(
            config.perception(), rigs.stream().map(CameraRig::feed).toList(), metrics.registry());
    degradations.register("inference", inference::degraded);
    report = new NodeReport(config, epoch, rigs, inference, spool, degradations);
    degradations.register("cameras", report::camerasDown);
    degradations.register("sight", report::camerasBlind);
    deploy(new ClusterVerticle(registry, report::status, hazelcast));
    if (config.store().enabled()) {
      database = new Database(vertx, config.store());
      undo.push(() -> awaitStop(database.close()));
      StoreVerticle store = new StoreVerticle(config.node(), spool, database, metrics.registry());
      deploy(store);
      degradations.register("store", store::degraded);
    }
  }

  /** 4. Who is told: vehicles, by the desk that decides what there is to tell. */
  private void connectVehicles() throws Exception {
    if (config.broadcastEnabled()) {
      ClockWatch clock = later(ClockWatch.start());
      degradations.register("clock", clock::degraded);
      broadcast =
          new BroadcastVerticle(
              config.broadcast(),
              new BroadcastVerticle.Identity(config.node(), epoch, 1),
              keys.live(),
              report::camerasUpAndDown,
              () -> new HeartbeatBody.Clock(clock.synchronised(), clock.offsetMs()),
              metrics.registry(),
              new Surroundings(config.reach(), config.advice(), folder, board, places()));
      deploy(broadcast);
      declare("broadcast", () -> joined(broadcast.degraded()));
      degradations.register("broadcast-check", () -> joined(broadcast.warnings()));
      deploy(new KeyRingVerticle(keys.live(), metrics.registry()));
      degradations.register("keys", keys::problem);
      report.alertsOnAir(broadcast::alertsOnAir);
      DenmVerticle denm =
          new DenmVerticle(config.node(), config.denm(), config.mqtt(), metrics.registry());
      deploy(denm, DenmVerticle.options());
      degradations.register("mqtt", denm::degraded);
    }
    DeskIdentity self = new DeskIdentity(config.node(), epoch, places());
    IncidentVerticle desk = new IncidentVerticle(config.desk(), self, board, registry, spool);
    deploy(desk);
    declare("incident", desk::degraded);
    if (config.intake().enabled()) {
      IntakeVerticle intake = new IntakeVerticle(config.intake(), folder, metrics.registry());
      deploy(intake, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
      degradations.register("intake", intake::degraded);
    }
  }

  /** 5. Who keeps the video. */
  private void keepVideo() throws Exception {
    Clock utc = Clock.systemUTC();
    recordings = later(RecordingStore.open(config.recording(), folder, utc));
    degradations.register("recording", () -> joined(recordings.degraded()));
    clips = new ClipKeeper(config.node(), config.clip(), recordings, folder.resolve("clips"), utc);
    for (CameraRig rig : rigs) {
      SegmentRecorder recorder = recordings.recorder(rig.camera().id());
      new RecordingMetrics(recorder).bindTo(metrics.registry());
      rig.capture().add(recorder);
    }
    // Building a clip reads and writes files; an incident of a camera without recorder has none.
    deploy(
        new ClipVerticle(clips), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
  }

  /** 6. Who sees: rules before the detector before the cameras, so that nothing goes unheard. */
  private void openEyes() throws Exception {
    LiveRules rules = new LiveRules(ruleSource, folder.resolve("rules"));
    degradations.register("rules", rules::problem);
    deploy(new RuleFilesVerticle(rules, metrics.registry()));
    for (CameraRig rig : rigs) {
      deploy(rig.rules(rules, metrics.registry()));
      rig.motionTo(vertx.eventBus());
    }
    DetectionArchiveVerticle kept = config.detectionArchive(folder, metrics.registry());
    deploy(kept);
    degradations.register("detections", kept::degraded);
    deploy(inference);
    for (CameraRig rig : rigs) {
      deploy(new CaptureVerticle(rig.capture(), rig.live()));
    }
  }

  /** 7. Who looks on. */
  private void serve() throws Exception {
    Map<String, LivePictures> live = new HashMap<>();
    rigs.forEach(rig -> live.put(rig.camera().id(), rig.live()));
    ApiSources sources =
        new ApiSources(
            report::status,
            new StoreArchive(database, board),
            () -> live,
            clips.library()::file,
            readiness,
            metrics.registry());
    ApiState api = new ApiState(vertx, config.api(), sources);
    undo.push(() -> awaitStop(api.close()));
    await(api.ready());
    DeploymentOptions perCore =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    String id =
        await(
            vertx
                .deployVerticle(() -> new ApiVerticle(api), perCore)
                .recover(e -> Future.failedFuture(cannotListen(e))));
    undo.push(() -> awaitStop(vertx.undeploy(id)));
  }

  private Throwable cannotListen(Throwable e) {
    if (!(e instanceof IOException)) {
      return e;
    }
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "api.port: cannot listen on "
            + config.api().host()
            + ":"
            + config.api().port()
            + " ("
            + e.getMessage()
            + "); stop what uses it or choose another port",
        e);
  }

  private static Thread encoder(Runnable task) {
    Thread thread = new Thread(task, "live-encoder");
    thread.setDaemon(true);
    return thread;
  }

  private VertxOptions vertxOptions() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setWorkerPoolSize(config.workerThreads())
        .setInternalBlockingPoolSize(config.workerThreads());
  }

  private Map<String, CameraPlace> places() {
    Map<String, CameraPlace> places = new HashMap<>();
    config.cameras().forEach(camera -> places.put(camera.id(), CameraPlace.of(camera)));
    return places;
  }

  /** What a node must be able to do before it counts as ready. */
  private void declare(String part, Supplier<Optional<String>> sentence) {
    degradations.register(part, sentence);
    readiness.put(part, sentence);
  }

  private static Optional<String> joined(List<String> sentences) {
    return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
  }

  private void deploy(Deployable verticle) throws Exception {
    deploy(verticle, new DeploymentOptions());
  }

  private void deploy(Deployable verticle, DeploymentOptions options) throws Exception {
    String id = await(vertx.deployVerticle(verticle, options));
    undo.push(() -> awaitStop(vertx.undeploy(id)));
  }

  private <T extends AutoCloseable> T later(T part) {
    undo.push(part::close);
    return part;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return Blocking.await(future, START_LIMIT);
  }

  /** What hangs keeps the others waiting for some seconds, and not at all once time is up. */
  private <T> T awaitStop(Future<T> future) throws Exception {
    Duration left = Duration.ofNanos(stopBy - System.nanoTime());
    Duration limit = left.compareTo(PART_STOP_LIMIT) < 0 ? left : PART_STOP_LIMIT;
    return Blocking.await(future, limit.compareTo(LATE_STOP_LIMIT) < 0 ? LATE_STOP_LIMIT : limit);
  }

  /**
   * Stops everything in reverse order. A part that fails to stop does not keep the others:
   * recordings and spool, which have something to write, come last.
   */
  @Override
  public void close() {
    stopBy = System.nanoTime() + STOP_LIMIT.toNanos();
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (Exception e) {
        LOG.warn("stop incomplete reason=\"{}\"", e.getMessage());
      }
    }
  }
}
