package io.milepost.protocol.failure;

/** Every way in which a request to Milepost can fail. */
public enum FailureCode {
  /** The request is not understandable or out of range; the sender must change it. */
  BAD_REQUEST(1, 400, false),
  /** No or invalid credentials. */
  UNAUTHENTICATED(2, 401, false),
  /** The caller is known but may not do this. */
  FORBIDDEN(3, 403, false),
  /** There is no such thing. */
  NOT_FOUND(4, 404, false),
  /** It contradicts the present state, for example a second node with the same id. */
  CONFLICT(5, 409, false),
  /** A bound was reached; try again later. */
  OVERLOADED(6, 429, true),
  /** A part that is needed is down; try again later. */
  UNAVAILABLE(7, 503, true),
  /** No answer in time; the request may or may not have had its effect. */
  TIMEOUT(8, 504, true),
  /** A fault of ours. */
  INTERNAL(9, 500, false),
  /** A wrong configuration; ends the process with exit code 2. */
  CONFIGURATION(10, 500, false);

  private final int code;
  private final int httpStatus;
  private final boolean retryable;

  FailureCode(int code, int httpStatus, boolean retryable) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** Number used in bus failure replies. */
  public int code() {
    return code;
  }

  /** HTTP status that expresses this failure. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** The constant with this number, {@link #INTERNAL} when unknown. */
  public static FailureCode of(int code) {
    for (FailureCode each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    return INTERNAL;
  }
}
