package io.milepost.protocol.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The shared keys of senders and receivers. Immutable and thread-safe. As a file:
 *
 * <pre>{@code
 * {"keys": [
 *   {"id": 1, "secret": "base64, at least 16 bytes", "not_after": "2027-01-31T00:00:00Z"},
 *   {"id": 2, "secret_env": "NAME_OF_A_VARIABLE", "not_before": "2027-01-01T00:00:00Z"}]}
 * }</pre>
 *
 * Senders use the newest valid key, receivers accept every valid one. Anybody who can verify can
 * also forge: a shared key proves membership, not which RSU spoke.
 */
public final class KeyRing {
  /** Shortest secret, bytes. */
  public static final int MIN_SECRET_BYTES = 16;

  /** Id of the key given on a command line. Files use 1 to 255. */
  public static final int COMMAND_LINE_ID = 0;

  private static final int MAX_ID = 255;
  private static final KeyRing EMPTY = new KeyRing(List.of());

  private final Key[] byId = new Key[MAX_ID + 1];
  private final List<Key> keys;

  /**
   * A ring of these keys.
   *
   * @throws MilepostException CONFIGURATION when two have the same id
   */
  public KeyRing(List<Key> keys) {
    this.keys = List.copyOf(keys);
    for (Key key : keys) {
      if (byId[key.id()] != null) {
        throw refuse("key ring has key " + key.id() + " twice; give each key its own id");
      }
      byId[key.id()] = key;
    }
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
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(utf8);
    } catch (IOException e) {
      // The parser's words may quote the secret, so they are not passed on.
      throw refuse("key ring is not JSON; it must be {\"keys\": [...]}");
    }
    JsonNode list = tree == null ? null : tree.get("keys");
    if (list == null || !list.isArray() || list.isEmpty()) {
      throw refuse("key ring has no keys; it must be {\"keys\": [{\"id\": 1, \"secret\": ...}]}");
    }
    List<Key> keys = new ArrayList<>();
    for (JsonNode each : list) {
      keys.add(key(each, "keys[" + keys.size() + "]", environment));
    }
    return new KeyRing(keys);
  }

  private static Key key(JsonNode node, String path, UnaryOperator<String> environment) {
    JsonNode id = node.get("id");
    if (id == null || !id.isInt() || id.intValue() < 1 || id.intValue() > MAX_ID) {
      throw refuse(path + ".id must be a whole number from 1 to 255");
    }
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(secretText(node, path, environment));
    } catch (IllegalArgumentException e) {
      throw refuse("the secret of " + path + " is not base64");
    }
    if (secret.length < MIN_SECRET_BYTES) {
      throw refuse("the secret of " + path + " has " + secret.length + " bytes; at least 16");
    }
    return new Key(
        id.intValue(),
        secret,
        time(node, path, "not_before", Instant.MIN),
        time(node, path, "not_after", Instant.MAX));
  }

  private static String secretText(JsonNode node, String path, UnaryOperator<String> environment) {
    JsonNode secret = node.get("secret");
    JsonNode variable = node.get("secret_env");
    if ((secret == null) == (variable == null)
        || (secret != null && !secret.isTextual())
        || (variable != null && !variable.isTextual())) {
      throw refuse(path + " needs either secret (base64) or secret_env (name of a variable)");
    }
    if (secret != null) {
      return secret.textValue();
    }
    String value = environment.apply(variable.textValue());
    if (value == null) {
      throw refuse(path + ".secret_env names " + variable.textValue() + ", which is not set");
    }
    return value.trim();
  }

  private static Instant time(JsonNode node, String path, String name, Instant absent) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    try {
      return Instant.parse(value.asText());
    } catch (DateTimeParseException e) {
      throw refuse(path + "." + name + " must be a UTC time like 2027-01-31T00:00:00Z");
    }
  }

  /** The newest key that is valid now, or null: latest {@code not_before}, then highest id. */
  public Key signing(Instant now) {
    return keys.stream()
        .filter(key -> key.isValid(now))
        .max(Comparator.comparing(Key::notBefore).thenComparingInt(Key::id))
        .orElse(null);
  }

  /** The key with this id when it is valid now, or null. */
  public Key verifying(int id, Instant now) {
    Key key = id >= 0 && id <= MAX_ID ? byId[id] : null;
    return key != null && key.isValid(now) ? key : null;
  }

  /** Whether there is no key at all. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** All keys, valid or not. */
  public List<Key> keys() {
    return keys;
  }

  static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }

  /**
   * One shared key.
   *
   * @param id 0..255
   * @param secret at least 16 bytes
   * @param notBefore valid from this time on
   * @param notAfter valid up to and including this time
   */
  public record Key(int id, byte[] secret, Instant notBefore, Instant notAfter) {
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
      secret = secret.clone();
    }

    /** Whether the key may be used at this time. */
    public boolean isValid(Instant now) {
      return !now.isBefore(notBefore) && !now.isAfter(notAfter);
    }

    /** Whether the secret is too regular to have come from a random source. */
    public boolean isWeak() {
      boolean[] present = new boolean[256];
      int distinct = 0;
      for (byte each : secret) {
        distinct += present[each & 0xFF] ? 0 : 1;
        present[each & 0xFF] = true;
      }
      return distinct < 8;
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
          && notAfter.equals(key.notAfter);
    }

    @Override
    public int hashCode() {
      return 31 * id + Arrays.hashCode(secret);
    }
  }
}
