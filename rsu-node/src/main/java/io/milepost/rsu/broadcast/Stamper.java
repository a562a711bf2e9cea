package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Gives every copy its own sequence number, time and tag, so that a recorded datagram is worthless
 * two seconds later although its alert lives on. Event-loop confined.
 */
final class Stamper {
  private final String node;
  private final long epoch;
  private final Supplier<KeyRing> keys;
  private final boolean requireSignature;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(EnvelopeWire.MAX_DATAGRAM);
  private Authenticator authenticator;
  private long sequence;

  Stamper(String node, long epoch, Supplier<KeyRing> keys, boolean requireSignature) {
    this.node = node;
    this.epoch = epoch;
    this.keys = keys;
    this.requireSignature = requireSignature;
  }

  /**
   * Makes a datagram.
   *
   * @param utc milliseconds
   * @return the shared buffer, valid until the next call; null when a signature is required and no
   *     key is valid
   */
  ByteBuffer stamp(byte kind, byte[] body, long utc) {
    Authenticator signer = signer(utc);
    if (signer == null && requireSignature) {
      return null;
    }
    EnvelopeWire.encode(
        new Envelope(kind, node, epoch, ++sequence, utc, body, Envelope.NO_SIGNATURE),
        signer,
        buffer);
    return buffer;
  }

  private Authenticator signer(long utc) {
    KeyRing.Key key = keys.get().signing(Instant.ofEpochMilli(utc));
    if (key == null) {
      return null;
    }
    if (authenticator == null || authenticator.key() != key) {
      authenticator = new Authenticator(key);
    }
    return authenticator;
  }
}
