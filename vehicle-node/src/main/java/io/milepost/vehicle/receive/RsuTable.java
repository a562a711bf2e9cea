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

  /** Adds a sender, in place of a silent one without alerts if need be; false when full. */
  boolean add(RsuState state) {
    if (states.size() >= MAX_RSUS && !states.removeIf(RsuTable::isIdle)) {
      return false;
    }
    states.add(state);
    return true;
  }

  private static boolean isIdle(RsuState state) {
    return (state.lost || !state.heard) && state.events.size() == 0;
  }

  List<RsuState> all() {
    return Collections.unmodifiableList(states);
  }
}
