package io.milepost.protocol.alert;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The published JSON Schemas of the bodies, for tools and tests. Three to four times slower than
 * the bodies' own readers, which accept exactly the same bodies and run on every datagram.
 * Thread-safe.
 */
public enum BodySchema {
  /** Bodies of kind 1. */
  ALERT("alert-body.schema.json"),
  /** Bodies of kind 2. */
  HEARTBEAT("heartbeat-body.schema.json"),
  /** Bodies of kind 3. */
  HELLO("hello-body.schema.json");

  private static final String FOLDER = "/io/milepost/protocol/schema/";

  private final JsonSchema schema;

  BodySchema(String file) {
    try (InputStream in = BodySchema.class.getResourceAsStream(FOLDER + file)) {
      schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
              .getSchema(Json.mapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a body, one sentence each; empty when nothing is. */
  public List<String> violations(byte[] utf8) {
    try {
      return schema.validate(Json.mapper().readTree(utf8)).stream()
          .map(ValidationMessage::getMessage)
          .toList();
    } catch (IOException e) {
      return List.of("not JSON: " + e.getMessage());
    }
  }
}
