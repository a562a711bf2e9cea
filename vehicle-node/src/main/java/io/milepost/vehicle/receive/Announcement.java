package io.milepost.vehicle.receive;

import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.Grounds;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Verdict;
import java.util.Arrays;
import java.util.Objects;

/** What is worth announcing of a decision, with what it rests on. */
final class Announcement {
  private Announcement() {}

  /**
   * The event for a decision; null when it is no news. Another action is news, and so is another
   * reason for one.
   *
   * @param datagram the datagram that led to it, null when time or movement did
   * @param verified whether the tag of that datagram was checked
   */
  static VehicleEvent of(
      Verdict before, Verdict verdict, long utc, byte[] datagram, boolean verified) {
    Decision was = before.decision();
    Decision now = verdict.decision();
    boolean otherReason = now.isAction() && !Objects.equals(was.event(), now.event());
    if (was.action() == now.action() && !otherReason) {
      return null;
    }
    byte[] own = verdict.alert() == null ? null : verdict.alert().datagram();
    boolean other = datagram != null && !Arrays.equals(own, datagram);
    Grounds grounds =
        new Grounds(
            was.action(),
            verdict.alert(),
            verdict.rule(),
            verdict.fix(),
            other ? datagram : null,
            other && verified);
    return new VehicleEvent(
        Kind.DECIDE,
        utc,
        verdict.alert() == null ? null : verdict.alert().source(),
        null,
        now,
        Double.NaN,
        -1,
        grounds.verified(),
        now.because(),
        grounds);
  }
}
