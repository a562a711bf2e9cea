package io.milepost.rsu.incident;

import io.milepost.protocol.message.IncidentTraces;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which incident each finding of this node's own cameras is part of, while it lasts. */
final class Links {
  private final Map<String, Link> bySource = new HashMap<>();
  private final TraceShelf traces = new TraceShelf();

  /** One finding that still lasts. */
  record Link(String incident, FindingMessage last) {}

  static String source(String node, Finding finding) {
    return node + '/' + finding.camera() + '#' + finding.key();
  }

  /** {@code node/camera} of a source. */
  static String seer(String source) {
    int mark = source.indexOf('#');
    return mark < 0 ? source : source.substring(0, mark);
  }

  /** The node of a source. */
  static String node(String source) {
    return source.substring(0, Math.max(0, source.indexOf('/')));
  }

  void put(String source, String incident, FindingMessage last) {
    bySource.put(source, new Link(incident, last));
    traces.keep(incident, source, last);
  }

  Link get(String source) {
    return bySource.get(source);
  }

  Link remove(String source) {
    return bySource.remove(source);
  }

  /** Why the rules fired that saw an incident. */
  IncidentTraces traces(String incident) {
    return traces.of(incident);
  }

  /** The sources that are part of an incident. */
  List<String> sources(String incident) {
    List<String> found = new ArrayList<>();
    bySource.forEach(
        (source, link) -> {
          if (link.incident().equals(incident)) {
            found.add(source);
          }
        });
    return found;
  }

  /** From now on everything that was part of one incident is part of another. */
  void move(String from, String to) {
    traces.move(from, to);
    bySource.replaceAll(
        (source, link) -> link.incident().equals(from) ? new Link(to, link.last()) : link);
  }
}
