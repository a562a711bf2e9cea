package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every copy its own sequence number, time and tag, so that a recorded datagram is worthless
 * two seconds later although its alert lives on. Event-loop confined, {@link #epoch()} excepted.
 */
final class Stamper {
  private static final Logger LOG = LoggerFactory.getLogger(Stamper.class);
  private static final long SPARE_NUMBERS = 100_000;

  private static final long LOOK_MILLIS = 100;

  private final String node;
  private final Supplier<KeyRing> keys;
  private final boolean requireSignature;
  private final ByteBuffer buffer = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
  private KeyRing ring;
  private long lookedAt;
  private Authenticator authenticator;
  private volatile long epoch;
  private long sequence;

  Stamper(String node, long epoch, Supplier<KeyRing> keys, boolean requireSignature) {
    this(node, epoch, 0, keys, requireSignature);
  }

  /** As if {@code sequence} datagrams had been sent in this epoch. */
  Stamper(
      String node, long epoch, long sequence, Supplier<KeyRing> keys, boolean requireSignature) {
    this.node = node;
    this.epoch = epoch;
    this.sequence = sequence;
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
    return stamp(kind, body, Envelope.NO_SIGNATURE, utc);
  }

  /** The same for a copy of an alert, with the signature of its version. */
  ByteBuffer stamp(AlertEntry entry, long utc) {
    byte[] signature = entry.signature(keys.get().signingKey(), node);
    return stamp(EnvelopeWire.KIND_ALERT, entry.bytes(), signature, utc);
  }

  private ByteBuffer stamp(byte kind, byte[] body, byte[] signature, long utc) {
    Authenticator signer = signer(utc);
    if (signer == null && requireSignature) {
      return null;
    }
    if (sequence >= EnvelopeWire.MAX_U32) {
      nextEpoch();
    }
    EnvelopeWire.encode(
        new Envelope(kind, node, epoch, ++sequence, utc, body, signature), signer, buffer);
    return buffer;
  }

  /**
   * Begins the next epoch when the numbers of this one run out, after 49 days at 1000 datagrams a
   * second; boot numbers are given out with room for that.
   *
   * @return whether it did; receivers then take all that follows as a new boot's
   */
  boolean renewEpoch() {
    boolean due = sequence > EnvelopeWire.MAX_U32 - SPARE_NUMBERS;
    if (due) {
      nextEpoch();
    }
    return due;
  }

  /** The epoch of the next datagram. Any thread. */
  long epoch() {
    return epoch;
  }

  private void nextEpoch() {
    epoch = epoch + 1;
    sequence = 0;
    LOG.info("epoch used up action=begin_the_next epoch={}", epoch);
  }

  /** Which key is the newest is looked up ten times a second, and at once in another ring. */
  private Authenticator signer(long utc) {
    KeyRing now = keys.get();
    long since = utc - lookedAt;
    if (now == ring && since >= 0 && since < LOOK_MILLIS) {
      return authenticator;
    }
    ring = now;
    lookedAt = utc;
    KeyRing.Key key = now.signing(node, Instant.ofEpochMilli(utc));
    if (key == null) {
      authenticator = null;
    } else if (authenticator == null || authenticator.key() != key) {
      authenticator = new Authenticator(key);
    }
    return authenticator;
  }
}
