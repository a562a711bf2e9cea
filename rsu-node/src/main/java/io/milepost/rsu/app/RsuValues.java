package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.rsu.api.ApiConfig;
import io.milepost.rsu.broadcast.Advice;
import io.milepost.rsu.broadcast.AdviceRules;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.broadcast.RoadProfile;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.LiveConfig;
import io.milepost.rsu.camera.Transport;
import io.milepost.rsu.cluster.ClusterConfig;
import io.milepost.rsu.denm.DenmConfig;
import io.milepost.rsu.denm.MqttConfig;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.intake.IntakeConfig;
import io.milepost.rsu.keys.KeysConfig;
import io.milepost.rsu.perception.ModelUse;
import io.milepost.rsu.perception.PacingConfig;
import io.milepost.rsu.perception.PerceptionConfig;
import io.milepost.rsu.perception.recorded.DetectionsConfig;
import io.milepost.rsu.recording.ClipConfig;
import io.milepost.rsu.recording.archive.ArchiveConfig;
import io.milepost.rsu.recording.evidence.EvidenceConfig;
import io.milepost.rsu.recording.summary.SummaryConfig;
import io.milepost.rsu.store.StoreConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The configuration as it is written in YAML: one record per section, keys, units, ranges and
 * defaults as in {@code config/rsu.schema.json}.
 */
