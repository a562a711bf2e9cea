package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.CameraChange;
import io.milepost.protocol.message.CameraSettings;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.SourceAddress;
import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.camera.SourceProbe;
import io.milepost.rsu.camera.Transport;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes cameras in, changes them and lets them go while the node runs.
 *
 * <p><em>Consumes:</em> {@link Topics#cameraSet} of its node, answered.
 *
 * <p><em>Publishes:</em> nothing.
 *
 * <p><em>Threading:</em> event loop for the messages; the work on a thread of its own, one change
 * after the other; a check of a source on a worker.
 *
 * <p><em>Drops:</em> nothing; a second check while one runs is refused.
 */
final class CameraSetVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CameraSetVerticle.class);

  private final RsuConfig config;
  private final RsuValues written;
  private final NodeCameras cameras;
  private final CameraFiles files;
  private final Map<String, CameraPlan> plans = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> below = new LinkedHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "camera-set");
            thread.setDaemon(true);
            return thread;
          });
  private boolean checking;

  /**
   * A verticle for the cameras of a node.
   *
   * @param config the node's configuration, overlays included
   * @param written its values without overlays
   */
  CameraSetVerticle(RsuConfig config, RsuValues written, NodeCameras cameras) {
    this.config = config;
    this.written = written;
    this.cameras = cameras;
    this.files = new CameraFiles(config.data());
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(
            () -> {
              read();
              return null;
            })
        .compose(
            read ->
                Topics.cameraSet(config.node())
                    .answer(vertx.eventBus(), this::change)
                    .completion());
  }

  private void read() {
    for (RsuValues.Camera camera : written.cameras()) {
      below.put(camera.id(), Json.tree(camera));
    }
    for (CameraRig rig : cameras.rigs()) {
      String id = rig.camera().id();
      ObjectNode values = CameraFiles.laid(below.get(id), files.read(id));
      plans.put(id, plan(values));
    }
  }

  private CameraPlan plan(ObjectNode values) {
    return CameraPlan.of(values, written, config.sources());
  }

  /** What is asked for from outside may not name a file outside the media folders. */
  private CameraPlan placed(CameraPlan plan) {
    try {
      config.sources().checkPlace(plan.camera().source());
      return plan;
    } catch (SourceException e) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "source: " + e.getMessage(), e);
    }
  }

  private Future<Record> change(CameraChange change) {
    if (change.action() != CameraChange.Action.CHECK) {
      return onWorker(() -> changed(change));
    }
    if (checking) {
      throw new MilepostException(
          FailureCode.OVERLOADED, "another source is being checked; try again");
    }
    checking = true;
    return vertx
        .<Record>executeBlocking(() -> found(tree(change)), false)
        .onComplete(done -> checking = false);
  }

  /** Not on a thread of Vert.x: what is deployed there would end with this verticle. */
  private Future<Record> onWorker(Callable<Record> work) {
    CompletableFuture<Record> done = new CompletableFuture<>();
    worker.execute(
        () -> {
          try {
            done.complete(work.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return Future.fromCompletionStage(done, context);
  }

  private static ObjectNode tree(CameraChange change) {
    return Json.read(change.values(), ObjectNode.class);
  }

  /** A camera that is there is looked at with the source it has, password and all. */
  private Record found(ObjectNode values) {
    String source =
        values.hasNonNull("id") && !values.has("source")
            ? known(values.get("id").asText()).camera().source()
            : values.path("source").asText();
    try {
      return SourceProbe.look(
          source,
          Transport.of(values.path("transport").asText("tcp")),
          config.sources(),
          CameraRig.OPENERS,
          config.capture().connectTimeout());
    } catch (IllegalArgumentException e) {
      throw new MilepostException(FailureCode.BAD_REQUEST, e.getMessage(), e);
    } catch (SourceException e) {
      boolean wrong = e.kind() == SourceException.Kind.CONFIGURATION;
      throw wrong ? new MilepostException(FailureCode.BAD_REQUEST, e.getMessage(), e) : e;
    }
  }

  private CameraSettings changed(CameraChange change) throws Exception {
    String id = change.camera();
    switch (change.action()) {
      case ADD -> id = add(tree(change));
      case CHANGE -> {
        ObjectNode patch = tree(change);
        ObjectNode next = CameraFiles.patched(known(id).values(), patch);
        CameraFiles.Overlay over = files.read(id);
        ObjectNode kept = over.values() == null ? patch : CameraFiles.patched(over.values(), patch);
        // A null must survive in the overlay, else what it takes away would come back.
        patch.properties().stream()
            .filter(field -> field.getValue().isNull() && !over.whole())
            .forEach(field -> kept.putNull(field.getKey()));
        replace(id, next, new CameraFiles.Overlay(kept, over.whole(), false, over.stopped()));
      }
      case REPLACE -> {
        ObjectNode next = tree(change);
        known(id);
        next.put("id", next.path("id").asText(id));
        boolean stopped = files.read(id).stopped();
        replace(id, next, new CameraFiles.Overlay(next, true, false, stopped));
      }
      case REMOVE -> {
        known(id);
        cameras.remove(id);
        plans.remove(id);
        files.write(id, new CameraFiles.Overlay(null, false, below.containsKey(id), false));
        log(change, id);
        return new CameraSettings(id, config.node(), "removed", Map.of());
      }
      default -> {
        return settings(id);
      }
    }
    log(change, id);
    return settings(id);
  }

  private static void log(CameraChange change, String id) {
    LOG.info(
        "camera set changed action={} camera={} actor={}", change.action(), id, change.actor());
  }

  private String add(ObjectNode values) throws Exception {
    CameraPlan plan = placed(plan(values));
    String id = plan.camera().id();
    cameras.add(plan);
    try {
      files.write(id, new CameraFiles.Overlay(values, true, false, false));
    } catch (MilepostException e) {
      cameras.remove(id);
      throw e;
    }
    plans.put(id, plan);
    return id;
  }

  private void replace(String id, ObjectNode next, CameraFiles.Overlay overlay) throws Exception {
    CameraPlan plan = placed(plan(next));
    if (!plan.camera().id().equals(id)) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "id: a camera keeps its id; add another one instead");
    }
    CameraPlan former = plans.get(id);
    files.write(id, overlay);
    cameras.replace(former, plan);
    plans.put(id, plan);
  }

  private CameraPlan known(String id) {
    CameraPlan plan = plans.get(id);
    if (plan == null) {
      throw new MilepostException(FailureCode.NOT_FOUND, "this node has no camera " + id);
    }
    return plan;
  }

  private CameraSettings settings(String id) {
    CameraPlan plan = known(id);
    ObjectNode shown = plan.values().deepCopy();
    shown.put("source", SourceAddress.parse(plan.camera().source()).shown());
    String origin =
        !below.containsKey(id) ? "added" : files.read(id).values() == null ? "files" : "changed";
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : shown.properties()) {
      values.put(field.getKey(), Json.mapper().convertValue(field.getValue(), Object.class));
    }
    return new CameraSettings(id, config.node(), origin, values);
  }

  @Override
  public Future<?> stop() {
    worker.shutdown();
    return Future.succeededFuture();
  }
}
