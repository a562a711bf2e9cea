package io.milepost.rsu.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.KeyDerivation;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The content of a key ring file while it is edited. Fields it does not know stay as they are, and
 * what it gives out has been read back as a {@link KeyRing}. No I/O; not thread-safe.
 */
final class KeyRingDocument {
  private static final int SECRET_BYTES = 32;
  private static final String LAST_ID = "last_id";

  private final ObjectNode tree;
  private final KeyRing ring;

  private KeyRingDocument(ObjectNode tree) {
    this.tree = tree;
    this.ring = parse(bytes(tree));
  }

  /** Reads a file's content. */
  static KeyRingDocument of(byte[] content) {
    parse(content);
    return new KeyRingDocument((ObjectNode) Json.read(content, JsonNode.class));
  }

  /** A ring with one new key. */
  static KeyRingDocument generate(boolean perRsu, Instant notBefore) {
    ObjectNode tree = Json.mapper().createObjectNode();
    tree.putArray("keys").add(key(1, perRsu, notBefore));
    tree.put(LAST_ID, 1);
    return new KeyRingDocument(tree);
  }

  /** As the programs see it. */
  KeyRing ring() {
    return ring;
  }

  byte[] bytes() {
    return bytes(tree);
  }

  /** What a rotation did. */
  record Rotation(KeyRingDocument document, int id, Instant from, Instant until) {}

  /**
   * Adds a key that begins later, and ends every other one after an overlap.
   *
   * @param in time until senders change, so that receivers get the file before
   * @param overlap time for which the old keys are valid besides the new one
   */
  Rotation rotate(Instant now, Duration in, Duration overlap, Boolean perRsu) {
    KeyRing.Key newest = newest();
    if (newest.notBefore().isAfter(now)) {
      throw refuse(
          "key " + newest.id() + " begins only at " + newest.notBefore() + "; wait, or revoke it");
    }
    if (newest.rsu() != null) {
      throw refuse("this is the ring of " + newest.rsu() + " alone; rotate the ring it came from");
    }
    Instant from = now.truncatedTo(ChronoUnit.SECONDS).plus(in);
    Instant until = from.plus(overlap);
    ObjectNode next = tree.deepCopy();
    for (JsonNode each : next.get("keys")) {
      Optional<Instant> end =
          Optional.ofNullable(each.get("not_after")).map(JsonNode::asText).map(Instant::parse);
      if (end.isEmpty() || end.get().isAfter(until)) {
        ((ObjectNode) each).put("not_after", until.toString());
      }
    }
    int id = nextId();
    ((ArrayNode) next.get("keys")).add(key(id, perRsu == null ? newest.perRsu() : perRsu, from));
    next.put(LAST_ID, id);
    return new Rotation(new KeyRingDocument(next), id, from, until);
  }

  private KeyRing.Key newest() {
    return ring.keys().stream().max((a, b) -> a.notBefore().compareTo(b.notBefore())).orElseThrow();
  }

  /** An id is not used again soon: a receiver with an old file would check with the wrong key. */
  private int nextId() {
    int id = tree.path(LAST_ID).asInt(0);
    for (KeyRing.Key key : ring.keys()) {
      id = tree.has(LAST_ID) ? id : Math.max(id, key.id());
    }
    for (int i = 0; i < KeyRing.MAX_ID; i++) {
      id = id % KeyRing.MAX_ID + 1;
      int candidate = id;
      if (ring.keys().stream().noneMatch(key -> key.id() == candidate)) {
        return id;
      }
    }
    throw refuse("all 255 ids are in use; revoke keys that have ended");
  }

  /** Without a key. */
  KeyRingDocument revoke(int id) {
    ObjectNode next = tree.deepCopy();
    boolean found = false;
    for (Iterator<JsonNode> all = next.get("keys").elements(); all.hasNext(); ) {
      if (all.next().get("id").asInt() == id) {
        all.remove();
        found = true;
      }
    }
    if (!found) {
      throw new MilepostException(
          FailureCode.NOT_FOUND, "there is no key " + id + "; 'milepost keys list' names them");
    }
    if (next.get("keys").isEmpty()) {
      throw refuse("key " + id + " is the only one; add another first with 'milepost keys rotate'");
    }
    if (!next.has(LAST_ID)) {
      next.put(LAST_ID, ring.keys().stream().mapToInt(KeyRing.Key::id).max().orElseThrow());
    }
    return new KeyRingDocument(next);
  }

