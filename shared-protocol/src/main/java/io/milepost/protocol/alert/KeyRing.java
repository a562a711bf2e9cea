package io.milepost.protocol.alert;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The keys of senders and receivers. Immutable and thread-safe. As a file:
 *
 * <pre>{@code
 * {"keys": [
 *   {"id": 1, "secret": "base64, at least 16 bytes", "not_after": "2027-01-31T00:00:00Z"},
 *   {"id": 2, "secret_env": "NAME_OF_A_VARIABLE", "not_before": "2027-01-01T00:00:00Z"},
 *   {"id": 3, "secret": "a master", "per_rsu": true},
 *   {"id": 3, "secret": "what RSU rsu-a gets of it", "rsu": "rsu-a"}],
 *  "signers": [
 *   {"rsu": "rsu-a", "public_key": "base64, 32 bytes or SubjectPublicKeyInfo"}]}
 * }</pre>
 *
 * (The two forms of key 3 are never in the same file.) Senders use the newest valid key, receivers
 * accept every valid one. Anybody who can verify can also forge: a shared key proves membership, a
 * per-RSU key keeps one RSU from speaking for another, and only a signer keeps a receiver from
 * speaking for an RSU.
 */
public final class KeyRing {
  /** Shortest secret, bytes. */
  public static final int MIN_SECRET_BYTES = 16;

  /** Id of the key given on a command line. Files use 1 to 255. */
  public static final int COMMAND_LINE_ID = 0;

  /** Highest id. */
  public static final int MAX_ID = 255;

  /**
   * Receivers take a key so much before and after its time, because no two clocks are the same: a
   * sender whose clock is ahead changes to the next key early.
   */
  public static final Duration LEEWAY = Duration.ofSeconds(60);

  /** Shortest secret that {@link #requireStrong} lets pass, bytes (RFC 4868 §2.1.1). */
  public static final int STRONG_SECRET_BYTES = 32;

  private static final KeyRing EMPTY = new KeyRing(List.of());

  private final Key[] byId = new Key[MAX_ID + 1];
  private final List<Key> keys;
  private final List<Signer> signers;
  private final Map<String, List<Signer>> signersByRsu = new HashMap<>();
  private final SigningKey signing;
  private final Key[] lastDerived = new Key[MAX_ID + 1];

  /**
   * A ring of these keys.
   *
   * @throws MilepostException CONFIGURATION when two have the same id
   */
  public KeyRing(List<Key> keys) {
    this(keys, List.of(), null);
  }

  /**
   * A ring of these keys and signers.
   *
   * @param signing what this end signs with; null for a receiver, or a sender without Ed25519
   * @throws MilepostException CONFIGURATION when two keys have the same id, or two RSUs the same
   *     public key
   */
  public KeyRing(List<Key> keys, List<Signer> signers, SigningKey signing) {
    this.keys = List.copyOf(keys);
    this.signers = List.copyOf(signers);
    this.signing = signing;
    for (Key key : keys) {
      if (byId[key.id()] != null) {
        throw refuse("key ring has key " + key.id() + " twice; give each key its own id");
      }
      byId[key.id()] = key;
    }
    Map<ByteBuffer, String> owners = new HashMap<>();
    for (Signer signer : signers) {
      String owner = owners.putIfAbsent(ByteBuffer.wrap(signer.publicKey()), signer.rsu());
      if (owner != null && !owner.equals(signer.rsu())) {
        throw refuse(
            owner + " and " + signer.rsu() + " have the same public key; give each RSU its own");
      }
      signersByRsu.computeIfAbsent(signer.rsu(), name -> new ArrayList<>()).add(signer);
    }
    signersByRsu.replaceAll((name, list) -> List.copyOf(list));
  }

  /** The same ring for a sender that signs its alerts. */
  public KeyRing with(SigningKey key) {
    return new KeyRing(keys, signers, key);
  }

  /** No keys: datagrams are sent without authentication and none with it can be verified. */
  public static KeyRing empty() {
    return EMPTY;
  }

