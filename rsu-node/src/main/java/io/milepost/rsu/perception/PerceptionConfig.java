package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How this node looks at frames. Zero or null stands for the default.
 *
 * @param model path of the ONNX file, or {@link #NO_MODEL}
 * @param threads threads one inference may use, 1..16; default 1 (most inferences per second)
 * @param workers inferences at the same time, 1..16; default the smaller of 2 and the cores
 * @param minConfidence see {@link DetectorConfig}; default 0.25
 * @param nmsIou see {@link DetectorConfig}; default 0.45
 * @param maxFrameAgeMillis pictures older than this when their turn comes are dropped, 50..10000;
 *     default 500
 * @param modelUse what computes the model, at which size; how its file is watched
 * @param pacing when cameras are looked at more or less often
 */
public record PerceptionConfig(
    String model,
    int threads,
    int workers,
    float minConfidence,
    float nmsIou,
    int maxFrameAgeMillis,
    ModelUse modelUse,
    PacingConfig pacing) {
  /** In place of a model's path: moving shapes alone. */
  public static final String NO_MODEL = "none";

  /** The model on the CPU at its own size, with the default pacing. */
  public PerceptionConfig(
      String model,
      int threads,
      int workers,
      float minConfidence,
      float nmsIou,
      int maxFrameAgeMillis) {
    this(model, threads, workers, minConfidence, nmsIou, maxFrameAgeMillis, null, null);
  }

  /** Fills in what is left out and checks the ranges. */
  public PerceptionConfig {
    if (model == null || model.isBlank()) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "perception.model must name an .onnx file");
    }
    DetectorConfig defaults = DetectorConfig.defaults();
    threads = threads == 0 ? 1 : threads;
    workers = workers == 0 ? Math.min(2, Runtime.getRuntime().availableProcessors()) : workers;
    minConfidence = minConfidence == 0 ? defaults.minConfidence() : minConfidence;
    nmsIou = nmsIou == 0 ? defaults.nmsIou() : nmsIou;
    maxFrameAgeMillis = maxFrameAgeMillis == 0 ? 500 : maxFrameAgeMillis;
    modelUse = modelUse == null ? ModelUse.defaults() : modelUse;
    pacing = pacing == null ? PacingConfig.defaults() : pacing;
    require("threads", threads, 1, 16);
    require("workers", workers, 1, 16);
    require("max_frame_age_millis", maxFrameAgeMillis, 50, 10_000);
    new DetectorConfig(minConfidence, nmsIou);
  }

  /** Whether there is no model, so that only what moves is seen. */
  public boolean alone() {
    return model.equals(NO_MODEL);
  }

  /** What counts as found. */
  public DetectorConfig detector() {
    return new DetectorConfig(minConfidence, nmsIou);
  }

  private static void require(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "perception." + key + " must be " + min + ".." + max + " but is " + value);
    }
  }
}
