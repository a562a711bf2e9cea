package io.milepost.protocol.alert;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 truncated to 128 bits (RFC 2104 §5, RFC 4868) over the raw bytes of a datagram. One
 * per key and thread; not thread-safe.
 */
public final class Authenticator {
  private static final String ALGORITHM = "HmacSHA256";

  private KeyRing.Key key;
  private final Mac mac;
  private final byte[] received = new byte[EnvelopeWire.TAG_BYTES];

  /** Prepares the key schedule once. */
  public Authenticator(KeyRing.Key key) {
    this.key = key;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
    } catch (GeneralSecurityException e) {
      // Every Java platform must have HmacSHA256 (java.security.Provider requirements).
      throw new IllegalStateException(ALGORITHM + " is missing from this Java runtime", e);
    }
  }

  /** Not ready until {@link #use}. */
  Authenticator() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is missing from this Java runtime", e);
    }
  }

  /** Goes on with another secret, which belongs to this key; cheaper than a new object. */
  void use(KeyRing.Key other, byte[] secret) {
    try {
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC takes every key of 16 bytes and more", e);
    }
    key = other;
  }

  /** Id of the key in use, 0..255. */
  public int keyId() {
    return key.id();
  }

  /** The key in use. */
  public KeyRing.Key key() {
    return key;
  }

  /**
   * Tag over the bytes between the buffer's position and limit; the position moves to the limit.
   */
  public byte[] tag(ByteBuffer data) {
    mac.update(data);
    return Arrays.copyOf(mac.doFinal(), EnvelopeWire.TAG_BYTES);
  }

  /**
   * Whether the tag that follows the first {@code length} bytes is theirs. Takes the same time
   * wherever a wrong tag differs.
   */
  public boolean verify(byte[] datagram, int length) {
    mac.update(datagram, 0, length);
    byte[] expected = Arrays.copyOf(mac.doFinal(), EnvelopeWire.TAG_BYTES);
    System.arraycopy(datagram, length, received, 0, EnvelopeWire.TAG_BYTES);
    return MessageDigest.isEqual(expected, received);
  }
}
