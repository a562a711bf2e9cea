package io.milepost.rsu.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Lays sources over each other (later ones win; objects merge, lists and values replace), checks
 * the result and binds it to a record. Every complaint is one sentence that names the source and
 * the key.
 *
 * <p>Rejected: vertx-config (no validation, no origin of a value), SmallRye Config and Typesafe
 * Config (property-style keys, messages without the file). The schema validator is already here for
 * the wire.
 */
public final class ConfigLoader {
  private final ConfigSchema schema;
  private final List<ConfigSource> sources = new ArrayList<>();
  private Consumer<ObjectNode> adjustment = values -> {};

  /** A loader without sources. */
  public ConfigLoader(ConfigSchema schema) {
    this.schema = schema;
  }

  /** Adds a YAML file. */
  public ConfigLoader file(Path file) {
    sources.add(ConfigSource.yaml(file));
    return this;
  }

  /** Adds values from elsewhere. */
  public ConfigLoader values(ConfigSource source) {
    sources.add(source);
    return this;
  }

  /** Changes the values once all sources lie over each other, before they are checked. */
  public ConfigLoader adjust(Consumer<ObjectNode> change) {
    adjustment = adjustment.andThen(change);
    return this;
  }

  /** Adds {@code MILEPOST_…} variables. */
  public ConfigLoader environment(Map<String, String> environment) {
    sources.add(schema.environment(environment));
    return this;
  }

  /** Adds {@code key.path=value} assignments. */
  public ConfigLoader assignments(List<String> assignments) {
    sources.add(ConfigSource.assignments(schema, assignments));
    return this;
  }

  /**
   * The effective values, checked and complete.
   *
   * @throws io.milepost.protocol.failure.MilepostException CONFIGURATION naming source and key
   */
  public Effective load() {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    Map<String, String> origins = new HashMap<>();
    for (ConfigSource source : sources) {
      merge(merged, source.values(), "", source.name(), origins);
    }
    schema.fillDefaults(merged);
    adjustment.accept(merged);
    readSecretFiles(merged, origins);
    List<String> wrong =
        schema.check(merged).stream()
            .map(
                problem ->
                    origin(origins, problem.path())
                        + ": "
                        + problem.path()
                        + ": "
                        + problem.sentence())
            .toList();
    if (!wrong.isEmpty()) {
      String count = wrong.size() == 1 ? "" : wrong.size() + " keys are wrong: ";
      throw ConfigSource.wrong(count + String.join("; and ", wrong));
    }
    return new Effective(merged, schema);
  }

  private static void merge(
      ObjectNode into, ObjectNode from, String path, String name, Map<String, String> origins) {
    from.fields()
        .forEachRemaining(
            field -> {
              String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              origins.put(at, name);
              JsonNode old = into.get(field.getKey());
              if (old instanceof ObjectNode below && field.getValue() instanceof ObjectNode above) {
                merge(below, above, at, name, origins);
              } else if (field.getValue() instanceof ObjectNode above) {
                merge(into.putObject(field.getKey()), above, at, name, origins);
              } else {
                into.set(field.getKey(), field.getValue().deepCopy());
              }
            });
  }

  /** The source of the nearest enclosing key that came from a source. */
  private String origin(Map<String, String> origins, String path) {
    String at = path;
    while (true) {
      String name = origins.get(at);
      if (name != null) {
        return name;
      }
      int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      if (cut < 0) {
        return sources.isEmpty() ? "configuration" : sources.get(0).name();
      }
      at = at.substring(0, cut);
    }
  }

  private void readSecretFiles(ObjectNode values, Map<String, String> origins) {
    for (String path : schema.secrets()) {
      String[] parts = path.split("\\.");
      JsonNode parent = values;
      for (int i = 0; i < parts.length - 1; i++) {
        parent = parent.path(parts[i]);
      }
      String value = parent.path(parts[parts.length - 1]).asText("");
      if (parent instanceof ObjectNode object && value.startsWith("file:")) {
        Path file = Path.of(value.substring("file:".length()));
        try {
          object.put(parts[parts.length - 1], Files.readString(file).strip());
        } catch (IOException e) {
          throw ConfigSource.wrong(
              origin(origins, path)
                  + ": "
                  + path
                  + ": the secret's file "
                  + file
                  + " cannot be read");
        }
      }
    }
  }

  /** Checked values, ready to be bound or shown. */
  public static final class Effective {
    private static final ObjectMapper YAML =
        new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

    private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#@\\s\"]+@");
    private static final ObjectMapper BINDER =
        Json.configure(JsonMapper.builder().addModule(new JavaTimeModule()).build());

    private final ObjectNode values;
    private final ConfigSchema schema;

    private Effective(ObjectNode values, ConfigSchema schema) {
      this.values = values;
      this.schema = schema;
    }

    /**
     * Binds the values to a record; durations are numbers of seconds.
     *
     * @throws MilepostException CONFIGURATION when the record refuses what the schema let pass
     */
    public <T> T bind(Class<T> type) {
      try {
        return BINDER.treeToValue(values, type);
      } catch (JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof MilepostException known) {
            throw known;
          }
        }
        throw ConfigSource.wrong("configuration: " + e.getOriginalMessage());
      }
    }

    /** The values as YAML, secrets and names and passwords in URLs replaced by {@code "***"}. */
    public String describe() {
      ObjectNode shown = values.deepCopy();
      for (String path : schema.secrets()) {
        String pointer = "/" + path.replace('.', '/');
        int cut = pointer.lastIndexOf('/');
        JsonNode parent = cut == 0 ? shown : shown.at(pointer.substring(0, cut));
        if (parent instanceof ObjectNode object && object.has(pointer.substring(cut + 1))) {
          object.put(pointer.substring(cut + 1), "***");
        }
      }
      try {
        return USER_INFO.matcher(YAML.writeValueAsString(shown)).replaceAll("$1***@");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
