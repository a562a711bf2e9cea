package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a clip is encoded anew when somebody takes it away. AV1 by SVT-AV1, whose licence (BSD with a
 * patent grant) a roadside unit can carry; {@code preset} and {@code crf} are its own scales.
 */
enum ExportProfile {
  /** For small boards: quick, somewhat larger. */
  BOARD(10, 38),
  /** For computers: slower, smaller at the same looks. */
  PC(8, 36);

  private final int preset;
  private final int crf;

  ExportProfile(int preset, int crf) {
    this.preset = preset;
    this.crf = crf;
  }

  /** SVT-AV1's effort, 0 slowest to 10 fastest. */
  int preset() {
    return preset;
  }

  /** SVT-AV1's constant rate factor, 1 finest to 63 coarsest. */
  int crf() {
    return crf;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The profile of a name.
   *
   * @throws MilepostException BAD_REQUEST when there is none
   */
  static ExportProfile of(String code) {
    return Arrays.stream(values())
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new MilepostException(
                    FailureCode.BAD_REQUEST,
                    "there is no profile '" + code + "'; known are board and pc"));
  }
}
