package io.milepost.host.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What time services leave on disk, for where they cannot be asked (a container, chronyd without a
 * command port): systemd-timesyncd leaves a mark, gone with the next boot, once it has
 * synchronised; chronyd rewrites its drift file about once an hour while it is synchronised. An old
 * drift file says nothing: it survives boots and the service itself.
 */
final class FileSource implements ClockSource {
  private static final Duration FRESH = Duration.ofHours(3);

  private final Path mark;
  private final List<Path> driftFiles;
  private final Clock clock;

  FileSource() {
    this(
        Path.of("/run/systemd/timesync/synchronized"),
        List.of(Path.of("/var/lib/chrony/drift"), Path.of("/var/lib/chrony/chrony.drift")),
        Clock.systemUTC());
  }

  FileSource(Path mark, List<Path> driftFiles, Clock clock) {
    this.mark = mark;
    this.driftFiles = driftFiles;
    this.clock = clock;
  }

  @Override
  public Optional<ClockReading> read() {
    if (Files.exists(mark)) {
      return Optional.of(found(mark));
    }
    return driftFiles.stream().filter(this::isFresh).findFirst().map(FileSource::found);
  }

  private static ClockReading found(Path file) {
    return new ClockReading("files", file.toString(), true, null, null, null, null, null);
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
