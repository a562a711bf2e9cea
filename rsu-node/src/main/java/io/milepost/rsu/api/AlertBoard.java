package io.milepost.rsu.api;

import io.milepost.protocol.message.AlertOnAir;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest state of each alert heard on the bus, at most 1000, oldest forgotten first.
 * Thread-safe.
 */
final class AlertBoard {
  private static final String ACTIVE = "active";
  private static final int CAPACITY = 1000;

  private final PeerDirectory peers;
  private final Map<String, AlertOnAir> newest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AlertOnAir> eldest) {
          return size() > CAPACITY;
        }
      };

  AlertBoard(PeerDirectory peers) {
    this.peers = peers;
  }

  synchronized void heard(AlertOnAir alert) {
    AlertOnAir known = newest.get(alert.event());
    if (known == null || !known.isLaterThan(alert)) {
      newest.put(alert.event(), alert);
    }
  }

  /** All alerts, newest first, as they stand now. */
  synchronized List<AlertOnAir> all() {
    return asOfNow(newest.values()).stream()
        .sorted(Comparator.comparingLong(AlertOnAir::firstSentAt).reversed())
        .toList();
  }

  /**
   * Alerts as they stand now. Of several that one node has sent of one incident only the newest can
   * be on air: the others are of earlier boots, which repeat and cancel nothing any more.
   */
  List<AlertOnAir> asOfNow(Collection<AlertOnAir> alerts) {
    Map<List<String>, Long> newestOf = new HashMap<>();
    alerts.forEach(alert -> newestOf.merge(teller(alert), alert.firstSentAt(), Math::max));
    return alerts.stream()
        .map(
            alert ->
                alert.firstSentAt() < newestOf.get(teller(alert)) ? over(alert) : asOfNow(alert))
        .toList();
  }

  private static List<String> teller(AlertOnAir alert) {
    return List.of(alert.incident(), alert.node());
  }

  private static AlertOnAir over(AlertOnAir alert) {
    return ACTIVE.equals(alert.state()) ? withState(alert, "expired") : alert;
  }

  /**
   * An alert lives in vehicles for its TTL after the last datagram; when its sender has been silent
   * for longer, nobody is told any more.
   */
  AlertOnAir asOfNow(AlertOnAir alert) {
    return peers.silentMillis(alert.node()) > alert.ttlSeconds() * 1000L ? over(alert) : alert;
  }

  private static AlertOnAir withState(AlertOnAir a, String state) {
    return new AlertOnAir(
        a.event(),
        a.version(),
        state,
        a.incident(),
        a.node(),
        a.type(),
        a.severity(),
        a.suggest(),
        a.road(),
        a.distanceM(),
        a.text(),
        a.ttlSeconds(),
        a.detectedAt(),
        a.firstSentAt(),
        a.copies(),
        a.stages(),
        a.place());
  }
}
