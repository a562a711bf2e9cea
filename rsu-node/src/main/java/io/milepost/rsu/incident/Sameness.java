package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import java.util.Comparator;
import java.util.Objects;

/**
 * The rules every node applies alike: when two incidents are the same, which of two stays, and
 * which of two versions is the later one. Nothing here depends on who asks or in which order the
 * messages came, so nodes that were parted agree afterwards.
 */
final class Sameness {
  /** Evidence key under which a merged incident names the one it lives on in. */
  static final String MERGED_INTO = "merged_into";

  private static final double EARTH_RADIUS_M = 6_371_008.8;

  /** The incident confirmed first stays; of two confirmed in the same millisecond, the lower id. */
  static final Comparator<Incident> PRECEDENCE =
      Comparator.comparingLong(Incident::confirmedAt).thenComparing(Incident::id);

  /**
   * Later versions are greater. Of two that were made apart under one number, the one that ends the
   * incident counts, then the younger; the rest only makes the order total.
   */
  static final Comparator<Incident> VERSIONS =
      Comparator.comparingInt(Incident::version)
          .thenComparing(i -> !i.isActive())
          .thenComparingLong(Incident::updatedAt)
          .thenComparing(Incident::state)
          .thenComparingInt(i -> i.seenBy().size())
          .thenComparing(i -> Objects.toString(i.note(), ""))
          .thenComparing(i -> Objects.toString(i.evidence().get(MERGED_INTO), ""));

  private final long bucketMillis;
  private final double radiusM;

  Sameness(DeskConfig config) {
    this.bucketMillis = config.bucket().toMillis();
    this.radiusM = config.radiusM();
  }

  /** Whether two incidents describe the same thing. */
  boolean same(Incident a, Incident b) {
    if (a.type() != b.type()) {
      return false;
    }
    boolean sameRoad = a.road() != null && !a.road().isBlank() && a.road().equals(b.road());
    if (sameRoad && Math.abs(a.confirmedAt() - b.confirmedAt()) <= bucketMillis) {
      return true;
    }
    if (a.camera() != null && a.camera().equals(b.camera())) {
      return true;
    }
    return placed(a) && placed(b) && metres(a, b) <= radiusM;
  }

  /** Key under which incidents of one type, road and time bucket meet; null without a road. */
  String bucketKey(Incident incident, int bucketsBack) {
    if (incident.road() == null || incident.road().isBlank()) {
      return null;
    }
    long bucket = Math.floorDiv(incident.confirmedAt(), bucketMillis) - bucketsBack;
    return incident.type().code() + '|' + incident.road() + '|' + bucket;
  }

  private static boolean placed(Incident incident) {
    return incident.lat() != 0 || incident.lon() != 0;
  }

  /** Great-circle distance by the haversine formula on a sphere of the mean earth radius. */
  static double metres(Incident a, Incident b) {
    double lat1 = Math.toRadians(a.lat());
    double lat2 = Math.toRadians(b.lat());
    double h =
        haversine(lat2 - lat1)
            + Math.cos(lat1) * Math.cos(lat2) * haversine(Math.toRadians(b.lon() - a.lon()));
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  private static double haversine(double angle) {
    double half = Math.sin(angle / 2);
    return half * half;
  }
}
