package io.milepost.protocol.message;

/**
 * Asks one node what it must not delete, or for more or less of that; answered with {@link
 * HoldList}. The sender has checked that its caller may do so.
 *
 * @param action what is asked
 * @param id which hold, to release it
 * @param camera camera id, to set one
 * @param fromMillis UTC of the beginning, milliseconds
 * @param toMillis UTC of the end, milliseconds, not included
 * @param legal to set: a legal hold, not just a pin; to release: the caller may lift legal holds
 * @param untilMillis when a pin ends by itself, UTC milliseconds; 0 for never
 * @param reason one sentence
 * @param by who asks
 */
public record HoldOrder(
    Action action,
    String id,
    String camera,
    long fromMillis,
    long toMillis,
    boolean legal,
    long untilMillis,
    String reason,
    String by) {

  /** What is asked. */
  public enum Action {
    /** All that is held. */
    LIST,
    /** Hold this too. */
    SET,
    /** Hold this no more. */
    RELEASE
  }

  /** Asks for all that is held. */
  public static HoldOrder list() {
    return new HoldOrder(Action.LIST, null, null, 0, 0, false, 0, null, null);
  }

  /** Asks for one to be let go. */
  public static HoldOrder release(String id, boolean legal, String reason, String by) {
    return new HoldOrder(Action.RELEASE, id, null, 0, 0, legal, 0, reason, by);
  }
}
