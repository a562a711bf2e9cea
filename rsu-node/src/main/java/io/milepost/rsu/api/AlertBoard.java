package io.milepost.rsu.api;

import io.milepost.protocol.message.AlertOnAir;
import java.util.Comparator;
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
    if (known == null || alert.version() >= known.version()) {
      newest.put(alert.event(), alert);
    }
  }

  /** All alerts, newest first, as they stand now. */
  synchronized List<AlertOnAir> all() {
    return newest.values().stream()
        .map(this::asOfNow)
        .sorted(Comparator.comparingLong(AlertOnAir::firstSentAt).reversed())
        .toList();
  }

  /**
   * An alert lives in vehicles for its TTL after the last datagram; when its sender has been silent
   * for longer, nobody is told any more.
   */
  AlertOnAir asOfNow(AlertOnAir alert) {
    boolean over =
        ACTIVE.equals(alert.state())
            && peers.silentMillis(alert.node()) > alert.ttlSeconds() * 1000L;
    return over ? withState(alert, "expired") : alert;
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
        a.stages());
  }
}
