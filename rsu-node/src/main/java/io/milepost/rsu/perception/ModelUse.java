package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How the node's model is computed and kept.
 *
 * @param provider {@code perception.provider}: cpu, cuda or tensorrt; null for cpu
 * @param inputSize {@code perception.input_size}: for a model that leaves its size open; null for
 *     the size in its metadata, else 640x640
 * @param watchSeconds {@code perception.model_watch_s}: how often the model's file is looked at for
 *     a change, 1..3600; 0 never
 */
public record ModelUse(ExecutionProvider provider, InputSize inputSize, double watchSeconds) {

  /** Checks the range. */
  public ModelUse {
    provider = provider == null ? ExecutionProvider.CPU : provider;
    if (watchSeconds != 0 && !(watchSeconds >= 1 && watchSeconds <= 3600)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "perception.model_watch_s must be 0 or 1..3600 but is " + watchSeconds);
    }
  }

  /** The CPU, the model's own size, a look every five seconds. */
  public static ModelUse defaults() {
    return new ModelUse(ExecutionProvider.CPU, null, 5);
  }

  /** As written in the configuration. */
  public static ModelUse of(String provider, String inputSize, double watchSeconds) {
    return new ModelUse(ExecutionProvider.of(provider), InputSize.of(inputSize), watchSeconds);
  }
}
