package io.milepost.protocol.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.util.Map;

/**
 * Reads the fields of one JSON object and keeps the first thing that is wrong, so that callers
 * fetch all fields and ask once. Says yes and no exactly where the JSON Schemas do; in addition it
 * refuses duplicate keys, any encoding but UTF-8 without a byte order mark, and texts with half of
 * a surrogate pair.
 */
final class BodyReader {
  private final JsonNode object;
  private final String path;
  private String problem;

  private BodyReader(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Parses bytes; never throws. */
  static Parsed<BodyReader> parse(byte[] json, int offset, int length) {
    if (!startsAsUtf8Object(json, offset, length)) {
      return new Parsed<>(null, "body is not a JSON object in UTF-8");
    }
    try {
      JsonNode tree = Json.mapper().readTree(json, offset, length);
      return of(tree, "");
    } catch (JsonProcessingException e) {
      return new Parsed<>(null, "body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return new Parsed<>(null, "body is not JSON: " + e.getMessage());
    }
  }

  /** A reader of an object inside the body. */
  static Parsed<BodyReader> of(JsonNode node, String path) {
    return node != null && node.isObject()
        ? new Parsed<>(new BodyReader(node, path), null)
        : new Parsed<>(null, (path.isEmpty() ? "body" : path) + " must be a JSON object");
  }

  /** Jackson would guess UTF-16 and UTF-32 from the first bytes and skip a byte order mark. */
  private static boolean startsAsUtf8Object(byte[] json, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
    return at + 1 < end && json[at] == '{' && json[at + 1] != 0;
  }

  boolean has(String name) {
    return object.has(name);
  }

  JsonNode node(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      refuse(name, "is missing");
    }
    return node;
  }

  String text(String name, int min, int max) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    String text = node.textValue();
    int points = text == null ? -1 : text.codePointCount(0, text.length());
    if (points < min || points > max) {
      refuse(name, "must be text of " + min + " to " + max + " characters");
    } else if (hasLoneSurrogate(text)) {
      refuse(name, "has half of a surrogate pair, which no UTF-8 can carry on");
    }
    return text;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  long integer(String name, long min, long max) {
    JsonNode node = node(name);
    if (node == null) {
      return min;
    }
    // JSON Schema counts 30.0 as an integer, and so do senders written in JavaScript.
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= min && value <= max) || value != Math.rint(value)) {
      refuse(name, "must be a whole number from " + min + " to " + max);
      return min;
    }
    return node.isIntegralNumber() ? node.longValue() : (long) value;
  }

  double number(String name, double min, double max) {
    JsonNode node = node(name);
    double value = node != null && node.isNumber() ? node.doubleValue() : Double.NaN;
    if (node != null && !(value >= min && value <= max)) {
      refuse(name, "must be a number from " + min + " to " + max);
    }
    return value;
  }

  boolean bool(String name) {
    JsonNode node = node(name);
    if (node != null && !node.isBoolean()) {
      refuse(name, "must be true or false");
    }
    return node != null && node.booleanValue();
  }

  <E> E code(String name, Map<String, E> codes) {
    JsonNode node = node(name);
    E value = node == null || !node.isTextual() ? null : codes.get(node.textValue());
    if (node != null && value == null) {
      refuse(name, "must be one of " + codes.keySet());
    }
    return value;
  }

  void refuse(String name, String what) {
    if (problem == null) {
      problem = (path.isEmpty() ? name : path + "." + name) + " " + what;
    }
  }

  void refuse(String sentence) {
    if (problem == null) {
      problem = sentence;
    }
  }

  String problem() {
    return problem;
  }
}
