package io.milepost.rsu.broadcast;

import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.IncidentBoard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the rest of the node gives the broadcaster.
 *
 * @param reach whom to tell besides those who hear the common group
 * @param advice what vehicles are advised to do; null for the built-in rules
 * @param folder the node's data folder, where it is written down what is on air; null for nowhere
 * @param board every incident of the cluster; null without neighbours
 * @param places this node's cameras' places by camera id
 */
public record Surroundings(
    ReachConfig reach,
    Advice advice,
    Path folder,
    IncidentBoard board,
    Map<String, CameraPlace> places) {

  /** A broadcaster on its own: nothing written down, no neighbours, no unicast copies. */
  public static Surroundings none() {
    ReachConfig alone = new ReachConfig(Map.of(), List.of(), 600, 0, 1000);
    return new Surroundings(alone, null, null, null, Map.of());
  }
}
