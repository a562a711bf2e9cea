package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.api.ApiConfig;
import io.milepost.rsu.broadcast.Advice;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.LiveConfig;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.cluster.ClusterConfig;
import io.milepost.rsu.denm.DenmConfig;
import io.milepost.rsu.denm.MqttConfig;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.intake.IntakeConfig;
import io.milepost.rsu.keys.KeysConfig;
import io.milepost.rsu.keys.RsuKeys;
import io.milepost.rsu.perception.PerceptionConfig;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.perception.recorded.DetectionArchiveVerticle;
import io.milepost.rsu.perception.recorded.DetectionsConfig;
import io.milepost.rsu.recording.ClipConfig;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.archive.ArchiveConfig;
import io.milepost.rsu.recording.evidence.EvidenceConfig;
import io.milepost.rsu.recording.summary.SummaryConfig;
import io.milepost.rsu.rules.RuleSet;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import io.milepost.rsu.store.StoreConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole configuration of a roadside unit, one record per package, built from checked values.
 *
 * @param node node id
 * @param data folder for everything the node keeps
 * @param workerThreads Vert.x worker threads
 * @param cameras its cameras
 * @param sources which camera sources are allowed
 * @param capture how cameras are connected
 * @param live live pictures
 * @param recording what is kept of each camera
 * @param clip clips around incidents
 * @param evidence how long hash chains are kept
 * @param archive the second store
 * @param summary who puts clips into words
 * @param perception the detector
 * @param detections how much of what it finds is kept
 * @param rules rules by camera id
 * @param geometry zones and calibration by camera id
 * @param eyes what is seen without a model, by camera id
 * @param desk when findings are one incident
 * @param broadcast alerts to vehicles
 * @param broadcastEnabled whether vehicles are told
 * @param denm who speaks in DENMs
 * @param mqtt the broker that gets them
 * @param keys which keys the node trusts itself to use
 * @param advice what vehicles are advised to do
 * @param intake event files
 * @param reach whom to tell besides those who hear the common group
 * @param cluster the other nodes
 * @param store PostgreSQL
 * @param api API and console
 * @param publicUrl base URL for the other nodes, empty to make one from host and port
 * @param passwordMade whether the administrator's password was made up and must be shown
 */
