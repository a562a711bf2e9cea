package io.milepost.rsu.incident;

import java.util.Map;
import java.util.Objects;

/**
 * Who a desk is.
 *
 * @param node node id
 * @param epoch boot number, strictly increasing across restarts
 * @param places what this node's cameras look at, by camera id
 */
public record DeskIdentity(String node, int epoch, Map<String, CameraPlace> places) {

  /** Makes the map immutable. */
  public DeskIdentity {
    Objects.requireNonNull(node, "node");
    places = Map.copyOf(places);
  }
}
