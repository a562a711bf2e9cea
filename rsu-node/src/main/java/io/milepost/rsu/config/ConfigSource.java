package io.milepost.rsu.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Some configuration values and where they come from, for messages.
 *
 * @param name a file name, {@code environment} or {@code command line}
 * @param values the values as a tree
 */
public record ConfigSource(String name, ObjectNode values) {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /**
   * Reads a YAML file.
   *
   * @throws MilepostException CONFIGURATION when it is missing, unreadable or not YAML
   */
  public static ConfigSource yaml(Path file) {
    if (!Files.isRegularFile(file)) {
      throw wrong(file + ": no such file; give an existing YAML file");
    }
    try {
      JsonNode tree = YAML.readTree(Files.readAllBytes(file));
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        return new ConfigSource(file.toString(), JsonNodeFactory.instance.objectNode());
      }
      if (!(tree instanceof ObjectNode object)) {
        throw wrong(file + ": must hold keys and values, not a single " + kind(tree));
      }
      return new ConfigSource(file.toString(), object);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw wrong(file + where + ": not valid YAML: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw wrong(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Values given as {@code key.path=value} on the command line.
   *
   * @throws MilepostException CONFIGURATION naming all that have no equals sign or an unknown key
   */
  static ConfigSource assignments(ConfigSchema schema, List<String> assignments) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    List<String> refused = new ArrayList<>();
    for (String each : assignments) {
      int equals = each.indexOf('=');
      if (equals <= 0) {
        refused.add("command line: '" + each + "' must be KEY=VALUE, for example api.port=8080");
        continue;
      }
      try {
        String path = each.substring(0, equals);
        schema.put(values, "command line", path, each.substring(equals + 1));
      } catch (MilepostException e) {
        refused.add(e.getMessage());
      }
    }
    if (!refused.isEmpty()) {
      throw wrong(String.join("; and ", refused));
    }
    return new ConfigSource("command line", values);
  }

  private static String kind(JsonNode tree) {
    return tree.isArray() ? "list" : "value";
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  static MilepostException wrong(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
