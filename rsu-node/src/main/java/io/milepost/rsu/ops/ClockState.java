package io.milepost.rsu.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a time service keeps this machine's clock, as far as the services tell without being
 * asked over the network: systemd-timesyncd leaves a mark once it has synchronised, chronyd writes
 * its drift file only when it has measured one.
 */
public final class ClockState {
  private static final List<Path> MARKS =
      List.of(
          Path.of("/run/systemd/timesync/synchronized"),
          Path.of("/var/lib/chrony/drift"),
          Path.of("/var/lib/chrony/chrony.drift"));
  private static final long RECHECK_NANOS = 30_000_000_000L;

  private volatile boolean synchronised = look();
  private volatile long lookedAt = System.nanoTime();

  /** Whether one of the marks is there; looked up at most every 30 s. */
  public boolean synchronised() {
    long now = System.nanoTime();
    if (now - lookedAt > RECHECK_NANOS) {
      lookedAt = now;
      synchronised = look();
    }
    return synchronised;
  }

  private static boolean look() {
    return MARKS.stream().anyMatch(Files::exists);
  }
}
