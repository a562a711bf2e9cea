package io.milepost.protocol.alert;

import io.milepost.protocol.failure.MilepostException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** A public key with which one RSU signs its alerts. Immutable and thread-safe. */
public final class Signer {
  /** Bytes of a raw public key. */
  public static final int KEY_BYTES = 32;

  // SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 §4).
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String rsu;
  private final byte[] raw;
  private final PublicKey key;
  private final Instant notBefore;
  private final Instant notAfter;

  /**
   * One key of one RSU.
   *
   * @param publicKey 32 bytes as in RFC 8032, or the same as SubjectPublicKeyInfo (44 bytes)
   * @throws MilepostException CONFIGURATION when it is no Ed25519 key or the times are wrong
   */
  public Signer(String rsu, byte[] publicKey, Instant notBefore, Instant notAfter) {
    if (!Envelope.isSource(rsu)) {
      throw KeyRing.refuse("a signer's rsu must have 1 to 32 bytes, without '/'");
    }
    if (notAfter.isBefore(notBefore)) {
      throw KeyRing.refuse("a signer of " + rsu + " ends before it begins; exchange the times");
    }
    this.rsu = rsu;
    this.raw = raw(rsu, publicKey);
    this.notBefore = notBefore;
    this.notAfter = notAfter;
    byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + KEY_BYTES);
    System.arraycopy(raw, 0, encoded, SPKI.length, KEY_BYTES);
    try {
      key =
          KeyFactory.getInstance(EventSignature.ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw KeyRing.refuse("the public key of " + rsu + " is no Ed25519 key");
    }
  }

  private static byte[] raw(String rsu, byte[] key) {
    if (key.length == KEY_BYTES) {
      return key.clone();
    }
    int start = SPKI.length;
    if (key.length == start + KEY_BYTES && Arrays.equals(SPKI, Arrays.copyOf(key, start))) {
      return Arrays.copyOfRange(key, start, key.length);
    }
    throw KeyRing.refuse(
        "the public key of " + rsu + " must be an Ed25519 key: 32 bytes, or 44 as in a PEM file");
  }

  /** Whether a datagram's body was signed with this key. Some hundred microseconds. */
  public boolean verifies(EnvelopeView view) {
    return EventSignature.verify(key, view);
  }

  /** Whether a statement was signed with this key, see {@link SigningKey#sign(String, byte[])}. */
  public boolean verifies(String purpose, byte[] statement, byte[] signature) {
    return StatementSignature.verify(key, purpose, statement, signature);
  }

  /** Whether receivers take the key now: within its time and {@link KeyRing#LEEWAY}. */
  public boolean isValid(Instant now) {
    return !now.plus(KeyRing.LEEWAY).isBefore(notBefore)
        && !now.minus(KeyRing.LEEWAY).isAfter(notAfter);
  }

  /** The RSU. */
  public String rsu() {
    return rsu;
  }

  /** The raw key, 32 bytes. */
  public byte[] publicKey() {
    return raw.clone();
  }

  /** Valid from this time on. */
  public Instant notBefore() {
    return notBefore;
  }

  /** Valid up to and including this time. */
  public Instant notAfter() {
    return notAfter;
  }

  /** The key as Java has it. */
  PublicKey key() {
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signer signer
        && rsu.equals(signer.rsu)
        && Arrays.equals(raw, signer.raw)
        && notBefore.equals(signer.notBefore)
        && notAfter.equals(signer.notAfter);
  }

  @Override
  public int hashCode() {
    return 31 * rsu.hashCode() + Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return "Signer[rsu=" + rsu + ", notBefore=" + notBefore + ", notAfter=" + notAfter + "]";
  }
}