record RsuConfig(
    String node,
    Path data,
    int workerThreads,
    List<CameraConfig> cameras,
    SourcePolicy sources,
    CaptureConfig capture,
    LiveConfig live,
    RecordingConfig recording,
    ClipConfig clip,
    EvidenceConfig evidence,
    ArchiveConfig archive,
    SummaryConfig summary,
    PerceptionConfig perception,
    DetectionsConfig detections,
    Map<String, RulesConfig> rules,
    Map<String, GeometryConfig> geometry,
    Map<String, EyeConfig> eyes,
    DeskConfig desk,
    BroadcastConfig broadcast,
    boolean broadcastEnabled,
    DenmConfig denm,
    MqttConfig mqtt,
    KeysConfig keys,
    Advice advice,
    IntakeConfig intake,
    ReachConfig reach,
    ClusterConfig cluster,
    StoreConfig store,
    ApiConfig api,
    String publicUrl,
    boolean passwordMade) {

  /** Scheme that the simulator serves. */
  static final String SIMULATED = "sim";

  /**
   * Builds the records.
   *
   * @param values checked and complete values
   * @param home folder that relative {@code webroot} and {@code model} paths start from
   * @throws MilepostException CONFIGURATION with the key's path
   */
  static RsuConfig of(RsuValues values, Path home) {
    List<CameraConfig> cameras = values.cameras().stream().map(RsuValues.Camera::camera).toList();
    requireDistinct(cameras);
    Path data = values.node().data();
    RsuValues.Api api = values.api().withSecrets(values.cluster().enabled());
    return new RsuConfig(
        values.node().id(),
        data,
        values.node().workerThreads(),
        cameras,
        sources(values),
        values.capture().config(),
        values.live(),
        values.recording().config(data, values.cameras()),
        values.clip().config(),
        values.evidence(),
        values.archive(),
        values.summary(),
        values.perception().under(home),
        values.detections(),
        rules(values),
        geometry(values),
        EyeValues.of(values.cameras()),
        values.incident().config(),
        values.broadcast().config(),
        values.broadcast().enabled(),
        values.denm(),
        values.mqtt(),
        values.keys().config(),
        values.broadcast().advice(home),
        values.intake().config(data),
        values.broadcast().reach(),
        values.cluster().config(),
        values.store().config(),
        api.config(home),
        api.publicUrl(),
        values.api().adminPassword().isEmpty());
  }

  /** Reads the keys; blocks. */
  RsuKeys openKeys() {
    return new RsuKeys(node, keys, () -> broadcast.loadKeys(System::getenv));
  }

  /** What keeps detections for replay; keeps nothing unless configured. */
  DetectionArchiveVerticle detectionArchive(Path folder, MeterRegistry registry) {
    List<String> ids = cameras.stream().map(CameraConfig::id).toList();
    return new DetectionArchiveVerticle(folder.resolve("detections"), detections, ids, registry);
  }

  /** Where the other nodes reach this API; a wildcard would lead each of them to itself. */
  String apiUrl() {
    if (!publicUrl.isEmpty()) {
      return publicUrl;
    }
    boolean wildcard = api.host().equals("0.0.0.0") || api.host().equals("::");
    return "http://" + (wildcard ? cluster.host() : api.host()) + ":" + api.port();
  }

  private static SourcePolicy sources(RsuValues values) {
    SourcePolicy policy =
        new SourcePolicy(
            values.node().mediaFolders().stream().map(Path::of).toList(), Set.of(SIMULATED));
    for (int i = 0; i < values.cameras().size(); i++) {
      try {
        policy.check(values.cameras().get(i).source());
      } catch (MilepostException e) {
        throw new MilepostException(
            FailureCode.CONFIGURATION, "cameras[" + i + "].source: " + e.getMessage(), e);
      }
    }
    return policy;
  }

  private static void requireDistinct(List<CameraConfig> cameras) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cameras.size(); i++) {
      if (!seen.add(cameras.get(i).id())) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "cameras[" + i + "].id: '" + cameras.get(i).id() + "' is used twice; ids are unique");
      }
    }
  }

  /** The rules of every camera, checked. */
  static Map<String, RulesConfig> rules(RsuValues values) {
    RulesConfig.of(values.rules());
    Map<String, RulesConfig> byCamera = new LinkedHashMap<>();
    for (int i = 0; i < values.cameras().size(); i++) {
      RsuValues.Camera camera = values.cameras().get(i);
      try {
        JsonNode changes = RsuValues.merged(values.rules(), camera.rules());
        byCamera.put(camera.id(), RulesConfig.of(EyeValues.rules(values.perception(), changes)));
      } catch (MilepostException e) {
        throw new MilepostException(e.code(), "cameras[" + i + "]: " + e.getMessage(), e);
      }
    }
    return byCamera;
  }

  /** Rules and geometry of each camera, as one engine takes them. */
  Map<String, RuleSet> ruleSets() {
    return ruleSets(rules, geometry);
  }

  static Map<String, RuleSet> ruleSets(
      Map<String, RulesConfig> rules, Map<String, GeometryConfig> geometry) {
    Map<String, RuleSet> sets = new LinkedHashMap<>();
    rules.forEach(
        (camera, config) -> sets.put(camera, new RuleSet(config, geometry.get(camera).geometry())));
    return sets;
  }

  static Map<String, GeometryConfig> geometry(RsuValues values) {
    Map<String, GeometryConfig> byCamera = new LinkedHashMap<>();
    for (int i = 0; i < values.cameras().size(); i++) {
      RsuValues.Camera camera = values.cameras().get(i);
      try {
        byCamera.put(camera.id(), GeometryConfig.of(camera.zones(), camera.calibration()));
      } catch (MilepostException e) {
        throw new MilepostException(e.code(), "cameras[" + i + "]." + e.getMessage(), e);
      }
    }
    return byCamera;
  }
}
