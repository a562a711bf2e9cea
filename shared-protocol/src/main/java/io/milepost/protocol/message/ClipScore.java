package io.milepost.protocol.message;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * What an external model thinks of one clip of a camera.
 *
 * @param model its name, 1 to 64 printable characters; required
 * @param score 0 usual to 1 unusual; required
 * @param from begin of the clip, UTC milliseconds; required
 * @param to end of the clip, UTC milliseconds, at most ten minutes later; required
 */
public record ClipScore(String model, Double score, Long from, Long to) {
  /** Longest clip, milliseconds. */
  public static final long MAX_MILLIS = 600_000;

  /**
   * Refuses what is missing or out of range.
   *
   * @throws MilepostException BAD_REQUEST naming the field
   */
  public ClipScore {
    require(ReportReader.isName(model, 64), "model must have 1 to 64 printable characters");
    require(score != null && score >= 0 && score <= 1, "score must be a number from 0 to 1");
    require(from != null && from >= 0, "from must be UTC milliseconds");
    require(
        to != null && from != null && to > from && to - from <= MAX_MILLIS,
        "to must be UTC milliseconds after from and at most ten minutes later");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.BAD_REQUEST, sentence);
    }
  }
}
