package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/** A video source cannot be opened or has broken off; the sentence says which and why. */
public final class SourceException extends MilepostException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What to do about it. */
  public enum Kind {
    /** May pass by itself: try again with back-off. */
    TRANSIENT,
    /** Wrong name or password: trying often locks accounts, so try seldom. */
    CREDENTIALS
  }

  /** A source failed. */
  public SourceException(Kind kind, String sentence, Throwable cause) {
    super(FailureCode.UNAVAILABLE, sentence, cause);
    this.kind = kind;
  }

  /** A source failed in a way that may pass. */
  public SourceException(String sentence) {
    this(Kind.TRANSIENT, sentence, null);
  }

  /** What to do about it. */
  public Kind kind() {
    return kind;
  }
}
