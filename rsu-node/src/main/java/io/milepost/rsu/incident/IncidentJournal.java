package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.IncidentChanged;
import io.vertx.core.Future;
import java.util.List;

/** Where every version of every incident made by this node is written down. Thread-safe. */
public interface IncidentJournal {
  /**
   * Writes one version down; never blocks the caller.
   *
   * @return completes, on a thread of the journal, when the version is on disk; fails OVERLOADED
   *     when it was not taken and must be offered again
   */
  Future<Void> append(IncidentChanged change);

  /** Incidents that were active when this node last wrote; what a restarted node starts from. */
  Future<List<Incident>> active();
}
