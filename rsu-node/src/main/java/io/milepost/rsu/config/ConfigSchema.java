package io.milepost.rsu.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON Schema of a configuration: what keys exist, their ranges and defaults. The schema is the
 * authority; a marker {@code "writeOnly": true} keeps a value out of print and lets it be read from
 * a file with {@code file:PATH}.
 */
public final class ConfigSchema {
  private static final String ENV_PREFIX = "MILEPOST_";

  private final ObjectNode root;
  private final JsonSchema validator;

  private ConfigSchema(ObjectNode root) {
    this.root = root;
    this.validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(root, SchemaValidatorsConfig.builder().build());
  }

  /** Reads the schema that lies beside the given class. */
  public static ConfigSchema beside(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      return new ConfigSchema((ObjectNode) new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that is wrong with these values, one thing for each key, by key; empty when fine. */
  List<Problem> check(ObjectNode values) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    validator.validate(values).stream()
        .sorted(Comparator.comparing(message -> message.getInstanceLocation().toString()))
        .map(this::problem)
        .forEach(problem -> problems.putIfAbsent(problem.path(), problem));
    return List.copyOf(problems.values());
  }

  private Problem problem(ValidationMessage message) {
    String location = message.getInstanceLocation().toString();
    String path = dotted(location);
    switch (message.getType()) {
      case "additionalProperties":
        String key = String.valueOf(message.getProperty());
        String allowed = String.join(", ", keysAt(path));
        return new Problem(join(path, key), "unknown key; allowed here: " + allowed);
      case "required":
        return new Problem(join(path, message.getProperty()), "must be given");
      case "pattern":
        String rule = schemaAt(path).path("$comment").asText();
        if (!rule.isEmpty()) {
          return new Problem(path, message.getInstanceNode() + " is refused: it must be " + rule);
        }
        return told(path, location, message);
      default:
        return told(path, location, message);
    }
  }

  private Problem told(String path, String location, ValidationMessage message) {
    String text = message.getMessage();
    String sentence =
        text.startsWith(location + ": ") ? text.substring(location.length() + 2) : text;
    JsonNode found = message.getInstanceNode();
    return new Problem(
        path,
        found != null && found.isValueNode() && !secrets().contains(path)
            ? found + " is refused: it " + sentence
            : sentence);
  }

  /** {@code /cameras/1/fps} as people write it: {@code cameras[1].fps}. */
  private static String dotted(String pointer) {
    StringBuilder path = new StringBuilder();
    for (String part : pointer.split("/")) {
      if (part.matches("\\d+")) {
        path.append('[').append(part).append(']');
      } else if (!part.isEmpty()) {
        path.append(path.isEmpty() ? "" : ".").append(part);
      }
    }
    return path.toString();
  }

  private List<String> keysAt(String path) {
    List<String> keys = new ArrayList<>();
    schemaAt(path).path("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private JsonNode schemaAt(String path) {
    JsonNode at = root;
    for (String part : path.isEmpty() ? new String[0] : path.split("\\.")) {
      int bracket = part.indexOf('[');
      at = child(at, bracket < 0 ? part : part.substring(0, bracket));
      at = bracket < 0 ? at : resolve(at).path("items");
    }
    return resolve(at);
  }

  /** The schema of a key, or the one for all keys where they are free. */
  private JsonNode child(JsonNode schema, String key) {
    JsonNode known = resolve(schema).path("properties").path(key);
    return known.isMissingNode() ? resolve(schema).path("additionalProperties") : known;
  }

  /** Fills in every default that the schema names and the values lack. */
  void fillDefaults(ObjectNode values) {
    fill(root, values);
  }

  private void fill(JsonNode schema, ObjectNode values) {
    resolve(schema)
        .path("properties")
        .fields()
        .forEachRemaining(
            property -> {
              JsonNode child = resolve(property.getValue());
              JsonNode value = values.get(property.getKey());
              if (value == null && child.has("default")) {
                value = child.get("default").deepCopy();
                values.set(property.getKey(), value);
              }
              if (value instanceof ObjectNode object) {
                fill(child, object);
              } else if (value instanceof ArrayNode array) {
                array.forEach(
                    item -> {
                      if (item instanceof ObjectNode object) {
                        fill(child.path("items"), object);
                      }
                    });
              }
            });
  }

  /** Values from variables such as {@code MILEPOST_API_PORT}; other variables are not looked at. */
  ConfigSource environment(Map<String, String> environment) {
    Map<String, String> paths = new TreeMap<>();
    leaves(root, "", paths);
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    List<String> unknown = new ArrayList<>();
    environment.forEach(
        (variable, value) -> {
          String path = paths.get(variable);
          if (path != null) {
            put(values, variable, path, value);
          } else if (looksLikeOurs(variable)) {
            unknown.add(variable);
          }
        });
    if (!unknown.isEmpty()) {
      throw ConfigSource.wrong(
          "environment: "
              + String.join(", ", unknown)
              + ": no such key; see conf/.env.example for the names");
    }
    return new ConfigSource("environment", values);
  }

  /** A misspelt variable of a known section must not be ignored in silence. */
  private boolean looksLikeOurs(String variable) {
    boolean[] ours = {false};
    root.path("properties")
        .fieldNames()
        .forEachRemaining(
            section -> ours[0] |= variable.startsWith(ENV_PREFIX + upper(section) + "_"));
    return ours[0];
  }

  private void leaves(JsonNode schema, String path, Map<String, String> into) {
    resolve(schema)
        .path("properties")
        .fields()
        .forEachRemaining(
            property -> {
              JsonNode child = resolve(property.getValue());
              String at = join(path, property.getKey());
              if (child.has("properties")) {
                leaves(child, at, into);
              } else {
                into.put(ENV_PREFIX + upper(at), at);
              }
            });
  }

  /** Puts a text value at a path, as the type that the schema names there. */
  void put(ObjectNode values, String source, String path, String text) {
    String[] parts = path.split("\\.");
    JsonNode schema = root;
    ObjectNode at = values;
    for (int i = 0; i < parts.length; i++) {
      JsonNode properties = resolve(schema).path("properties");
      if (!properties.has(parts[i])) {
        String known = String.join(", ", keysAt(String.join(".", List.of(parts).subList(0, i))));
        throw ConfigSource.wrong(source + ": " + path + ": unknown key; allowed here: " + known);
      }
      schema = properties.get(parts[i]);
      if (i < parts.length - 1) {
        at = at.withObjectProperty(parts[i]);
      }
    }
    at.set(parts[parts.length - 1], typed(resolve(schema), source, path, text));
  }

  private static JsonNode typed(JsonNode schema, String source, String path, String text) {
    String type =
        schema.path("type").isArray()
            ? schema.path("type").get(0).asText()
            : schema.path("type").asText();
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    try {
      return switch (type) {
        case "integer" -> nodes.numberNode(Long.parseLong(text.trim()));
        case "number" -> nodes.numberNode(Double.parseDouble(text.trim()));
        case "boolean" ->
            switch (text.trim()) {
              case "true" -> nodes.booleanNode(true);
              case "false" -> nodes.booleanNode(false);
              default -> throw new NumberFormatException();
            };
        case "array" -> text.startsWith("[") ? new ObjectMapper().readTree(text) : list(text);
        case "object" -> text.isBlank() ? nodes.objectNode() : object(text);
        default -> nodes.textNode(text);
      };
    } catch (NumberFormatException | JsonProcessingException e) {
      String article = type.matches("[aio].*") ? "an " : "a ";
      throw ConfigSource.wrong(source + ": " + path + ": '" + text + "' is not " + article + type);
    }
  }

  private static ObjectNode object(String text) throws JsonProcessingException {
    if (new ObjectMapper().readTree(text) instanceof ObjectNode object) {
      return object;
    }
    throw new NumberFormatException();
  }

  private static ArrayNode list(String text) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (String item : text.isBlank() ? new String[0] : text.split(",")) {
      items.add(item.trim());
    }
    return items;
  }

  /** Paths of all values marked secret. */
  List<String> secrets() {
    List<String> found = new ArrayList<>();
    Map<String, String> paths = new TreeMap<>();
    leaves(root, "", paths);
    for (String path : paths.values()) {
      JsonNode at = root;
      for (String part : path.split("\\.")) {
        at = resolve(resolve(at).path("properties").path(part));
      }
      if (at.path("writeOnly").asBoolean()) {
        found.add(path);
      }
    }
    return found;
  }

  private JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.startsWith("#") ? root.at(reference.substring(1)) : schema;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String upper(String path) {
    return path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * Something wrong.
   *
   * @param path key path, for example {@code api.port}
   * @param sentence what is wrong with it
   */
  record Problem(String path, String sentence) {}
}
