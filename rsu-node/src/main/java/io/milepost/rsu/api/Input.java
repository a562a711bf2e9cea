package io.milepost.rsu.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads and checks what a caller sends. Every refusal is a BAD_REQUEST that names the parameter.
 */
final class Input {
  /** The latest time that is taken, UTC milliseconds: as many digits as in addresses. */
  private static final long LATEST_MILLIS = 999_999_999_999_999L;

  private static final Pattern CAMERA = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private Input() {}

  /** Refuses query parameters that nobody reads: most are spelling mistakes. */
  static void allow(RoutingContext ctx, Set<String> names) {
    for (String name : ctx.queryParams().names()) {
      if (!names.contains(name)) {
        throw refuse("unknown parameter '" + name + "'; known are " + names);
      }
    }
  }

  /** The path parameter {@code id} as a camera id. */
  static String cameraId(RoutingContext ctx) {
    return checked(ctx.pathParam("id"), "camera id", CAMERA);
  }

  /** The path parameter {@code id} of an incident or a clip. */
  static String id(RoutingContext ctx) {
    return checked(ctx.pathParam("id"), "id", ID);
  }

  /** An optional query parameter that is a camera id. */
  static String camera(RoutingContext ctx, String name) {
    String value = one(ctx, name);
    return value == null ? null : checked(value, name, CAMERA);
  }

  /** An optional query parameter that is a node id. */
  static String node(RoutingContext ctx, String name) {
    String value = one(ctx, name);
    return value == null ? null : checked(value, name, ID);
  }

  /** An optional query parameter that is the code of an enum constant. */
  static <T> T code(RoutingContext ctx, String name, Function<String, T> of) {
    String value = one(ctx, name);
    try {
      return value == null ? null : of.apply(value);
    } catch (IllegalArgumentException e) {
      throw refuse(name + ": " + e.getMessage());
    }
  }

  /** An optional whole number in a range. */
  static int number(RoutingContext ctx, String name, int standard, int min, int max) {
    String value = one(ctx, name);
    if (value == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException ignored) {
      // answered below
    }
    throw refuse(name + " must be a whole number from " + min + " to " + max);
  }

  /** An optional time: UTC milliseconds or ISO 8601. */
  static Long time(RoutingContext ctx, String name) {
    String value = one(ctx, name);
    if (value == null) {
      return null;
    }
    try {
      return value.matches("\\d{1,15}")
          ? Long.parseLong(value)
          : Instant.parse(value).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw refuse(
          name + " must be UTC milliseconds or a time such as 2026-01-31T12:00:00Z, not " + value);
    }
  }

  /** An optional time in a body: UTC milliseconds or ISO 8601. */
  static Long time(JsonNode body, String name) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isIntegralNumber() && value.asLong() > 0 && value.asLong() <= LATEST_MILLIS) {
      return value.asLong();
    }
    try {
      return Instant.parse(value.asText()).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw refuse(
          name + " must be UTC milliseconds or a time such as 2026-01-31T12:00:00Z, not " + value);
    }
  }

  /** An optional text, as the caller wrote it. */
  static String text(RoutingContext ctx, String name) {
    return one(ctx, name);
  }

  /** A JSON object as the body, with none but these fields. */
  static JsonNode fields(RoutingContext ctx, Set<String> names) {
    JsonNode body = body(ctx, JsonNode.class);
    if (!body.isObject()) {
      throw refuse("the body must be a JSON object");
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw refuse("unknown field '" + name + "'; known are " + names);
              }
            });
    return body;
  }

  /** The body as it came. */
  static byte[] bytes(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    if (body == null || body.length() == 0) {
      throw refuse("the body is missing; send a JSON object");
    }
    return body.getBytes();
  }

  /** The body as a value. */
  static <T> T body(RoutingContext ctx, Class<T> type) {
    T value = Json.read(bytes(ctx), type);
    if (value == null) {
      throw refuse("the body must be a JSON object");
    }
    return value;
  }

  /** The body as a JSON object. */
  static JsonNode object(RoutingContext ctx) {
    JsonNode body = Json.read(bytes(ctx), JsonNode.class);
    if (!body.isObject()) {
      throw refuse("the body must be a JSON object");
    }
    return body;
  }

  /** The body as a value, or {@code standard} without a body. */
  static <T> T bodyOr(RoutingContext ctx, Class<T> type, T standard) {
    Buffer body = ctx.body().buffer();
    return body == null || body.length() == 0 ? standard : body(ctx, type);
  }

  static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }

  private static String one(RoutingContext ctx, String name) {
    MultiMap query = ctx.queryParams();
    if (query.getAll(name).size() > 1) {
      throw refuse(name + " is given more than once");
    }
    String value = query.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static String checked(String value, String name, Pattern pattern) {
    if (value == null || !pattern.matcher(value).matches()) {
      throw refuse(name + " must match " + pattern);
    }
    return value;
  }
}
