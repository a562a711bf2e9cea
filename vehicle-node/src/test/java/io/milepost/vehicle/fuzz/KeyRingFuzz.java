package io.milepost.vehicle.fuzz;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Instant;

/** Any bytes as a key ring file: keys that can be used, or one sentence. */
public final class KeyRingFuzz {
  private KeyRingFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    KeyRing ring;
    try {
      ring = KeyRing.parse(data, name -> null);
    } catch (MilepostException e) {
      Fuzz.require(e.code() == FailureCode.CONFIGURATION, "refused with code " + e.code());
      return;
    }
    Fuzz.require(!ring.isEmpty(), "accepted without any key");
    for (KeyRing.Key key : ring.keys()) {
      Fuzz.require(key.id() >= 1 && key.id() <= 255, "key id " + key.id());
      Fuzz.require(key.secret().length >= KeyRing.MIN_SECRET_BYTES, "short secret");
    }
    Instant now = Instant.ofEpochSecond(1_795_163_556L);
    KeyRing.Key signing = ring.signing("rsu-a", now);
    Fuzz.require(
        signing == null || signing.equals(ring.verifying("rsu-a", signing.id(), now)),
        "signs with a key that it does not accept");
  }
}
