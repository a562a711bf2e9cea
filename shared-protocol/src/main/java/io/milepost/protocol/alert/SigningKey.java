package io.milepost.protocol.alert;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** The private Ed25519 key of one RSU. Immutable and thread-safe; never shows the key. */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final byte[] PROBE = "milepost probe".getBytes(StandardCharsets.US_ASCII);

  private final PrivateKey key;

  private SigningKey(PrivateKey key) {
    this.key = key;
  }

  /** A new key pair. */
  public record Pair(SigningKey signing, byte[] publicKey, String pem) {
    /** Never shows the private key. */
    @Override
    public String toString() {
      return "Pair[]";
    }
  }

  /** Makes a key pair: the private key, the raw public key of 32 bytes, the private key as PEM. */
  public static Pair generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(EventSignature.ALGORITHM).generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(spki, spki.length - Signer.KEY_BYTES, spki.length);
      String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
      String pem = BEGIN + "\n" + base64 + "\n" + END + "\n";
      return new Pair(new SigningKey(pair.getPrivate()), raw, pem);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is missing from this Java runtime", e);
    }
  }

  /**
   * Reads a private key in PKCS #8, as PEM ({@code openssl genpkey -algorithm ed25519}).
   *
   * @param pem the file's bytes
   * @throws MilepostException CONFIGURATION, never with the file's content
   */
  public static SigningKey ofPem(byte[] pem) {
    String text = new String(pem, StandardCharsets.US_ASCII);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw KeyRing.refuse("the signing key is no PEM file; its first line must be " + BEGIN);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      PrivateKey key =
          KeyFactory.getInstance(EventSignature.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new SigningKey(key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw KeyRing.refuse("the signing key is no Ed25519 private key in PKCS #8");
    }
  }

  /**
   * Signs an event version. Some hundred microseconds; valid for all repeats.
   *
   * @param kind {@link EnvelopeWire#KIND_ALERT}
   * @param source this RSU
   * @param body the very bytes that are sent
   * @return 64 bytes
   */
  public byte[] sign(byte kind, String source, byte[] body) {
    return EventSignature.sign(key, kind, source, body);
  }

  /**
   * Signs a statement that is no alert; the two can never be exchanged. Some hundred microseconds.
   *
   * @param purpose what kind of statement it is, ASCII without zero
   * @return 64 bytes
   */
  public byte[] sign(String purpose, byte[] statement) {
    return StatementSignature.sign(key, purpose, statement);
  }

  /**
   * The public half, 32 bytes. PKCS #8 files need not hold it and Java computes it only for a key
   * it makes itself, so it makes this very key again, from the same 32 bytes; checked before it is
   * given out.
   *
   * @throws MilepostException INTERNAL when this Java makes another key
   */
  public byte[] publicKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(EventSignature.ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(bytes()));
      byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(spki, spki.length - Signer.KEY_BYTES, spki.length);
      if (belongsTo(new Signer("self", raw, Instant.MIN, Instant.MAX))) {
        return raw;
      }
    } catch (GeneralSecurityException e) {
      throw new MilepostException(FailureCode.INTERNAL, "Ed25519 fails: " + e.getMessage(), e);
    }
    throw new MilepostException(
        FailureCode.INTERNAL, "this Java does not tell the public half of a signing key");
  }

  /** Gives bytes that are known instead of random ones. */
  private static final class Seed extends SecureRandom {
    private final transient byte[] known;

    Seed(byte[] known) {
      super(null, null);
      this.known = known;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(known, 0, bytes, 0, bytes.length);
    }
  }

  /** Whether this is the private half of a public key. */
  public boolean belongsTo(Signer signer) {
    try {
      Signature signature = Signature.getInstance(EventSignature.ALGORITHM);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] made = signature.sign();
      signature.initVerify(signer.key());
      signature.update(PROBE);
      return signature.verify(made);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey signing && Arrays.equals(bytes(), signing.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  private byte[] bytes() {
    return key instanceof EdECPrivateKey ed ? ed.getBytes().orElseThrow() : key.getEncoded();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "SigningKey[]";
  }
}
