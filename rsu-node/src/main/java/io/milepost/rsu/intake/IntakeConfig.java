package io.milepost.rsu.intake;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How event files are taken in.
 *
 * @param enabled whether the folder is watched
 * @param folder where others drop files
 * @param poll time between two looks into the folder, 50 ms to 1 min
 * @param giveUp how long a file may stay incomplete without a change before it counts as faulty, 1
 *     s to 1 h
 * @param keepDone files kept in {@code done/}, newest first, 0 to 1,000,000
 * @param keepFailed files kept in {@code failed/}, newest first, 0 to 1,000,000
 */
public record IntakeConfig(
    boolean enabled, Path folder, Duration poll, Duration giveUp, int keepDone, int keepFailed) {
  private static final int MOST_KEPT = 1_000_000;

  /**
   * Checks every range.
   *
   * @throws MilepostException CONFIGURATION naming the key and what it allows
   */
  public IntakeConfig {
    Objects.requireNonNull(folder, "folder");
    require(
        between(poll, Duration.ofMillis(50), Duration.ofMinutes(1)), "poll_ms must be 50 to 60000");
    require(
        between(giveUp, Duration.ofSeconds(1), Duration.ofHours(1)), "give_up_s must be 1 to 3600");
    require(keepDone >= 0 && keepDone <= MOST_KEPT, "keep_done must be 0 to 1000000");
    require(keepFailed >= 0 && keepFailed <= MOST_KEPT, "keep_failed must be 0 to 1000000");
  }

  /** The defaults, with a folder. */
  public static IntakeConfig of(Path folder) {
    return new IntakeConfig(
        true, folder, Duration.ofMillis(500), Duration.ofSeconds(10), 10_000, 1000);
  }

  private static boolean between(Duration value, Duration low, Duration high) {
    return value != null && value.compareTo(low) >= 0 && value.compareTo(high) <= 0;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, "intake." + sentence);
    }
  }
}