  /**
   * A ring with the one key given on a command line, for trials: base64 when it decodes to at least
   * 16 bytes, otherwise the UTF-8 bytes of the text itself.
   *
   * @throws MilepostException CONFIGURATION when it is too short
   */
  public static KeyRing ofCommandLine(String text) {
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      secret = decoded.length >= MIN_SECRET_BYTES ? decoded : secret;
    } catch (IllegalArgumentException ignored) {
      // Not base64: the text itself is the secret.
    }
    return new KeyRing(List.of(new Key(COMMAND_LINE_ID, secret, Instant.MIN, Instant.MAX)));
  }

  /**
   * Reads the content of a key ring file.
   *
   * @param utf8 the file's bytes
   * @param environment gives the value of an environment variable, or null
   * @throws MilepostException CONFIGURATION with a sentence that names the key and the field, never
   *     the secret
   */
  public static KeyRing parse(byte[] utf8, UnaryOperator<String> environment) {
    return new KeyRingReader(environment).read(utf8);
  }

  /**
   * Reads a key ring file; blocks.
   *
   * @param environment gives the value of an environment variable, or null
   * @throws IOException when the file cannot be read
   * @throws MilepostException CONFIGURATION with a sentence that names the file as well
   */
  public static KeyRing read(Path file, UnaryOperator<String> environment) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      return parse(content, environment);
    } catch (MilepostException e) {
      throw new MilepostException(e.code(), file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What an RSU makes its tags with now, or null: of the keys that are its own or shared by all,
   * the one with the latest {@code not_before}, then the highest id. Of a master it is the RSU's
   * own key, derived anew only when another RSU was asked for in between; a sender always gets the
   * same object.
   */
  public Key signing(String rsu, Instant now) {
    return keys.stream()
        .filter(key -> key.isValid(now) && (key.rsu() == null || key.rsu().equals(rsu)))
        .max(Comparator.comparing(Key::notBefore).thenComparingInt(Key::id))
        .map(key -> key.perRsu() ? derived(key, rsu) : key)
        .orElse(null);
  }

  /**
   * What a tag of this RSU made with this id is checked with, or null. Takes the key {@link
   * #LEEWAY} before and after its time. Receivers that hear many RSUs keep what they have derived
   * by {@link #entry}.
   */
  public Key verifying(String rsu, int id, Instant now) {
    Key key = entry(id, now);
    if (key == null || (key.rsu() != null && !key.rsu().equals(rsu))) {
      return null;
    }
    return key.perRsu() ? derived(key, rsu) : key;
  }

  /**
   * The key with this id as it stands in the file, within its time and {@link #LEEWAY}, or null.
   */
  public Key entry(int id, Instant now) {
    Key key = id >= 0 && id <= MAX_ID ? byId[id] : null;
    return key != null && key.isValidAround(now) ? key : null;
  }

  private Key derived(Key master, String rsu) {
    Key last = lastDerived[master.id()];
    if (last == null || !last.rsu().equals(rsu)) {
      last = new KeyDerivation(master).of(rsu);
      // A race costs a derivation, nothing else: keys are immutable with final fields.
      lastDerived[master.id()] = last;
    }
    return last;
  }

  /** The public keys of an RSU, valid or not; when there is any, its alerts must be signed. */
  public List<Signer> signers(String rsu) {
    return signersByRsu.getOrDefault(rsu, List.of());
  }

  /** All public keys. */
  public List<Signer> signers() {
    return signers;
  }

  /** What this end signs its alerts with, or null. */
  public SigningKey signingKey() {
    return signing;
  }

  /** Whether there is no HMAC key at all. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** All HMAC keys, valid or not. */
  public List<Key> keys() {
    return keys;
  }

  /**
   * Refuses keys that nobody should trust his life to.
   *
   * @return this ring
   * @throws MilepostException CONFIGURATION naming the key and what is weak about it
   */
  public KeyRing requireStrong() {
    for (Key key : keys) {
      String weakness = key.weakness();
      if (key.id() == COMMAND_LINE_ID) {
        weakness = "was given on a command line, where others can read it";
      } else if (weakness == null && key.secret().length < STRONG_SECRET_BYTES) {
        weakness = "has " + key.secret().length + " bytes, at least 32 are needed";
      }
      if (weakness != null) {
        throw refuse(
            "key " + key.id() + " is weak: it " + weakness + "; make one with 'milepost keys'");
      }
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRing ring
        && keys.equals(ring.keys)
        && signers.equals(ring.signers)
        && Objects.equals(signing, ring.signing);
  }

  @Override
  public int hashCode() {
    return 31 * keys.hashCode() + signers.hashCode();
  }

  static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }

  /**
   * One HMAC key.
   *
   * @param id 0..255
   * @param secret at least 16 bytes
   * @param notBefore valid from this time on
   * @param notAfter valid up to and including this time
   * @param perRsu whether the secret is a master from which each RSU's own is derived
   * @param rsu the one RSU whose key it is; null for all
   */
  public record Key(
      int id, byte[] secret, Instant notBefore, Instant notAfter, boolean perRsu, String rsu) {
    /**
     * Refuses short secrets.
     *
     * @throws MilepostException CONFIGURATION
     */
    public Key {
      if (id < 0 || id > MAX_ID) {
        throw refuse("key id must be 0 to 255");
      }
      if (secret.length < MIN_SECRET_BYTES) {
        throw refuse("HMAC key " + id + " has " + secret.length + " bytes; it needs at least 16");
      }
      if (notAfter.isBefore(notBefore)) {
        throw refuse("key " + id + " ends before it begins; exchange not_before and not_after");
      }
      if (perRsu && rsu != null) {
        throw refuse("key " + id + " has both per_rsu and rsu; a master belongs to no single RSU");
      }
      secret = secret.clone();
    }

    /** A key shared by all. */
    public Key(int id, byte[] secret, Instant notBefore, Instant notAfter) {
      this(id, secret, notBefore, notAfter, false, null);
    }

    /** Whether it is the same for all RSUs. */
    public boolean isShared() {
      return !perRsu && rsu == null;
    }

    /** Whether the key may be used at this time. */
    public boolean isValid(Instant now) {
      return !now.isBefore(notBefore) && !now.isAfter(notAfter);
    }

    private boolean isValidAround(Instant now) {
      return isValid(now)
          || (!now.plus(LEEWAY).isBefore(notBefore) && !now.minus(LEEWAY).isAfter(notAfter));
    }

    /** Whether the secret cannot have come from a random source. */
    public boolean isWeak() {
      return weakness() != null;
    }

    /** What is weak about the secret, as the end of a sentence; null when nothing is. */
    public String weakness() {
      return Weakness.of(secret);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Key[id=" + id + ", notBefore=" + notBefore + ", notAfter=" + notAfter + "]";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && id == key.id
          && Arrays.equals(secret, key.secret)
          && notBefore.equals(key.notBefore)
          && notAfter.equals(key.notAfter)
          && perRsu == key.perRsu
          && Objects.equals(rsu, key.rsu);
    }

    @Override
    public int hashCode() {
      return 31 * id + Arrays.hashCode(secret);
    }
  }
}
