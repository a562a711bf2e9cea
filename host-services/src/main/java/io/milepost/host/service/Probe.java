package io.milepost.host.service;

import java.util.Optional;

/** Something that must make progress for the node to count as alive. */
public interface Probe {
  /**
   * A sentence while it makes none. Asked by one thread, some times a minute; must not block.
   *
   * @param nanos monotonic now
   */
  Optional<String> stuck(long nanos);
}
