package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.PositionSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Everything a vehicle knows, at one moment.
 *
 * @param decision what it does, {@code none} without an alert
 * @param because why
 * @param alerts alerts that hold
 * @param rsus senders heard
 * @param rejected datagrams refused, by reason; reasons without any are left out
 * @param repeats copies of what was known already
 * @param event alert that asks for the action, null when none does
 * @param silentMillis time since any RSU was heard; null when none ever was
 * @param position where the vehicle is
 */
public record VehicleState(
    String decision,
    String because,
    List<Alert> alerts,
    List<Rsu> rsus,
    Map<String, Long> rejected,
    long repeats,
    String event,
    Long silentMillis,
    Position position) {

  /**
   * An alert that holds.
   *
   * @param source RSU
   * @param body what it says
   * @param noAction why it is only shown, null when it counts
   * @param distanceM metres to its place
   * @param distanceFrom how they were found: reported, straight, road, held
   */
  public record Alert(
      String source, AlertBody body, String noAction, double distanceM, String distanceFrom) {}

  /**
   * Where the vehicle is.
   *
   * @param state none, known, no_fix, stale, down
   * @param reason one phrase, empty when known
   * @param lat degrees, null without a fix; as are the following
   * @param lon degrees
   * @param speedMps metres per second, null when unknown
   * @param trackDeg course over ground, null when unknown
   * @param ageMillis age of the fix
   */
  public record Position(
      String state,
      String reason,
      Double lat,
      Double lon,
      Double speedMps,
      Double trackDeg,
      Long ageMillis) {
    static Position of(PositionSource.Status status) {
      Fix fix = status.fix();
      return fix == null
          ? new Position(status.state().code(), status.reason(), null, null, null, null, null)
          : new Position(
              status.state().code(),
              status.reason(),
              fix.lat(),
              fix.lon(),
              known(fix.speedMps()),
              known(fix.trackDeg()),
              status.ageMillis());
    }

    private static Double known(double value) {
      return Double.isNaN(value) ? null : value;
    }
  }

  /**
   * A sender.
   *
   * @param source its id
   * @param authenticated whether it speaks with a tag
   * @param lost whether it has gone silent
   * @param epoch its boot number
   * @param silentMillis time since it was heard
   * @param clockOffsetMillis how far the vehicle's clock is ahead of it
   * @param synchronised whether that is within bounds
   * @param received datagrams believed
   * @param loss share of its datagrams that did not arrive, 0..1
   * @param bodyMissing events it has on air of which no copy was heard
   */
  public record Rsu(
      String source,
      boolean authenticated,
      boolean lost,
      long epoch,
      long silentMillis,
      long clockOffsetMillis,
      boolean synchronised,
      long received,
      double loss,
      Set<String> bodyMissing) {}

  static VehicleState of(
      Decision decision,
      List<RsuState> states,
      List<ActiveAlert> active,
      ReceiverMetrics metrics,
      PositionSource.Status position,
      long nanos) {
    List<Rsu> rsus = new ArrayList<>();
    for (RsuState each : states) {
      rsus.add(
          new Rsu(
              each.source,
              each.authenticated,
              each.lost,
              each.epoch,
              TimeUnit.NANOSECONDS.toMillis(nanos - each.lastHeardNanos),
              each.clock.millis(),
              each.clock.synchronised(),
              each.received,
              each.loss(),
              each.events.missing()));
    }
    Map<String, Long> rejected = metrics.rejections();
    List<Alert> alerts =
        active.stream()
            .map(
                a ->
                    new Alert(
                        a.source(), a.body(), a.noAction(), a.distanceM(), a.way().from().code()))
            .toList();
    Long silent =
        rsus.stream()
            .map(Rsu::silentMillis)
            .min(Long::compare)
            .map(m -> Math.max(0, m))
            .orElse(null);
    return new VehicleState(
        decision.code(),
        decision.because(),
        alerts,
        rsus,
        rejected,
        metrics.repeats(),
        decision.event(),
        silent,
        Position.of(position));
  }
}
