package io.milepost.rsu.perception.recorded;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The first line of a recording of detections.
 *
 * @param format always {@value #FORMAT}
 * @param camera camera id
 * @param width source width, pixels
 * @param height source height, pixels
 * @param model SHA-256 of the model, empty when unknown
 */
public record RecordingHeader(
    @JsonProperty("milepost") String format, String camera, int width, int height, String model) {
  /** Name and version of the format. */
  public static final String FORMAT = "detections-1";
}
