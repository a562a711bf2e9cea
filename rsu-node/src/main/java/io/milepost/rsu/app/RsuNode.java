package io.milepost.rsu.app;

import com.hazelcast.core.HazelcastInstance;
import io.milepost.host.clock.ClockWatch;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.api.ApiSources;
import io.milepost.rsu.api.ApiState;
import io.milepost.rsu.api.ApiVerticle;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.rsu.camera.FfmpegLog;
import io.milepost.rsu.cluster.ClusterVerticle;
import io.milepost.rsu.cluster.ClusteredVertx;
import io.milepost.rsu.cluster.NodeRegistry;
import io.milepost.rsu.denm.DenmVerticle;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.intake.IntakeVerticle;
import io.milepost.rsu.keys.RsuKeys;
import io.milepost.rsu.ops.FileWatchVerticle;
import io.milepost.rsu.perception.InferenceVerticle;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.perception.recorded.DetectionArchiveVerticle;
import io.milepost.rsu.rules.LiveRules;
import io.milepost.rsu.rules.RuleSource;
import io.milepost.rsu.store.Database;
import io.milepost.rsu.store.NodeEpoch;
import io.milepost.rsu.store.Spool;
import io.milepost.rsu.store.StoreArchive;
import io.milepost.rsu.store.StoreVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running roadside unit. {@link #start} reads as the start-up script: what is written down first,
 * who is told, and only then who sees; {@link #close} goes back the same way.
 */
final class RsuNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RsuNode.class);
  private final RsuConfig config;
  private final RuleSource ruleSource;
  private final RsuValues written;
  private Path folder;
  private RsuKeys keys;
  private int epoch;
  private final Parts parts;
  private Vertx vertx;
  private HazelcastInstance hazelcast;
  private Spool spool;
  private IncidentBoard board;
  private NodeRegistry registry;
  private InferenceVerticle inference;
  private NodeReport report;
  private Database database;
  private BroadcastVerticle broadcast;
  private NodeVideo video;
  private NodeCameras cameras;
  private IncidentVerticle desk;

  private RsuNode(RsuConfig config, RuleSource ruleSource, RsuValues written) {
    this.ruleSource = ruleSource;
    this.written = written;
    this.config = config;
    this.parts = new Parts(config.node());
  }

  /**
   * Starts a node; blocks until it works or has failed. Not for an event loop.
   *
   * @param rules what may change while it runs
   * @param written what the files say, without what was laid over their cameras
   * @throws io.milepost.protocol.failure.MilepostException with a sentence when it cannot start
   */
  static RsuNode start(RsuConfig config, RuleSource rules, RsuValues written) throws Exception {
    RsuNode node = new RsuNode(config, rules, written);
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
    parts.later(NodeWatch.start(vertx, config.broadcast(), broadcast, report));
    LOG.info(
        "node ready node={} epoch={} cameras={} api={} ms={}",
        config.node(),
        epoch,
        cameras.rigs().size(),
        report.apiUrl(),
        (System.nanoTime() - began) / 1_000_000);
  }

  /** 1. What only one process may have, and what every later part counts on. */
  private void claim() {
    FfmpegLog.install();
    folder = parts.later(DataFolder.open(config.data())).path();
    keys = config.openKeys();
    epoch = NodeEpoch.next(folder);
  }

  /** 2. The bus, alone or with the other nodes. */
  private void joinBus() throws Exception {
    ClusteredVertx clustered =
        Parts.await(
            ClusteredVertx.start(
                config.cluster(), config.node(), vertxOptions(), parts.registry()));
    vertx = clustered.vertx();
    parts.on(vertx);
    hazelcast = clustered.hazelcast();
    parts.onStop(() -> parts.awaitStop(vertx.close()));
    if (!vertx.isNativeTransportEnabled()) {
      LOG.warn(
          "native transport unavailable reason=\"{}\"", vertx.unavailableNativeTransportCause());
    }
    PerceptionTopics.registerCodecs(vertx.eventBus());
  }

  /** 3. Memory: spool, database, the board of all incidents; and the node's own report. */
  private void openMemory() throws Exception {
    spool = parts.later(Spool.open(folder));
    parts.declare("spool", spool::degraded);
    board = new IncidentBoard(config.desk().boardSize(), System::currentTimeMillis);
    registry = new NodeRegistry(config.node());
    ScheduledExecutorService encoders =
        Executors.newSingleThreadScheduledExecutor(RsuNode::encoder);
    parts.onStop(encoders::shutdownNow);
    cameras = parts.later(new NodeCameras(config, encoders, parts));
    inference = new InferenceVerticle(config.perception(), List.of(), parts.registry());
    parts.degradations().register("inference", inference::degraded);
    report = new NodeReport(config, epoch, cameras::rigs, inference, spool, parts.degradations());
    parts.degradations().register("cameras", report::camerasDown);
    parts.degradations().register("sight", report::camerasBlind);
    parts.deploy(new ClusterVerticle(registry, report::status, hazelcast));
    if (config.store().enabled()) {
      database = new Database(vertx, config.store());
      parts.onStop(() -> parts.awaitStop(database.close()));
      StoreVerticle store = new StoreVerticle(config.node(), spool, database, parts.registry());
      parts.deploy(store);
      parts.degradations().register("store", store::degraded);
    }
  }

  /** 4. Who is told: vehicles, by the desk that decides what there is to tell. */
  private void connectVehicles() throws Exception {
    if (config.broadcastEnabled()) {
      ClockWatch clock = parts.later(ClockWatch.start());
      parts.degradations().register("clock", clock::degraded);
      broadcast =
          new BroadcastVerticle(
              config.broadcast(),
              new BroadcastVerticle.Identity(config.node(), epoch, 1),
              keys.live(),
              report::camerasUpAndDown,
              () -> new HeartbeatBody.Clock(clock.synchronised(), clock.offsetMs()),
              parts.registry(),
              new Surroundings(config.reach(), config.advice(), folder, board, cameras.places()));
      parts.deploy(broadcast);
      parts.declare("broadcast", () -> Parts.joined(broadcast.degraded()));
      parts.degradations().register("broadcast-check", () -> Parts.joined(broadcast.warnings()));
      LiveKeys ring = keys.live();
      parts.deploy(
          new FileWatchVerticle(
              "keys", ring::check, ring::reloads, ring::refusals, parts.registry()));
      parts.degradations().register("keys", keys::problem);
      report.alertsOnAir(broadcast::alertsOnAir);
      DenmVerticle denm =
          new DenmVerticle(config.node(), config.denm(), config.mqtt(), parts.registry());
      parts.deploy(denm, DenmVerticle.options());
      parts.degradations().register("mqtt", denm::degraded);
    }
    DeskIdentity self = new DeskIdentity(config.node(), epoch, cameras.places());
    desk = new IncidentVerticle(config.desk(), self, board, registry, spool);
    parts.deploy(desk);
    parts.declare("incident", desk::degraded);
    if (config.intake().enabled()) {
      IntakeVerticle intake = new IntakeVerticle(config.intake(), folder, parts.registry());
      parts.deploy(intake, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
      parts.degradations().register("intake", intake::degraded);
    }
  }

  /** 5. Who keeps the video. */
  private void keepVideo() throws Exception {
    video = NodeVideo.open(config, folder, parts, keys.live());
    video.start(spool);
  }

  /** 6. Who sees: the detector, then each camera behind its rules, so that nothing goes unheard. */
  private void openEyes() throws Exception {
    LiveRules rules = new LiveRules(ruleSource, folder.resolve("rules"));
    parts.degradations().register("rules", rules::problem);
    parts.deploy(
        new FileWatchVerticle(
            "rules", rules::check, rules::reloads, rules::refusals, parts.registry()));
    DetectionArchiveVerticle kept = config.detectionArchive(folder, parts.registry());
    parts.deploy(kept);
    parts.degradations().register("detections", kept::degraded);
    parts.deploy(inference);
    parts.onStop(cameras::disconnect);
    cameras.open(new NodeCameras.Around(video, rules, inference, desk, kept));
    video.begin();
    parts.deploy(new CameraSetVerticle(config, written, cameras));
  }

  /** 7. Who looks on. */
  private void serve() throws Exception {
    ApiSources sources =
        new ApiSources(
            report::status,
            new StoreArchive(database, board),
            cameras::live,
            video::clipFile,
            parts.readiness(),
            parts.registry(),
            video.recorded(),
            cameras::videos,
            video.clips(),
            video.cases()::write,
            video.words()::of);
    ApiState api = new ApiState(vertx, config.api(), sources);
    parts.onStop(() -> parts.awaitStop(api.close()));
    Parts.await(api.ready());
    DeploymentOptions perCore =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    String id =
        Parts.await(
            vertx
                .deployVerticle(() -> new ApiVerticle(api), perCore)
                .recover(e -> Future.failedFuture(cannotListen(e))));
    parts.onStop(() -> parts.awaitStop(vertx.undeploy(id)));
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

  /** Stops everything in reverse order. */
  @Override
  public void close() {
    parts.close();
  }
}
