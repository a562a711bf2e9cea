package io.milepost.rsu.app;

import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.ops.Degradations;
import io.milepost.rsu.perception.InferenceVerticle;
import io.milepost.rsu.store.Spool;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the node says about itself. Called on event loops; gathers only what is in memory. */
final class NodeReport {
  private static final int MOST_NAMED = 3;

  private final RsuConfig config;
  private final long epoch;
  private final Supplier<List<CameraRig>> cameras;
  private final InferenceVerticle inference;
  private final Spool spool;
  private final Degradations degradations;
  private volatile IntSupplier alertsOnAir = () -> 0;
  private final long startedAt = System.currentTimeMillis();
  private final String version =
      Optional.ofNullable(NodeReport.class.getPackage().getImplementationVersion()).orElse("dev");

  NodeReport(
      RsuConfig config,
      long epoch,
      Supplier<List<CameraRig>> cameras,
      InferenceVerticle inference,
      Spool spool,
      Degradations degradations) {
    this.config = config;
    this.epoch = epoch;
    this.cameras = cameras;
    this.inference = inference;
    this.spool = spool;
    this.degradations = degradations;
  }

  /** Tells where the number of alerts on air comes from, once somebody broadcasts. */
  void alertsOnAir(IntSupplier source) {
    alertsOnAir = source;
  }

  NodeStatus status() {
    List<String> sentences = degradations.sentences();
    return new NodeStatus(
        config.node(),
        epoch,
        sentences.isEmpty() ? "up" : "degraded",
        startedAt,
        System.currentTimeMillis(),
        version,
        apiUrl(),
        cameras(),
        sentences,
        alertsOnAir.getAsInt(),
        spool.depth());
  }

  private List<CameraState> cameras() {
    return cameras.get().stream()
        .map(
            rig ->
                rig.state(
                    camera ->
                        inference
                            .pool()
                            .map(pool -> pool.inferredFps(camera))
                            .orElseGet(rig.eye()::reportedFps)))
        .toList();
  }

  /** A sentence while a camera that should be live is not. */
  Optional<String> camerasDown() {
    List<CameraState> down =
        cameras().stream().filter(camera -> camera.state().equals("down")).toList();
    if (down.isEmpty()) {
      return Optional.empty();
    }
    String which =
        down.stream()
            .limit(MOST_NAMED)
            .map(camera -> camera.id() + " (" + camera.reason() + ")")
            .collect(Collectors.joining(", "));
    String more = down.size() > MOST_NAMED ? " and " + (down.size() - MOST_NAMED) + " more" : "";
    return Optional.of(
        down.size() + " of " + cameras.get().size() + " cameras down: " + which + more);
  }

  /** A sentence while rules are suspended because a camera's pictures cannot be believed. */
  Optional<String> camerasBlind() {
    List<CameraRig> rigs = cameras.get();
    List<CameraRig> blind = rigs.stream().filter(rig -> !rig.eye().sight().usable()).toList();
    if (blind.isEmpty()) {
      return Optional.empty();
    }
    String which =
        blind.stream()
            .limit(MOST_NAMED)
            .map(rig -> rig.camera().id() + " (" + rig.eye().sight().sentence() + ")")
            .collect(Collectors.joining(", "));
    String more = blind.size() > MOST_NAMED ? " and " + (blind.size() - MOST_NAMED) + " more" : "";
    return Optional.of(
        "rules are suspended at "
            + blind.size()
            + " of "
            + rigs.size()
            + " cameras: "
            + which
            + more);
  }

  HeartbeatBody.Cameras camerasUpAndDown() {
    List<CameraRig> rigs = cameras.get();
    int up = (int) rigs.stream().filter(rig -> rig.capture().health().isLive()).count();
    return new HeartbeatBody.Cameras(up, rigs.size() - up);
  }

  String apiUrl() {
    return config.apiUrl();
  }
}
