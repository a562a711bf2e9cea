package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Way;
import java.util.ArrayList;
import java.util.List;

/** The alerts that hold, and why the vehicle must not act on one. Not thread-safe. */
final class ActiveAlerts {
  private final Reception.Settings settings;
  private final RsuTable rsus;

  ActiveAlerts(Reception.Settings settings, RsuTable rsus) {
    this.settings = settings;
    this.rsus = rsus;
  }

  /** Those of every RSU that is heard. */
  List<ActiveAlert> list() {
    List<ActiveAlert> active = new ArrayList<>();
    for (RsuState rsu : rsus.all()) {
      if (!rsu.lost && rsu.events.size() > 0) {
        for (EventTable.Held held : rsu.events.held()) {
          AlertBody body = held.body();
          active.add(
              new ActiveAlert(
                  rsu.source,
                  body,
                  noAction(rsu, body),
                  rsu.authenticated,
                  held.datagram(),
                  Way.reported(body)));
        }
      }
    }
    return active;
  }

  /** Why it is only shown; null when it may be acted upon. */
  String noAction(RsuState rsu, AlertBody body) {
    if (settings.road() != null && !settings.road().equals(body.road())) {
      return "another road, shown only";
    }
    if (!rsu.authenticated && !settings.keys().get().isEmpty()) {
      return "not authenticated, shown only";
    }
    return rsu.clock.trouble();
  }
}
