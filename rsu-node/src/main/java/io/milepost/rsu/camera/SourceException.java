package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/** A video source cannot be opened or has broken off; the sentence says which and why. */
public final class SourceException extends MilepostException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Whose fault it is, which tells what to do about it. */
  public enum Kind {
    /** The way there: an unknown name, no route, a connection that breaks off or falls silent. */
    NETWORK,
    /** The camera: it refuses, sends no video, or ends the stream. */
    CAMERA,
    /** The pictures: they come and cannot be decoded. */
    DECODER,
    /** Wrong name or password: trying often locks accounts, so try seldom. */
    CREDENTIALS,
    /** The source as configured: it is not allowed, or it is none. */
    CONFIGURATION,
    /** Nobody's: somebody has stopped the camera. */
    OPERATOR,
    /** This node: a fault of its own. */
    NODE
  }

  /** A source failed. */
  public SourceException(Kind kind, String sentence, Throwable cause) {
    super(FailureCode.UNAVAILABLE, sentence, cause);
    this.kind = kind;
  }

  /** A source failed without another failure behind it. */
  public SourceException(Kind kind, String sentence) {
    this(kind, sentence, null);
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }
}
