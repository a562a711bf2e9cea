package io.milepost.protocol.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads the content of a key ring file; its sentences name the field and never the secret. */
final class KeyRingReader {
  private final UnaryOperator<String> environment;

  KeyRingReader(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  KeyRing read(byte[] utf8) {
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(utf8);
    } catch (IOException e) {
      // The parser's words may quote the secret, so they are not passed on.
      throw KeyRing.refuse("key ring is not JSON; it must be {\"keys\": [...]}");
    }
    JsonNode list = tree == null ? null : tree.get("keys");
    if (list == null || !list.isArray() || list.isEmpty()) {
      throw KeyRing.refuse(
          "key ring has no keys; it must be {\"keys\": [{\"id\": 1, \"secret\": ...}]}");
    }
    List<KeyRing.Key> keys = new ArrayList<>();
    for (JsonNode each : list) {
      keys.add(key(each, "keys[" + keys.size() + "]"));
    }
    return new KeyRing(keys, signers(tree.get("signers")), null);
  }

  private KeyRing.Key key(JsonNode node, String path) {
    JsonNode id = node.get("id");
    if (id == null || !id.isInt() || id.intValue() < 1 || id.intValue() > KeyRing.MAX_ID) {
      throw KeyRing.refuse(path + ".id must be a whole number from 1 to 255");
    }
    byte[] secret = base64(secretText(node, path), "the secret of " + path);
    if (secret.length < KeyRing.MIN_SECRET_BYTES) {
      throw KeyRing.refuse(
          "the secret of " + path + " has " + secret.length + " bytes; at least 16");
    }
    JsonNode perRsu = node.get("per_rsu");
    if (perRsu != null && !perRsu.isBoolean()) {
      throw KeyRing.refuse(path + ".per_rsu must be true or false");
    }
    return new KeyRing.Key(
        id.intValue(),
        secret,
        time(node, path, "not_before", Instant.MIN),
        time(node, path, "not_after", Instant.MAX),
        perRsu != null && perRsu.booleanValue(),
        node.has("rsu") ? rsu(node, path) : null);
  }

  private List<Signer> signers(JsonNode list) {
    List<Signer> signers = new ArrayList<>();
    if (list == null) {
      return signers;
    }
    if (!list.isArray()) {
      throw KeyRing.refuse("signers must be a list: [{\"rsu\": ..., \"public_key\": ...}]");
    }
    for (JsonNode each : list) {
      String path = "signers[" + signers.size() + "]";
      JsonNode key = each.get("public_key");
      if (key == null || !key.isTextual()) {
        throw KeyRing.refuse(path + " needs a public_key (base64)");
      }
      signers.add(
          new Signer(
              rsu(each, path),
              base64(key.textValue(), path + ".public_key"),
              time(each, path, "not_before", Instant.MIN),
              time(each, path, "not_after", Instant.MAX)));
    }
    return signers;
  }

  private static String rsu(JsonNode node, String path) {
    JsonNode rsu = node.get("rsu");
    if (rsu == null || !rsu.isTextual() || !Envelope.isSource(rsu.textValue())) {
      throw KeyRing.refuse(path + ".rsu must be an RSU's id of 1 to 32 bytes, without '/'");
    }
    return rsu.textValue();
  }

  private static byte[] base64(String text, String what) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw KeyRing.refuse(what + " is not base64");
    }
  }

  private String secretText(JsonNode node, String path) {
    JsonNode secret = node.get("secret");
    JsonNode variable = node.get("secret_env");
    if ((secret == null) == (variable == null)
        || (secret != null && !secret.isTextual())
        || (variable != null && !variable.isTextual())) {
      throw KeyRing.refuse(
          path + " needs either secret (base64) or secret_env (name of a variable)");
    }
    if (secret != null) {
      return secret.textValue();
    }
    String value = environment.apply(variable.textValue());
    if (value == null) {
      throw KeyRing.refuse(
          path + ".secret_env names " + variable.textValue() + ", which is not set");
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
      throw KeyRing.refuse(path + "." + name + " must be a UTC time like 2027-01-31T00:00:00Z");
    }
  }
}
