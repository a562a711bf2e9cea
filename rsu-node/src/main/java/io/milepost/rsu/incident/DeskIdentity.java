package io.milepost.rsu.incident;

import java.util.Map;
import java.util.Objects;

/**
 * Who a desk is. The places are read as they are at the time: whoever adds a camera while the desk
 * works gives a map that stands that.
 *
 * @param node node id
 * @param epoch boot number, strictly increasing across restarts
 * @param places what this node's cameras look at, by camera id
 */
public record DeskIdentity(String node, int epoch, Map<String, CameraPlace> places) {

  /** Checks that nothing is missing. */
  public DeskIdentity {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(places, "places");
  }
}
