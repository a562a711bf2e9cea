package io.milepost.rsu.incident;

import io.milepost.protocol.message.IncidentTraces;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.TraceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The traces of the findings this node's cameras had, by incident. In memory only; the incident
 * that got its last trace longest ago gives way. Not thread-safe.
 */
final class TraceShelf {
  /** Incidents kept. */
  static final int INCIDENTS = 300;

  /** Findings kept of one incident; the oldest gives way. */
  static final int FINDINGS = 8;

  private final Map<String, Map<String, FindingMessage>> shelf = new LinkedHashMap<>();

  /** Keeps a finding's trace; one without leaves what is there. */
  void keep(String incident, String source, FindingMessage message) {
    if (message.finding().trace().frames().isEmpty()) {
      return;
    }
    Map<String, FindingMessage> found = shelf.remove(incident);
    found = found == null ? new LinkedHashMap<>() : found;
    found.remove(source);
    found.put(source, message);
    shelf.put(incident, found);
    limit(found, FINDINGS);
    limit(shelf, INCIDENTS);
  }

  private static void limit(Map<String, ?> map, int most) {
    if (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** One incident lives on in another. */
  void move(String from, String to) {
    Map<String, FindingMessage> found = shelf.remove(from);
    if (found != null && !from.equals(to)) {
      found.forEach((source, message) -> keep(to, source, message));
    }
  }

  /** What is known of an incident, as it is told to people. */
  IncidentTraces of(String incident) {
    List<IncidentTraces.Trace> traces = new ArrayList<>();
    shelf.getOrDefault(incident, Map.of()).values().forEach(m -> traces.add(trace(m)));
    return new IncidentTraces(incident, traces);
  }

  private static IncidentTraces.Trace trace(FindingMessage message) {
    Finding finding = message.finding();
    List<IncidentTraces.Condition> conditions =
        finding.trace().conditions().stream().map(TraceShelf::condition).toList();
    List<IncidentTraces.Frame> frames =
        finding.trace().frames().stream().map(f -> frame(f, message.ptsToUtcMillis())).toList();
    return new IncidentTraces.Trace(
        finding.camera(),
        finding.key(),
        finding.type(),
        Math.round(finding.confirmedSeconds() * 1000) + message.ptsToUtcMillis(),
        conditions,
        frames);
  }

  private static IncidentTraces.Condition condition(Condition c) {
    return new IncidentTraces.Condition(
        c.name(), c.comparison().name().toLowerCase(Locale.ROOT), c.threshold());
  }

  /** JSON knows no NaN: what was not known is null. */
  private static IncidentTraces.Frame frame(TraceRecord.Frame frame, long ptsToUtcMillis) {
    List<Double> values = new ArrayList<>();
    for (double value : frame.values()) {
      values.add(Double.isFinite(value) ? Math.rint(value * 1e4) / 1e4 : null);
    }
    return new IncidentTraces.Frame(Math.round(frame.seconds() * 1000) + ptsToUtcMillis, values);
  }
}
