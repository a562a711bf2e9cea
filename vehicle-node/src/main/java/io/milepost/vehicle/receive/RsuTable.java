package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.EnvelopeView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The senders a vehicle has heard. Bounded; searched without allocating. Not thread-safe. */
final class RsuTable {
  /** Senders remembered at most. */
  static final int MAX_RSUS = 64;

  private final List<RsuState> states = new ArrayList<>();

  /** The state of a datagram's sender, or null. */
  RsuState find(EnvelopeView view, boolean authenticated) {
    for (int i = 0; i < states.size(); i++) {
      RsuState state = states.get(i);
      if (state.authenticated == authenticated && view.sourceIs(state.sourceBytes)) {
        return state;
      }
    }
    return null;
  }

  /**
   * Adds a sender, in place of a silent one without alerts if need be; false when full. Anybody can
   * make up senders without a tag, so one with a tag takes the place of one of those.
   */
  boolean add(RsuState state) {
    if (states.size() >= MAX_RSUS
        && !states.removeIf(RsuTable::isIdle)
        && !(state.authenticated && removeUnauthenticated())) {
      return false;
    }
    states.add(state);
    return true;
  }

  private boolean removeUnauthenticated() {
    for (int i = 0; i < states.size(); i++) {
      if (!states.get(i).authenticated) {
        states.remove(i);
        return true;
      }
    }
    return false;
  }

  private static boolean isIdle(RsuState state) {
    return (state.lost || !state.heard) && state.events.size() == 0;
  }

  List<RsuState> all() {
    return Collections.unmodifiableList(states);
  }
}
