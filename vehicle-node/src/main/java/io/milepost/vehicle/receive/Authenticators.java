package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyDerivation;
import io.milepost.protocol.alert.KeyRing;

/**
 * Keys with their schedules ready. Of a master, the keys of RSUs that have proved themselves are
 * kept with what is known of them. For anybody else a key is made for the one datagram and
 * forgotten: made-up names cost one derivation each, about as much as the tag that a forger of a
 * known name costs, and leave nothing behind. Not thread-safe.
 */
final class Authenticators {
  private final Authenticator[] shared = new Authenticator[KeyRing.MAX_ID + 1];
  private final KeyDerivation[] derivations = new KeyDerivation[KeyRing.MAX_ID + 1];
  private final Authenticator stranger = KeyDerivation.reusable();

  /** Prepared keys of one RSU: more than overlap in a rotation. */
  static final class Own {
    private static final int SLOTS = 4;

    private final KeyRing.Key[] masters = new KeyRing.Key[SLOTS];
    private final Authenticator[] ready = new Authenticator[SLOTS];
    private int next;

    private Authenticator find(KeyRing.Key master) {
      for (int i = 0; i < SLOTS; i++) {
        if (masters[i] == master) {
          return ready[i];
        }
      }
      return null;
    }

    private Authenticator add(KeyRing.Key master, KeyRing.Key key) {
      int slot = next;
      next = (slot + 1) % SLOTS;
      masters[slot] = master;
      ready[slot] = new Authenticator(key);
      return ready[slot];
    }
  }

  /**
   * What the tag is checked with.
   *
   * @param key the ring's key with the datagram's id
   * @param known its sender, null when nothing is known of it
   * @return null when the key is not one of this sender
   */
  Authenticator find(KeyRing.Key key, EnvelopeView view, RsuState known) {
    if (key.perRsu()) {
      return known == null ? ofStranger(key, view) : own(key, known);
    }
    if (key.rsu() != null && !key.rsu().equals(view.source())) {
      return null;
    }
    int id = key.id();
    if (shared[id] == null || shared[id].key() != key) {
      shared[id] = new Authenticator(key);
    }
    return shared[id];
  }

  private Authenticator own(KeyRing.Key master, RsuState known) {
    Authenticator ready = known.keys.find(master);
    return ready == null ? known.keys.add(master, derivation(master).of(known.source)) : ready;
  }

  private Authenticator ofStranger(KeyRing.Key master, EnvelopeView view) {
    derivation(master).forOnce(view.array(), EnvelopeWire.SOURCE, view.sourceLength(), stranger);
    return stranger;
  }

  private KeyDerivation derivation(KeyRing.Key master) {
    int id = master.id();
    if (derivations[id] == null || derivations[id].master() != master) {
      derivations[id] = new KeyDerivation(master);
    }
    return derivations[id];
  }
}
