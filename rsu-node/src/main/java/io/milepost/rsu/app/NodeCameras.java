package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureVerticle;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.perception.InferenceVerticle;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.perception.recorded.DetectionArchiveVerticle;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.LiveRules;
import io.milepost.rsu.rules.RuleVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cameras of a node, which come and go while it runs. Taking one in or letting one go is done
 * wholly or not at all, one at a time, and touches nothing of the others. What blocks says so; the
 * rest is the read of a field and may be called anywhere.
 */
final class NodeCameras implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCameras.class);
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final RsuConfig config;
  private final ScheduledExecutorService encoders;
  private final Parts parts;
  private final CameraFiles files;
  private final Map<String, CameraPlace> places = new ConcurrentHashMap<>();
  private final Map<String, Integer> lives = new ConcurrentHashMap<>();
  private final Map<String, Running> running = new LinkedHashMap<>();
  private volatile List<CameraRig> rigs = List.of();
  private volatile Map<String, LivePictures> live = Map.of();
  private volatile Map<String, LiveVideo> videos = Map.of();
  private Around around;
  private boolean closed;

  /** What a camera is connected to. */
  record Around(
      NodeVideo video,
      LiveRules rules,
      InferenceVerticle inference,
      IncidentVerticle desk,
      DetectionArchiveVerticle kept) {}

  /** One camera, what it runs and how its other parts are undone, last first. */
  private static final class Running {
    private final CameraRig rig;
    private final Deque<Parts.Undo> undo = new ArrayDeque<>();
    private RuleVerticle rules;
    private String capture;

    Running(CameraRig rig) {
      this.rig = rig;
    }
  }

  /** The cameras of the configuration, connected to nothing yet. */
  NodeCameras(RsuConfig config, ScheduledExecutorService encoders, Parts parts) {
    this.config = config;
    this.encoders = encoders;
    this.parts = parts;
    this.files = new CameraFiles(config.data());
    config.cameras().forEach(camera -> place(rig(camera, config.eyes().get(camera.id()))));
  }

  private CameraRig rig(CameraConfig camera, EyeConfig eye) {
    return new CameraRig(camera, eye, config, encoders, parts.registry());
  }

  /** All of them, in the order they came. */
  List<CameraRig> rigs() {
    return rigs;
  }

  /** Live pictures by camera id. */
  Map<String, LivePictures> live() {
    return live;
  }

  /** Live video by camera id. */
  Map<String, LiveVideo> videos() {
    return videos;
  }

  /** Where each looks; changes with them. */
  Map<String, CameraPlace> places() {
    return places;
  }

  /** Connects those of the configuration. Blocks. */
  synchronized void open(Around to) throws Exception {
    around = to;
    for (Running each : List.copyOf(running.values())) {
      connect(each);
    }
  }

  /**
   * Takes a camera in. Blocks.
   *
   * @throws MilepostException CONFLICT when there is one of this id, or why it cannot be had
   */
  synchronized void add(CameraPlan plan) throws Exception {
    String id = plan.camera().id();
    if (closed || running.containsKey(id)) {
      throw new MilepostException(FailureCode.CONFLICT, "there is a camera " + id + " already");
    }
    CameraRig rig = rig(plan.camera(), plan.eye());
    around.rules().add(id, plan.rules());
    Running fresh = place(rig);
    try {
      connect(fresh);
      LOG.info("camera added camera={} cameras={}", id, rigs.size());
    } catch (Exception e) {
      displace(fresh);
      around.video().forget(id);
      throw e;
    }
  }

  /** Lets a camera go; its incidents end as those of a camera that sees nothing more. Blocks. */
  synchronized void remove(String camera) throws Exception {
    for (FindingMessage closed : letGo(camera)) {
      FindingMessage.TOPIC.publish(parts.vertx().eventBus(), closed);
    }
    around.video().forget(camera);
    LOG.info("camera removed camera={} cameras={}", camera, rigs.size());
  }

  /**
   * Puts another plan in place of a camera's. When that fails, the camera is as before. What it had
   * seen has as long to be seen again as after a restart of the node. Blocks.
   */
  synchronized void replace(CameraPlan former, CameraPlan plan) throws Exception {
    List<FindingMessage> closed = letGo(plan.camera().id());
    Vertx vertx = parts.vertx();
    vertx.setTimer(
        Math.max(1, config.desk().restartGrace().toMillis()),
        timer -> closed.forEach(each -> FindingMessage.TOPIC.publish(vertx.eventBus(), each)));
    try {
      add(plan);
    } catch (Exception e) {
      add(former);
      throw e;
    }
  }

  private Running place(CameraRig rig) {
    Running fresh = new Running(rig);
    running.put(rig.camera().id(), fresh);
    places.put(rig.camera().id(), CameraPlace.of(rig.camera()));
    publish();
    return fresh;
  }

  private void connect(Running fresh) throws Exception {
    CameraRig rig = fresh.rig;
    String id = rig.camera().id();
    around.video().keep(rig);
    fresh.undo.push(() -> around.video().drop(rig));
    await(around.desk().add(id));
    fresh.undo.push(() -> await(around.desk().remove(id)));
    await(around.kept().add(id));
    fresh.undo.push(() -> await(around.kept().remove(id)));
    int life = lives.merge(id, 1, Integer::sum) - 1;
    RuleVerticle rules = rig.rules(around.rules(), parts.registry()).after(life);
    String deployment = await(parts.vertx().deployVerticle(rules));
    fresh.undo.push(() -> await(parts.vertx().undeploy(deployment)));
    fresh.rules = rules;
    rig.motionTo(parts.vertx().eventBus());
    around.inference().add(rig.feed());
    fresh.undo.push(() -> around.inference().remove(id));
    boolean starts = !files.read(id).stopped();
    CaptureVerticle capture =
        new CaptureVerticle(
            rig.capture(),
            rig.live(),
            starts,
            stopped -> files.write(id, files.read(id).stopped(stopped)));
    fresh.capture = await(parts.vertx().deployVerticle(capture));
  }

  private List<FindingMessage> letGo(String camera) throws Exception {
    Running gone = running.get(camera);
    if (gone == null) {
      throw new MilepostException(FailureCode.NOT_FOUND, "there is no camera " + camera);
    }
    List<FindingMessage> open = new ArrayList<>();
    // No pictures come any more when the rules are asked what is open.
    stopCapture(gone);
    if (gone.rules != null) {
      open.addAll(await(gone.rules.retire()));
    }
    displace(gone);
    return open;
  }

  private void stopCapture(Running gone) {
    if (gone.capture != null) {
      gone.undo.push(() -> await(parts.vertx().undeploy(gone.capture)));
      undoLast(gone);
      gone.capture = null;
    }
  }

  private void displace(Running gone) {
    String id = gone.rig.camera().id();
    undo(gone);
    running.remove(id);
    places.remove(id);
    publish();
    gone.rig.close();
    parts.registry().getMeters().stream()
        .filter(meter -> id.equals(meter.getId().getTag("camera")))
        .forEach(parts.registry()::remove);
  }

  private static void undo(Running gone) {
    while (!gone.undo.isEmpty()) {
      undoLast(gone);
    }
  }

  private static void undoLast(Running gone) {
    try {
      gone.undo.pop().run();
    } catch (Exception e) {
      LOG.warn(
          "camera stop incomplete camera={} reason=\"{}\"", gone.rig.camera().id(), e.getMessage());
    }
  }

  private void publish() {
    Map<String, LivePictures> pictures = new LinkedHashMap<>();
    running.forEach((id, each) -> pictures.put(id, each.rig.live()));
    live = Map.copyOf(pictures);
    Map<String, LiveVideo> streams = new LinkedHashMap<>();
    running.forEach((id, each) -> streams.put(id, each.rig.video()));
    videos = Map.copyOf(streams);
    rigs = running.values().stream().map(each -> each.rig).toList();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return Blocking.await(future, LIMIT);
  }

  /** Disconnects all, cameras first; what is open stays open, the node may come back. Blocks. */
  synchronized void disconnect() throws Exception {
    closed = true;
    List<Future<?>> stopped = new ArrayList<>();
    for (Running each : running.values()) {
      if (each.capture != null) {
        stopped.add(parts.vertx().undeploy(each.capture));
      }
    }
    try {
      parts.awaitStop(Future.join(stopped));
    } finally {
      running.values().forEach(NodeCameras::undo);
    }
  }

  /** Frees what they hold; after {@link #disconnect()}. */
  @Override
  public synchronized void close() {
    running.values().forEach(each -> each.rig.close());
  }
}