  /**
   * What one RSU gets: its own key of each master, and its public keys.
   *
   * @param withShared also the keys that all share, for the time of a change from those
   */
  KeyRingDocument derive(String rsu, boolean withShared) {
    ObjectNode own = Json.mapper().createObjectNode();
    ArrayNode keys = own.putArray("keys");
    boolean any = false;
    for (KeyRing.Key key : ring.keys()) {
      if (key.perRsu()) {
        ObjectNode entry = entry(new KeyDerivation(key).of(rsu));
        keys.add(entry.put("rsu", rsu));
        any = true;
      } else if (key.isShared() && withShared) {
        keys.add(entry(key));
      }
    }
    if (!any) {
      throw refuse("this ring has no per-RSU key; make one with generate or rotate, --per-rsu");
    }
    ArrayNode signers = Json.mapper().createArrayNode();
    ring.signers(rsu).forEach(signer -> signers.add(entry(signer)));
    if (!signers.isEmpty()) {
      own.set("signers", signers);
    }
    return new KeyRingDocument(own);
  }

  /** With one more public key. */
  KeyRingDocument with(Signer signer) {
    ObjectNode next = tree.deepCopy();
    if (ring.signers().stream().anyMatch(s -> sameKey(s, signer))) {
      throw new MilepostException(FailureCode.CONFLICT, "the ring has this public key already");
    }
    ArrayNode list =
        next.has("signers") ? (ArrayNode) next.get("signers") : next.putArray("signers");
    list.add(entry(signer));
    return new KeyRingDocument(next);
  }

  /**
   * Without a public key. The last one of an RSU stays, as ended: without any, receivers would take
   * that RSU's alerts unsigned.
   */
  KeyRingDocument revokeSigner(String rsu, String fingerprint, Instant now) {
    List<Signer> all = ring.signers(rsu);
    Signer gone =
        all.stream()
            .filter(s -> Fingerprint.of(s.publicKey()).equals(fingerprint))
            .findFirst()
            .orElseThrow(
                () ->
                    new MilepostException(
                        FailureCode.NOT_FOUND,
                        rsu
                            + " has no signer "
                            + fingerprint
                            + "; 'milepost keys list' names them"));
    ObjectNode next = tree.deepCopy();
    ArrayNode list = next.putArray("signers");
    Instant ended = now.truncatedTo(ChronoUnit.SECONDS).minus(KeyRing.LEEWAY).minusSeconds(1);
    for (Signer each : ring.signers()) {
      if (each != gone) {
        list.add(entry(each));
      } else if (all.size() == 1) {
        Instant begun = each.notBefore().isAfter(ended) ? ended : each.notBefore();
        list.add(entry(new Signer(rsu, each.publicKey(), begun, ended)));
      }
    }
    return new KeyRingDocument(next);
  }

  private static boolean sameKey(Signer a, Signer b) {
    return Fingerprint.of(a.publicKey()).equals(Fingerprint.of(b.publicKey()));
  }

  private static ObjectNode key(int id, boolean perRsu, Instant notBefore) {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return entry(new KeyRing.Key(id, secret, notBefore, Instant.MAX, perRsu, null));
  }

  private static ObjectNode entry(KeyRing.Key key) {
    ObjectNode entry = Json.mapper().createObjectNode();
    entry.put("id", key.id());
    entry.put("secret", Base64.getEncoder().encodeToString(key.secret()));
    if (key.perRsu()) {
      entry.put("per_rsu", true);
    }
    return times(entry, key.notBefore(), key.notAfter());
  }

  static ObjectNode entry(Signer signer) {
    ObjectNode entry = Json.mapper().createObjectNode();
    entry.put("rsu", signer.rsu());
    entry.put("public_key", Base64.getEncoder().encodeToString(signer.publicKey()));
    return times(entry, signer.notBefore(), signer.notAfter());
  }

  private static ObjectNode times(ObjectNode entry, Instant notBefore, Instant notAfter) {
    if (!notBefore.equals(Instant.MIN)) {
      entry.put("not_before", notBefore.toString());
    }
    if (!notAfter.equals(Instant.MAX)) {
      entry.put("not_after", notAfter.toString());
    }
    return entry;
  }

  private static KeyRing parse(byte[] content) {
    return KeyRing.parse(content, System::getenv);
  }

  private static byte[] bytes(ObjectNode tree) {
    try {
      return (Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new MilepostException(FailureCode.INTERNAL, "the key ring cannot be written", e);
    }
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }
}
