package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How a model file is opened.
 *
 * @param threads threads one inference may use, 1..16; 1 gives the most inferences per second, 2 a
 *     shorter wait for each
 * @param provider what computes it
 * @param size input size for a model that leaves it open; null for the size in its metadata, else
 *     640x640
 */
public record ModelOptions(int threads, ExecutionProvider provider, InputSize size) {

  /** Checks the range. */
  public ModelOptions {
    if (threads < 1 || threads > 16) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "model threads must be 1..16 but is " + threads);
    }
    provider = provider == null ? ExecutionProvider.CPU : provider;
  }
}
