package io.milepost.rsu.broadcast;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.IncidentBoard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Incidents of RSUs further along the road, as they are for vehicles that pass here: further away.
 * No I/O; event-loop confined.
 */
final class Upstream {
  private static final double EARTH_RADIUS_M = 6_371_008.8;

  private final String node;
  private final List<ReachConfig.Neighbour> neighbours;
  private final Map<String, CameraPlace> places;
  private final IncidentBoard board;

  /**
   * Nothing heard yet.
   *
   * @param places this RSU's cameras' places by camera id
   * @param board every incident of the cluster
   */
  Upstream(
      String node,
      List<ReachConfig.Neighbour> neighbours,
      Map<String, CameraPlace> places,
      IncidentBoard board) {
    this.node = node;
    this.neighbours = neighbours;
    this.places = places;
    this.board = board;
  }

  /** The change as it is to be told here; empty when it is none of a neighbour's. */
  Optional<IncidentChanged> of(IncidentChanged change) {
    return neighbour(change.incident())
        .map(
            neighbour ->
                new IncidentChanged(
                    change.change(), seenFromHere(change.incident(), neighbour), Map.of(), 0));
  }

  /**
   * What the board knows by now: repairs what was lost, and renews what still holds. Incidents
   * whose RSU has gone are not renewed.
   *
   * @param told ids of neighbours' incidents that are being told
   */
  List<IncidentChanged> review(Collection<String> told) {
    List<IncidentChanged> changes = new ArrayList<>();
    for (Incident incident : board.active()) {
      if (!board.orphaned(incident)) {
        of(new IncidentChanged(Change.UPDATED, incident, Map.of(), 0)).ifPresent(changes::add);
      }
    }
    for (String id : told) {
      board
          .incident(id)
          .filter(incident -> !incident.isActive())
          .flatMap(over -> of(new IncidentChanged(Change.RESOLVED, over, Map.of(), 0)))
          .ifPresent(changes::add);
    }
    return changes;
  }

  private Optional<ReachConfig.Neighbour> neighbour(Incident incident) {
    return incident.node().equals(node) || !incident.type().forVehicles()
        ? Optional.empty()
        : neighbours.stream()
            .filter(n -> n.node().equals(incident.node()))
            .filter(n -> n.road() == null || n.road().equals(incident.road()))
            .findFirst();
  }

  private Incident seenFromHere(Incident incident, ReachConfig.Neighbour neighbour) {
    CameraPlace own = ownPlace(incident);
    return new Incident(
        incident.id(),
        incident.version(),
        incident.type(),
        incident.severity(),
        incident.state(),
        incident.confidence(),
        node,
        incident.camera(),
        incident.road(),
        incident.lane(),
        incident.lat(),
        incident.lon(),
        own != null ? own.distanceM() : distance(incident, neighbour),
        own != null ? own.direction() : TrafficDirection.UPSTREAM,
        incident.startedAt(),
        incident.confirmedAt(),
        incident.updatedAt(),
        incident.resolvedAt(),
        incident.summary(),
        incident.seenBy(),
        incident.evidence(),
        incident.actor(),
        incident.note());
  }

  /** The nearest camera of this RSU that sees it too; null when none does. */
  private CameraPlace ownPlace(Incident incident) {
    CameraPlace nearest = null;
    for (String seer : incident.seenBy()) {
      CameraPlace place =
          seer.startsWith(node + "/") ? places.get(seer.substring(node.length() + 1)) : null;
      if (place != null && (nearest == null || place.distanceM() < nearest.distanceM())) {
        nearest = place;
      }
    }
    return nearest;
  }

  /** Without any position the neighbour's own distance stands: too near is the safer error. */
  private double distance(Incident incident, ReachConfig.Neighbour neighbour) {
    if (neighbour.distanceM() != null) {
      return incident.distanceM() + neighbour.distanceM();
    }
    CameraPlace here =
        places.values().stream().filter(p -> isKnown(p.lat(), p.lon())).findFirst().orElse(null);
    return here == null || !isKnown(incident.lat(), incident.lon())
        ? incident.distanceM()
        : greatCircle(here.lat(), here.lon(), incident.lat(), incident.lon());
  }

  private static boolean isKnown(double lat, double lon) {
    return lat != 0 || lon != 0;
  }

  /** Metres between two places on a sphere of the mean earth radius (haversine). */
  static double greatCircle(double lat1, double lon1, double lat2, double lon2) {
    double dLat = Math.sin(Math.toRadians(lat2 - lat1) / 2);
    double dLon = Math.sin(Math.toRadians(lon2 - lon1) / 2);
    double h =
        dLat * dLat + Math.cos(Math.toRadians(lat1)) * Math.cos(Math.toRadians(lat2)) * dLon * dLon;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }
}
