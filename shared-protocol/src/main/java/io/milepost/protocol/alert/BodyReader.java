package io.milepost.protocol.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads the fields of one JSON object and keeps the first thing that is wrong, so that callers
 * fetch all fields and ask once. Says yes and no exactly where the JSON Schemas do; in addition it
 * refuses duplicate keys, any encoding but UTF-8 without a byte order mark, and texts with half of
 * a surrogate pair.
 */
final class BodyReader {
  // Duplicate keys are found here, which is cheaper for one flat object than a set of all names.
  private static final JsonFactory FLAT = new JsonFactory(Json.mapper());
  private static final ObjectReader NESTED =
      Json.mapper()
          .reader()
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int USUAL_FIELDS = 20;

  private final String path;
  private String[] names = new String[USUAL_FIELDS];
  private Object[] values = new Object[USUAL_FIELDS];
  private double[] numbers = new double[USUAL_FIELDS];
  private int count;
  private int next;
  private String problem;

  /** Stands for a number, whose value is in {@link #numbers}. */
  private static final Object NUMBER = new Object();

  private BodyReader(String path) {
    this.path = path;
  }

  /** Parses bytes; never throws. */
  static Parsed<BodyReader> parse(byte[] json, int offset, int length) {
    if (!startsAsUtf8Object(json, offset, length)) {
      return new Parsed<>(null, "body is not a JSON object in UTF-8");
    }
    try (JsonParser parser = FLAT.createParser(json, offset, length)) {
      BodyReader reader = new BodyReader("");
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (reader.indexOf(name) >= 0) {
          return new Parsed<>(null, "body is not JSON: Duplicate field '" + name + "'");
        }
        reader.add(name, parser);
      }
      return parser.nextToken() == null
          ? new Parsed<>(reader, null)
          : new Parsed<>(null, "body is not JSON: something follows the object");
    } catch (JsonProcessingException e) {
      return new Parsed<>(null, "body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return new Parsed<>(null, "body is not JSON: " + e.getMessage());
    }
  }

  private void add(String name, JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    double number = 0;
    Object value;
    switch (token) {
      case VALUE_STRING -> value = parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        value = NUMBER;
        number = parser.getDoubleValue();
      }
      case VALUE_TRUE -> value = true;
      case VALUE_FALSE -> value = false;
      default -> value = NESTED.readTree(parser);
    }
    add(name, value, number);
  }

  private void add(String name, Object value, double number) {
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    names[count] = name;
    values[count] = value;
    numbers[count++] = number;
  }

  /** A reader of an object inside the body. */
  static Parsed<BodyReader> of(JsonNode node, String path) {
    if (node == null || !node.isObject()) {
      return new Parsed<>(null, path + " must be a JSON object");
    }
    BodyReader reader = new BodyReader(path);
    node.fields()
        .forEachRemaining(
            each -> {
              JsonNode value = each.getValue();
              Object plain =
                  value.isTextual()
                      ? value.textValue()
                      : value.isNumber()
                          ? NUMBER
                          : value.isBoolean() ? value.booleanValue() : value;
              reader.add(each.getKey(), plain, value.doubleValue());
            });
    return new Parsed<>(reader, null);
  }

  /** Looks on from the last field found: senders write in the order that readers ask in. */
  private int indexOf(String name) {
    for (int i = 0; i < count; i++) {
      int at = (next + i) % count;
      if (names[at].equals(name)) {
        next = at + 1;
        return at;
      }
    }
    return -1;
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
    return indexOf(name) >= 0;
  }

  /** Where the field is, or -1, which is a problem. */
  private int find(String name) {
    int at = indexOf(name);
    if (at < 0) {
      refuse(name, "is missing");
    }
    return at;
  }

  /** A list or an object, null and a problem when it is missing; a missing node for a scalar. */
  JsonNode node(String name) {
    int at = find(name);
    if (at < 0) {
      return null;
    }
    return values[at] instanceof JsonNode node ? node : MissingNode.getInstance();
  }

  String text(String name, int min, int max) {
    int at = find(name);
    if (at < 0) {
      return null;
    }
    String text = values[at] instanceof String given ? given : null;
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
    int at = find(name);
    if (at < 0) {
      return min;
    }
    // JSON Schema counts 30.0 as an integer, and so do senders written in JavaScript. All ranges
    // lie within 2^53, where a double is exact.
    double value = values[at] == NUMBER ? numbers[at] : Double.NaN;
    if (!(value >= min && value <= max) || value != Math.rint(value)) {
      refuse(name, "must be a whole number from " + min + " to " + max);
      return min;
    }
    return (long) value;
  }

  double number(String name, double min, double max) {
    int at = find(name);
    double value = at >= 0 && values[at] == NUMBER ? numbers[at] : Double.NaN;
    if (at >= 0 && !(value >= min && value <= max)) {
      refuse(name, "must be a number from " + min + " to " + max);
    }
    return value;
  }

  boolean bool(String name) {
    int at = find(name);
    if (at >= 0 && !(values[at] instanceof Boolean)) {
      refuse(name, "must be true or false");
    }
    return at >= 0 && values[at] == Boolean.TRUE;
  }

  <E> E code(String name, Map<String, E> codes) {
    int at = find(name);
    E value = at < 0 || !(values[at] instanceof String) ? null : codes.get(values[at]);
    if (at >= 0 && value == null) {
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
