package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.EnvelopeView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The senders a vehicle has heard. Bounded; searched without allocating. Not thread-safe. */
final class RsuTable {
  /** Senders remembered at most. */
  static final int MAX_RSUS = 64;

  /** More than a clock is slewed, or a thread is kept waiting, between two datagrams. */
  private static final long STEP_MILLIS = 250;

  private final List<RsuState> states = new ArrayList<>();
  private boolean timed;
  private long lead;

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

  /**
   * Notices when the vehicle's clock is set: all that was measured by it is off by as much, and
   * true alerts would be refused as old, or as early, until enough heartbeats have come.
   *
   * @param nanos monotonic time
   * @param utc the same moment on the vehicle's clock, milliseconds
   */
  void watchClock(long nanos, long utc) {
    long now = utc - TimeUnit.NANOSECONDS.toMillis(nanos);
    long step = timed ? now - lead : 0;
    timed = true;
    lead = now;
    if (Math.abs(step) > STEP_MILLIS) {
      for (int i = 0; i < states.size(); i++) {
        states.get(i).clock.shift(step);
      }
    }
  }

  List<RsuState> all() {
    return Collections.unmodifiableList(states);
  }
}
