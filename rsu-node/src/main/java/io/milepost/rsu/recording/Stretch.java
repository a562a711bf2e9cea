package io.milepost.rsu.recording;

/**
 * A stretch of a camera's time of which one thing can be said.
 *
 * @param fromMicros UTC microseconds
 * @param toMicros UTC microseconds, not included
 * @param state what it is
 * @param cause why nothing was recorded; null unless it is a gap
 * @param detail one sentence on a gap; {@link #DELETED} for what was recorded and is no longer
 *     kept; else null
 */
public record Stretch(long fromMicros, long toMicros, State state, Cause cause, String detail) {
  /** Detail of what was recorded and has been deleted since. */
  public static final String DELETED = "no longer kept";

  /** What a stretch is. */
  public enum State {
    /** Recorded; see {@link Stretch#DELETED}. */
    RECORDED,
    /** It should have been recorded and was not. */
    GAP,
    /** Nobody asked for it: the camera was not configured then, or the time is still to come. */
    EXPECTED_NONE
  }

  /** Why nothing was recorded. */
  public enum Cause {
    /** The camera refused, stopped sending or sent what is no video. */
    CAMERA,
    /** The way to the camera was down. */
    NETWORK,
    /** Its pictures could not be decoded, so it was connected anew. */
    DECODER,
    /** The disk refused, was full or too slow. */
    DISK,
    /** This node did not run. */
    NODE,
    /** Somebody stopped the camera. */
    OPERATOR
  }
}
