package io.milepost.rsu.broadcast;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads rules of advice from YAML and says where and what is wrong. */
final class AdviceFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private AdviceFile() {}

  static AdviceRules standard() {
    try (InputStream in = AdviceFile.class.getResourceAsStream("advice.yaml")) {
      return parse("advice.yaml", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AdviceRules read(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "broadcast.advice: " + file + " cannot be read; check path and owner",
          e);
    }
  }

  static AdviceRules parse(String name, byte[] yaml) {
    try {
      AdviceRules rules = YAML.readValue(yaml, AdviceRules.class);
      if (rules == null) {
        throw refuse(name, "there is nothing in it; start from conf/advice.yaml", null);
      }
      return rules;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String path = path(e);
      // What is missing from the whole has no line of its own.
      boolean placed = at != null && !(path.isEmpty() && e.getCause() instanceof MilepostException);
      String where = placed ? name + " line " + line(yaml, e, at) : name;
      throw refuse(where, path + words(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parser has read on when it finds that a key is unknown; the key is above. */
  private static int line(byte[] yaml, JsonProcessingException e, JsonLocation at) {
    if (!(e instanceof UnrecognizedPropertyException unknown)) {
      return at.getLineNr();
    }
    List<String> lines = new String(yaml, StandardCharsets.UTF_8).lines().toList();
    for (int i = Math.min(at.getLineNr(), lines.size()); i >= 1; i--) {
      if (lines.get(i - 1).contains(unknown.getPropertyName() + ":")) {
        return i;
      }
    }
    return at.getLineNr();
  }

  private static String path(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    String path =
        mapping.getPath().stream()
            .map(
                part ->
                    part.getFieldName() == null
                        ? "[" + part.getIndex() + "]"
                        : "." + part.getFieldName())
            .collect(Collectors.joining());
    return (path.startsWith(".") ? path.substring(1) : path) + ": ";
  }

  private static String words(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key; known here are "
          + unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof MilepostException || cause instanceof IllegalArgumentException) {
        return cause.getMessage();
      }
    }
    return e.getOriginalMessage().replace('\n', ' ');
  }

  private static MilepostException refuse(String where, String words, Throwable cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "broadcast.advice: " + where + ": " + words, cause);
  }
}
