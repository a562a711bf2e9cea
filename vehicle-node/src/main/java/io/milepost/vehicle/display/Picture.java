package io.milepost.vehicle.display;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.vehicle.receive.VehicleState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a driver is shown at one moment: one alert large, a few small, and every reason to doubt the
 * picture.
 *
 * @param at UTC milliseconds
 * @param action code of the action, {@code none} without one
 * @param because why
 * @param main alert that asks for the action, null when none holds
 * @param others further alerts, nearest first, at most 5
 * @param more alerts that are not in the list
 * @param speedMps own speed, null when unknown
 * @param warnings reasons to doubt the picture, gravest first
 */
public record Picture(
    long at,
    String action,
    String because,
    Alert main,
    List<Alert> others,
    int more,
    Double speedMps,
    List<Warning> warnings) {
  private static final int MAX_OTHERS = 5;

  /**
   * An alert.
   *
   * @param event its identity
   * @param type code of its type
   * @param severity code of its severity
   * @param distanceM metres
   * @param distanceFrom reported, straight, road or held
   * @param lane lane, null when unknown
   * @param road road
   * @param text the RSU's own sentence
   * @param noAction why it is only shown, null when it counts
   */
  public record Alert(
      String event,
      String type,
      String severity,
      double distanceM,
      String distanceFrom,
      Integer lane,
      String road,
      String text,
      String noAction) {}

  /**
   * A reason to doubt the picture.
   *
   * @param code no_reception, rsu_lost, clock or position
   * @param source RSU concerned, null when none is
   * @param seconds how long already, 0 when that means nothing
   * @param detail a phrase, may be empty
   */
  public record Warning(String code, String source, long seconds, String detail) {}

  /**
   * Chooses what to show.
   *
   * @param startedMillis time since the vehicle started
   */
  static Picture of(VehicleState state, Duration rsuTimeout, long utc, long startedMillis) {
    Alert main = null;
    List<Alert> others = new ArrayList<>();
    for (VehicleState.Alert each : state.alerts()) {
      Alert alert = alert(each);
      if (main == null && each.body().event().equals(state.event())) {
        main = alert;
      } else {
        others.add(alert);
      }
    }
    others.sort(Comparator.comparingDouble(Alert::distanceM));
    int more = Math.max(0, others.size() - MAX_OTHERS);
    return new Picture(
        utc,
        state.decision(),
        state.because(),
        main,
        List.copyOf(others.subList(0, others.size() - more)),
        more,
        "known".equals(state.position().state()) ? state.position().speedMps() : null,
        warnings(state, rsuTimeout, startedMillis));
  }

  private static Alert alert(VehicleState.Alert each) {
    AlertBody body = each.body();
    return new Alert(
        body.event(),
        body.type().code(),
        body.severity().code(),
        Math.round(each.distanceM()),
        each.distanceFrom(),
        body.lane(),
        body.road(),
        body.text(),
        each.noAction());
  }

  private static List<Warning> warnings(
      VehicleState state, Duration rsuTimeout, long startedMillis) {
    List<Warning> warnings = new ArrayList<>();
    long silent = state.silentMillis() == null ? startedMillis : state.silentMillis();
    if (silent >= rsuTimeout.toMillis()) {
      warnings.add(new Warning("no_reception", null, silent / 1000, ""));
    }
    for (VehicleState.Rsu rsu : state.rsus()) {
      if (rsu.lost()) {
        warnings.add(new Warning("rsu_lost", rsu.source(), rsu.silentMillis() / 1000, ""));
      } else if (!rsu.synchronised()) {
        warnings.add(
            new Warning("clock", rsu.source(), Math.abs(rsu.clockOffsetMillis()) / 1000, ""));
      }
    }
    String position = state.position().state();
    if (!"known".equals(position) && !"none".equals(position)) {
      warnings.add(new Warning("position", null, 0, state.position().reason()));
    }
    return warnings;
  }
}
