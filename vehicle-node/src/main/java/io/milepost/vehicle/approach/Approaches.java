package io.milepost.vehicle.approach;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Way;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.Geo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges all alerts from where the vehicle is. Alerts behind it, for the other carriageway or
 * farther than matters keep being shown, with the reason why they are not acted on. What was
 * learned of an alert is kept while its RSU is silent, so that a place once passed stays passed;
 * the oldest of 4096 is forgotten. Not thread-safe.
 */
public final class Approaches {
  /** Farther alerts are shown only, unless configured otherwise, metres. */
  public static final double RELEVANT_M = 5000;

  static final String BEHIND = "behind the vehicle, shown only";
  static final String OTHER_CARRIAGEWAY = "for the other carriageway, shown only";
  static final String PAST = "for traffic past the place, shown only";

  private static final int MAX_KNOWN = 4096;

  /**
   * Farther from the line than this a point is not on the road: lanes, GPS and map errors added.
   */
  private static final double ON_ROAD_M = 60;

  private final RoadLine line;
  private final double relevantM;
  private Travel travel;
  private RoadLine.Place lastHere;
  private final Map<Key, Approach> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Approach> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  private record Key(String event, boolean verified) {}

  /**
   * Knows nothing yet.
   *
   * @param line the road, null when it is not known
   * @param travel carriageway of the vehicle, until its movement along the line tells
   * @param relevantM farther alerts are shown only, metres
   */
  public Approaches(RoadLine line, Travel travel, double relevantM) {
    this.line = line;
    this.travel = travel;
    this.relevantM = relevantM;
  }

  /**
   * Judges.
   *
   * @param reported alerts as they were told
   * @param fix where the vehicle is now, null when that is not known
   */
  public List<ActiveAlert> judge(List<ActiveAlert> reported, Fix fix) {
    if (reported.isEmpty()) {
      return reported;
    }
    RoadLine.Place here = fix == null || line == null ? null : here(fix);
    if (here != null && fix.moving()) {
      learnTravel(Geo.angle(fix.trackDeg(), here.course()));
    }
    List<ActiveAlert> judged = new ArrayList<>(reported.size());
    for (ActiveAlert each : reported) {
      judged.add(judge(each, fix, here));
    }
    return judged;
  }

  private void learnTravel(double angle) {
    if (angle <= Approach.TOWARDS_DEG) {
      travel = Travel.FORWARD;
    } else if (angle >= Approach.AWAY_DEG) {
      travel = Travel.BACKWARD;
    }
  }

  /** The vehicle is looked for where it was before; elsewhere only when it is not there. */
  private RoadLine.Place here(Fix fix) {
    RoadLine.Place place =
        lastHere == null ? null : line.projectNear(fix.lat(), fix.lon(), lastHere.segment());
    lastHere = place != null && place.asideM() <= ON_ROAD_M ? place : onRoad(fix.lat(), fix.lon());
    return lastHere;
  }

  private RoadLine.Place onRoad(double lat, double lon) {
    RoadLine.Place place = line.project(lat, lon);
    return place.asideM() <= ON_ROAD_M ? place : null;
  }

  private ActiveAlert judge(ActiveAlert alert, Fix fix, RoadLine.Place here) {
    AlertBody body = alert.body();
    // Nobody has configured this place: it lies in the Gulf of Guinea.
    if (body.lat() == 0 && body.lon() == 0) {
      return alert.seen(Way.reported(body), notConcerned(body.direction(), false));
    }
    Approach approach = approach(alert);
    if (fix == null) {
      Way way = approach.blind(body);
      boolean ahead = way.from() == Way.Source.HELD;
      return alert.seen(way, approach.passed() ? BEHIND : notConcerned(body.direction(), ahead));
    }
    RoadLine.Place there = here == null ? null : approach.onRoad();
    Way way =
        there == null || travel == Travel.UNKNOWN
            ? approach.straight(fix)
            : approach.along(
                (travel == Travel.FORWARD ? 1 : -1) * (there.alongM() - here.alongM()));
    String reason = approach.passed() ? BEHIND : notConcerned(body.direction(), true);
    if (reason == null && approach.beyond(way.distanceM(), relevantM)) {
      reason = String.format(Locale.ROOT, "farther than %.0f m, shown only", relevantM);
    }
    return alert.seen(way, reason);
  }

  private Approach approach(ActiveAlert alert) {
    Key key = new Key(alert.body().event(), alert.verified());
    Approach approach = known.get(key);
    if (approach == null || !approach.isFor(alert.body())) {
      AlertBody body = alert.body();
      approach = new Approach(body, line == null ? null : onRoad(body.lat(), body.lon()));
      known.put(key, approach);
    }
    return approach;
  }

  private String notConcerned(TrafficDirection direction, boolean ahead) {
    if (ahead && direction == TrafficDirection.DOWNSTREAM) {
      return PAST;
    }
    boolean opposite = direction == TrafficDirection.OPPOSITE;
    boolean other =
        travel == Travel.FORWARD
            ? opposite
            : travel == Travel.BACKWARD && !opposite && direction != TrafficDirection.ALL;
    return other ? OTHER_CARRIAGEWAY : null;
  }

  /** On which carriageway the vehicle is taken to drive. */
  public Travel travel() {
    return travel;
  }
}
