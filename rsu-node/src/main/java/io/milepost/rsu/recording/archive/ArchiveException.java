package io.milepost.rsu.recording.archive;

import java.io.IOException;
import java.util.Locale;

/** Something did not get to the archive, or not whole; the sentence says why. */
final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Cause cause;

  /** What to do about it, and how it is counted. */
  enum Cause {
    /** The archive is not there: not mounted, unreachable, its marker missing. Everything waits. */
    AWAY,
    /** Wrong name or password: trying often locks accounts. Everything waits, longer. */
    CREDENTIALS,
    /** Too little space there. Everything waits. */
    FULL,
    /** The file here is missing or not what the index says. The others go on. */
    SOURCE,
    /** What was read back there is not what was sent. The others go on. */
    DAMAGED;

    /** Whether the next file would fail the same way. */
    boolean ofTheStore() {
      return this == AWAY || this == CREDENTIALS || this == FULL;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  ArchiveException(Cause cause, String sentence) {
    this(cause, sentence, null);
  }

  ArchiveException(Cause cause, String sentence, Throwable why) {
    super(sentence, why);
    this.cause = cause;
  }

  Cause kind() {
    return cause;
  }
}
