package io.milepost.rsu.recording.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The public keys that whoever checks a case trusts. Read from a key ring (its signers; secrets are
 * not looked at), from a PEM file, or from the 32 bytes in base64.
 */
final class TrustedKeys {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  /** Stands for a node that the file does not name. */
  private static final String ANY = "any";

  private static final int ID_BYTES = 4;
  private static final long MOST_BYTES = 1 << 20;

  private final List<Signer> signers;

  private TrustedKeys(List<Signer> signers) {
    this.signers = List.copyOf(signers);
  }

  /**
   * How people compare keys: the first 8 hex digits of the SHA-256, as {@code keys list} has it.
   */
  static String id(byte[] publicKey) {
    return Sha.hex(Arrays.copyOf(Sha.of(publicKey), ID_BYTES));
  }

  /**
   * Reads a file.
   *
   * @throws MilepostException CONFIGURATION with a sentence when it holds no public key
   */
  static TrustedKeys read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw refuse(file, null);
      }
      byte[] content = Files.readAllBytes(file);
      String text = new String(content, StandardCharsets.UTF_8).strip();
      if (text.startsWith("{")) {
        return ofRing(file, content);
      }
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      String base64 =
          begin >= 0 && end > begin ? text.substring(begin + BEGIN.length(), end) : text;
      byte[] key = Base64.getMimeDecoder().decode(base64);
      return new TrustedKeys(List.of(new Signer(ANY, key, Instant.MIN, Instant.MAX)));
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "--key " + file + " cannot be read; check the path", e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refuse(file, e);
    }
  }

  private static TrustedKeys ofRing(Path file, byte[] content) {
    List<Signer> signers = new ArrayList<>();
    for (JsonNode each : Json.read(content, JsonNode.class).path("signers")) {
      signers.add(
          new Signer(
              each.path("rsu").asText(),
              Base64.getDecoder().decode(each.path("public_key").asText()),
              time(each, "not_before", Instant.MIN),
              time(each, "not_after", Instant.MAX)));
    }
    if (signers.isEmpty()) {
      throw refuse(file, null);
    }
    return new TrustedKeys(signers);
  }

  private static Instant time(JsonNode signer, String name, Instant standard) {
    return signer.has(name) ? Instant.parse(signer.get(name).asText()) : standard;
  }

  private static MilepostException refuse(Path file, Exception e) {
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "--key "
            + file
            + " holds no public key; give a key ring with signers, a PEM file that begins with "
            + BEGIN
            + ", or 32 bytes in base64",
        e);
  }

  /**
   * Why a signature does not count; empty when it does.
   *
   * @param node who is said to have signed
   * @param at when it is said to have been signed
   */
  Optional<String> fault(
      String node, Instant at, byte[] publicKey, String purpose, byte[] statement, byte[] made) {
    Optional<Signer> found =
        signers.stream().filter(s -> Arrays.equals(s.publicKey(), publicKey)).findFirst();
    if (found.isEmpty()) {
      return Optional.of("is signed with key " + id(publicKey) + ", which is not a trusted one");
    }
    Signer signer = found.get();
    if (!signer.rsu().equals(ANY) && !signer.rsu().equals(node)) {
      return Optional.of(
          "claims to be of " + node + " but is signed with the key of " + signer.rsu());
    }
    if (!signer.verifies(purpose, statement, made)) {
      return Optional.of("does not have the signature that it claims");
    }
    return signer.isValid(at)
        ? Optional.empty()
        : Optional.of(
            "was signed at " + at + " with key " + id(publicKey) + ", which was not valid then");
  }
}
