package io.milepost.vehicle.event;

import io.milepost.protocol.alert.AlertBody;

/**
 * An alert that holds now.
 *
 * @param source RSU that tells it
 * @param body what it says
 * @param noAction why the vehicle must not act on it, though it is shown; null when it may act
 * @param verified whether the tag of the datagram that told it was checked
 * @param datagram the first copy of this version as it was received; null when not kept. Not to be
 *     changed
 * @param way how far it is
 */
public record ActiveAlert(
    String source, AlertBody body, String noAction, boolean verified, byte[] datagram, Way way) {

  /** As told, at the distance that the RSU tells. */
  public ActiveAlert(String source, AlertBody body, String noAction) {
    this(source, body, noAction, false, null, Way.reported(body));
  }

  /** The same at this distance; an earlier reason not to act stays. */
  public ActiveAlert seen(Way distance, String reason) {
    return new ActiveAlert(
        source, body, noAction == null ? reason : noAction, verified, datagram, distance);
  }

  /** Metres to its place. */
  public double distanceM() {
    return way.distanceM();
  }
}
