package io.milepost.host.clock;

import java.util.List;
import java.util.Optional;

/** This machine's clock as its own time service sees it. Thread-safe; a reading may block. */
public final class LocalClock {
  private static final ClockReading NONE =
      ClockReading.failed(
          "none",
          null,
          "no time service answers on this machine; install chrony or systemd-timesyncd, or name a"
              + " server to compare with");

  private final List<ClockSource> sources;

  /** Asks chrony, then systemd-timesyncd, then looks at what they leave on disk. */
  public LocalClock() {
    this(List.of(new ChronySource(), new TimesyncdSource(), new FileSource()));
  }

  LocalClock(List<ClockSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** What the first source that is there says. Blocks for some seconds at most. */
  public ClockReading read() {
    for (ClockSource source : sources) {
      Optional<ClockReading> reading = source.read();
      if (reading.isPresent()) {
        return reading.get();
      }
    }
    return NONE;
  }

  /** Whether any source was there. */
  static boolean isThere(ClockReading reading) {
    return reading != NONE;
  }

  /** What holds before the first reading. */
  static ClockReading unknown() {
    return NONE;
  }
}
