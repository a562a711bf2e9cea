package io.milepost.rsu.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Whether a time service keeps this machine's clock, as far as the services tell without being
 * asked over the network: systemd-timesyncd leaves a mark, gone with the next boot, once it has
 * synchronised; chronyd rewrites its drift file about once an hour while it is synchronised. An old
 * drift file says nothing: it survives boots and the service itself.
 */
public final class ClockState {
  private static final long RECHECK_NANOS = 30_000_000_000L;
  private static final Duration FRESH = Duration.ofHours(3);

  private final Path mark;
  private final List<Path> driftFiles;
  private final Clock clock;
  private volatile boolean synchronised;
  private volatile long lookedAt = System.nanoTime();

  /** The state of this machine's clock. */
  public ClockState() {
    this(
        Path.of("/run/systemd/timesync/synchronized"),
        List.of(Path.of("/var/lib/chrony/drift"), Path.of("/var/lib/chrony/chrony.drift")),
        Clock.systemUTC());
  }

  ClockState(Path mark, List<Path> driftFiles, Clock clock) {
    this.mark = mark;
    this.driftFiles = driftFiles;
    this.clock = clock;
    this.synchronised = look();
  }

  /** Whether one of the services says so; looked up at most every 30 s. */
  public boolean synchronised() {
    long now = System.nanoTime();
    if (now - lookedAt > RECHECK_NANOS) {
      lookedAt = now;
      synchronised = look();
    }
    return synchronised;
  }

  private boolean look() {
    return Files.exists(mark) || driftFiles.stream().anyMatch(this::isFresh);
  }

  private boolean isFresh(Path file) {
    try {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      return Duration.between(written, clock.instant()).compareTo(FRESH) < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