record RsuValues(
    Node node,
    List<Camera> cameras,
    Capture capture,
    LiveConfig live,
    KeptValues.Recording recording,
    Clip clip,
    EvidenceConfig evidence,
    ArchiveConfig archive,
    SummaryConfig summary,
    Perception perception,
    DetectionsConfig detections,
    ObjectNode rules,
    IncidentSection incident,
    Broadcast broadcast,
    DenmConfig denm,
    MqttConfig mqtt,
    Keys keys,
    Intake intake,
    Cluster cluster,
    Store store,
    Api api) {

  record Node(String id, Path data, List<String> mediaFolders, int workerThreads) {}

  record Camera(
      String id,
      String name,
      String source,
      String road,
      Integer lane,
      double lat,
      double lon,
      double distanceM,
      TrafficDirection direction,
      double targetFps,
      boolean loop,
      int priority,
      int maxFrameAgeMs,
      KeptValues.Camera recording,
      Transport transport,
      ObjectNode rules,
      JsonNode zones,
      JsonNode calibration,
      EyeValues.Motion motion,
      EyeValues.Looks eye) {
    CameraConfig camera() {
      return new CameraConfig(
          id,
          name,
          source,
          road,
          lane,
          lat,
          lon,
          distanceM,
          direction,
          targetFps,
          loop,
          priority,
          maxFrameAgeMs,
          transport);
    }
  }

  record Capture(
      double connectTimeoutS, double stallTimeoutS, double backoffMinS, double backoffMaxS) {
    CaptureConfig config() {
      return new CaptureConfig(
          seconds(connectTimeoutS),
          seconds(stallTimeoutS),
          seconds(backoffMinS),
          seconds(backoffMaxS),
          true);
    }
  }

  record Clip(
      double preS,
      double postS,
      double partialAfterS,
      int retentionDays,
      double maxGb,
      double checkMbPerS) {
    ClipConfig config() {
      return new ClipConfig(
          preS,
          postS,
          partialAfterS,
          retentionDays,
          Math.round(maxGb * 1e9),
          Math.round(checkMbPerS * 1e6));
    }
  }

  record Perception(
      String model,
      int threads,
      int workers,
      float minConfidence,
      float nmsIou,
      int maxFrameAgeMillis,
      String provider,
      String inputSize,
      double modelWatchS,
      double idleFps,
      double motionHoldS,
      double suspicionBoost,
      double secondLooksPerS,
      double dozeS) {
    PerceptionConfig under(Path home) {
      String file =
          model.equals(PerceptionConfig.NO_MODEL) ? model : home.resolve(model).toString();
      ModelUse use = ModelUse.of(provider, inputSize, modelWatchS);
      PacingConfig pacing =
          new PacingConfig(idleFps, motionHoldS, suspicionBoost, secondLooksPerS, dozeS);
      return new PerceptionConfig(
          file, threads, workers, minConfidence, nmsIou, maxFrameAgeMillis, use, pacing);
    }
  }

  record IncidentSection(
      double bucketS,
      double radiusM,
      double holdOffS,
      double reportLifeS,
      double restartGraceS,
      int boardSize) {
    DeskConfig config() {
      return new DeskConfig(
          seconds(bucketS),
          radiusM,
          seconds(holdOffS),
          seconds(reportLifeS),
          seconds(restartGraceS),
          boardSize);
    }
  }

  record Broadcast(
      boolean enabled,
      String group,
      int port,
      int ttl,
      List<String> interfaces,
      int dscp,
      String keyRing,
      String hmacKey,
      boolean requireSignature,
      double repeatS,
      boolean etsiStrict,
      int tokensPerSecond,
      double heartbeatS,
      double heartbeatActiveS,
      int ttlS,
      int maxAgeS,
      double slowDownWithinM,
      double stopWithinM,
      String advice,
      String language,
      String visibility,
      Map<String, RoadProfile> roads,
      Map<String, String> roadGroups,
      List<ReachConfig.Neighbour> upstream,
      int upstreamKeepS,
      int unicastVehicles,
      int unicastPerSecond) {
    Advice advice(Path home) {
      AdviceRules rules =
          advice.isEmpty() ? AdviceRules.standard() : AdviceRules.read(home.resolve(advice));
      return new Advice(
          rules,
          new Advice.Site(
              slowDownWithinM,
              stopWithinM,
              Advice.Language.of(language),
              AdviceRules.Visibility.of(visibility),
              roads));
    }

    ReachConfig reach() {
      return new ReachConfig(
          roadGroups, upstream, upstreamKeepS, unicastVehicles, unicastPerSecond);
    }

    BroadcastConfig config() {
      return new BroadcastConfig(
          group,
          port,
          ttl,
          interfaces,
          dscp,
          keyRing.isEmpty() ? null : Path.of(keyRing),
          hmacKey.isEmpty() ? null : hmacKey,
          enabled && requireSignature,
          repeatS,
          etsiStrict,
          tokensPerSecond,
          heartbeatS,
          heartbeatActiveS,
          ttlS,
          maxAgeS,
          slowDownWithinM,
          stopWithinM);
    }
  }

  record Keys(String signingKey, boolean strict) {
    KeysConfig config() {
      return new KeysConfig(signingKey.isEmpty() ? null : Path.of(signingKey), strict);
    }
  }

  record Intake(
      boolean enabled, String folder, int pollMs, double giveUpS, int keepDone, int keepFailed) {
    IntakeConfig config(Path data) {
      return new IntakeConfig(
          enabled,
          folder.isEmpty() ? data.resolve("events") : Path.of(folder),
          Duration.ofMillis(pollMs),
          seconds(giveUpS),
          keepDone,
          keepFailed);
    }
  }

  record Cluster(
      boolean enabled,
      String name,
      String host,
      int port,
      int busPort,
      List<String> members,
      double heartbeatTimeoutS) {
    ClusterConfig config() {
      return new ClusterConfig(
          enabled, name, host, port, busPort, members, seconds(heartbeatTimeoutS));
    }
  }

  record Store(
      boolean enabled,
      String host,
      int port,
      String database,
      String user,
      String password,
      int poolSize,
      int batchSize,
      double readTimeoutS) {
    StoreConfig config() {
      return new StoreConfig(
          enabled,
          host,
          port,
          database,
          user,
          password,
          poolSize,
          batchSize,
          seconds(readTimeoutS));
    }
  }

  record Api(
      String host,
      int port,
      String publicUrl,
      String adminPassword,
      String jwtSecret,
      String metricsToken,
      List<String> corsOrigins,
      int tokenMinutes,
      int liveSessions,
      int liveSessionsPerUser,
      String webroot) {
    private static final int PASSWORD_BYTES = 12;
    private static final int SECRET_BYTES = 48;

    /** Makes up what may be left out; a cluster's nodes must be given the same secret. */
    Api withSecrets(boolean clustered) {
      if (jwtSecret.isEmpty() && clustered) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            "api.jwt_secret: must be given, the same on all nodes, when cluster.enabled is true;"
                + " set MILEPOST_API_JWT_SECRET or write file:PATH");
      }
      return new Api(
          host,
          port,
          publicUrl,
          adminPassword.isEmpty() ? random(PASSWORD_BYTES) : adminPassword,
          jwtSecret.isEmpty() ? random(SECRET_BYTES) : jwtSecret,
          metricsToken,
          corsOrigins,
          tokenMinutes,
          liveSessions,
          liveSessionsPerUser,
          webroot);
    }

    private static String random(int bytes) {
      byte[] raw = new byte[bytes];
      new SecureRandom().nextBytes(raw);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    ApiConfig config(Path home) {
      return new ApiConfig(
          host,
          port,
          adminPassword,
          jwtSecret,
          metricsToken.isEmpty() ? null : metricsToken,
          corsOrigins,
          tokenMinutes,
          liveSessions,
          liveSessionsPerUser,
          home.resolve(webroot));
    }
  }

  /** One tree of rule changes over another. */
  static JsonNode merged(ObjectNode below, ObjectNode above) {
    ObjectNode result = below == null ? JsonNodeFactory.instance.objectNode() : below.deepCopy();
    if (above != null) {
      merge(result, above);
    }
    return result;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            field -> {
              if (into.get(field.getKey()) instanceof ObjectNode below
                  && field.getValue() instanceof ObjectNode above) {
                merge(below, above);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
