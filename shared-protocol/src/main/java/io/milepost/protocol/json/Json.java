package io.milepost.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;

/**
 * The JSON dialect of Milepost. Names are snake_case, enums their lower-case codes, nulls left out,
 * unknown fields ignored, duplicate keys refused. Thread-safe.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      configure(
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build());

  /** Jackson says where an object began that never ends, in words about its own settings. */
  private static final String START_MARKER = " \\(start marker at .*";

  private static final ObjectMapper CBOR = configure(new CBORMapper());

  private Json() {}

  /** Applies the dialect to any Jackson mapper, for example the one Vert.x uses at the bridge. */
  public static ObjectMapper configure(ObjectMapper mapper) {
    return mapper
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .setSerializationInclusion(JsonInclude.Include.NON_NULL)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
  }

  /** The shared mapper; do not reconfigure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Text form of a value. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new MilepostException(FailureCode.INTERNAL, "cannot write " + value.getClass(), e);
    }
  }

  /** UTF-8 bytes of a value. */
  public static byte[] writeBytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new MilepostException(FailureCode.INTERNAL, "cannot write " + value.getClass(), e);
    }
  }

  /** A value as a JSON tree. */
  public static ObjectNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads a value.
   *
   * @throws MilepostException BAD_REQUEST with the parser's own words when the text is not such a
   *     value
   */
  public static <T> T read(byte[] utf8, Class<T> type) {
    try {
      return MAPPER.readValue(utf8, type);
    } catch (IOException e) {
      throw refuse(type, e);
    }
  }

  /** As {@link #read(byte[], Class)}, from text. */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (IOException e) {
      throw refuse(type, e);
    }
  }

  /** As {@link #read(byte[], Class)}, from a tree. */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (IOException e) {
      throw refuse(type, e);
    }
  }

  /** Compact binary form (CBOR, RFC 8949) used between cluster nodes. */
  public static byte[] writeCbor(Object value) {
    try {
      return CBOR.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new MilepostException(FailureCode.INTERNAL, "cannot write " + value.getClass(), e);
    }
  }

  /** Reads the compact binary form. */
  public static <T> T readCbor(byte[] cbor, Class<T> type) {
    try {
      return CBOR.readValue(cbor, type);
    } catch (IOException e) {
      throw refuse(type, e);
    }
  }

  private static MilepostException refuse(Class<?> type, IOException e) {
    if (e.getCause() instanceof MilepostException known) {
      return known;
    }
    String words =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String what = type == JsonNode.class ? "JSON" : "a " + type.getSimpleName();
    return new MilepostException(
        FailureCode.BAD_REQUEST, "not " + what + ": " + words.replaceAll(START_MARKER, ""), e);
  }
}
