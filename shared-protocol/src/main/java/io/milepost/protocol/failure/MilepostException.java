package io.milepost.protocol.failure;

import java.util.Objects;

/**
 * The one exception that carries a {@link FailureCode}. Its message is a sentence for the caller:
 * what is wrong, where, and what to do about it.
 */
public class MilepostException extends RuntimeException {
  private final FailureCode code;

  /** A failure without an underlying cause. */
  public MilepostException(FailureCode code, String message) {
    this(code, message, null);
  }

  /** A failure with the exception that led to it. */
  public MilepostException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** What kind of failure it is. */
  public FailureCode code() {
    return code;
  }
}
