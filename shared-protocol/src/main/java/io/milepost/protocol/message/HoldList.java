package io.milepost.protocol.message;

import java.util.List;

/**
 * Answer to a {@link HoldOrder}: all that is held, or the one that was set or released.
 *
 * @param items oldest order first
 */
public record HoldList(List<Hold> items) {

  /**
   * A stretch of a camera's recordings that is not deleted.
   *
   * @param id identity
   * @param node RSU that holds it
   * @param camera camera id
   * @param from UTC milliseconds
   * @param to UTC milliseconds
   * @param kind {@code pin}, or {@code hold} for a legal hold
   * @param reason one sentence
   * @param by who ordered it
   * @param made when, UTC milliseconds
   * @param until when it ends by itself, UTC milliseconds; null for never
   */
  public record Hold(
      String id,
      String node,
      String camera,
      long from,
      long to,
      String kind,
      String reason,
      String by,
      long made,
      Long until) {}
}
