package io.milepost.rsu.recording.archive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The second store.
 *
 * @param url a mounted folder, or {@code smb://host[:port]/share[/path]}; empty for none
 * @param username SMB user; empty for a guest
 * @param password its password
 * @param domain its domain, empty for none
 * @param segmentsAfterH age at which segments are archived too, hours, 0 for never, 0..8760
 * @param deleteClipsAfterDays days after which an archived clip is deleted here, 0 for never,
 *     0..3650
 * @param maxMbit most megabits a second to send, 0 for no limit, 0..100000
 * @param hours hours of the UTC day in which to send, as 22:00-05:00; empty for always
 * @param minFreeGb space to leave free there, GB, 0 and more
 * @param alarmFreeGb free space there below which the node is degraded, GB, 0 and more
 * @param cacheGb space here for clips fetched back from SMB, GB, 0 for none
 */
public record ArchiveConfig(
    String url,
    String username,
    String password,
    String domain,
    double segmentsAfterH,
    int deleteClipsAfterDays,
    double maxMbit,
    String hours,
    double minFreeGb,
    double alarmFreeGb,
    double cacheGb) {
  private static final double GB = 1e9;
  private static final double BYTES_PER_MBIT = 1e6 / 8;

  /** Checks everything but whether the archive is there. */
  public ArchiveConfig {
    range("segments_after_h", segmentsAfterH, 8760);
    range("delete_clips_after_days", deleteClipsAfterDays, 3650);
    range("max_mbit", maxMbit, 100_000);
    range("min_free_gb", minFreeGb, 1e6);
    range("alarm_free_gb", alarmFreeGb, 1e6);
    range("cache_gb", cacheGb, 1e6);
    Hours.of(hours);
    if (url.startsWith(SmbAddress.SCHEME)) {
      SmbAddress.of(url);
    } else if (!url.isEmpty() && !Path.of(url).isAbsolute()) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "archive.url is '" + url + "'; it must be an absolute folder or smb://host/share");
    }
  }

  private static void range(String key, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "archive." + key + " is " + value + "; it must lie between 0 and " + most);
    }
  }

  /** Whether there is an archive. */
  public boolean enabled() {
    return !url.isEmpty();
  }

  /** The store; connects to nothing yet. */
  ArchiveStore store() {
    return url.startsWith(SmbAddress.SCHEME)
        ? new SmbStore(SmbAddress.of(url), username, password, domain)
        : new FolderStore(Path.of(url));
  }

  Hours window() {
    return Hours.of(hours);
  }

  /** Bytes a second, 0 for no limit. */
  double bytesPerSecond() {
    return maxMbit * BYTES_PER_MBIT;
  }

  long minFreeBytes() {
    return Math.round(minFreeGb * GB);
  }

  long alarmFreeBytes() {
    return Math.round(alarmFreeGb * GB);
  }

  long cacheBytes() {
    return Math.round(cacheGb * GB);
  }

  Duration segmentsAfter() {
    return Duration.ofSeconds(Math.round(segmentsAfterH * 3600));
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "ArchiveConfig[url=" + url + ", username=" + username + "]";
  }
}
