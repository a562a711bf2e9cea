package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Severity;
import java.util.List;

/**
 * One node tells the owner of an incident that it sees the same, or does so no more.
 *
 * @param incident id of the owner's incident
 * @param node the node that asks
 * @param sources what sees it, each {@code node/camera#key}
 * @param severity how bad it looks from there; null when leaving
 * @param confidence 0..1
 * @param leave true when the sources see it no more
 */
public record JoinRequest(
    String incident,
    String node,
    List<String> sources,
    Severity severity,
    double confidence,
    boolean leave) {

  /** Makes the list immutable. */
  public JoinRequest {
    sources = sources == null ? List.of() : List.copyOf(sources);
  }
}
