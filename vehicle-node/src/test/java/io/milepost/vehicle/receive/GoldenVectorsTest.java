package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors through the vehicle's whole receiver, state included. */
class GoldenVectorsTest {
  private static final JsonNode FILE = file();
  private static final KeyRing KEYS = KeyRing.parse(Json.writeBytes(FILE), name -> null);

  private final FuzzedReception receiver = new FuzzedReception(KEYS);

  static Stream<String> names() {
    return StreamSupport.stream(FILE.get("vectors").spliterator(), false)
        .map(vector -> vector.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldSayOfEachDatagramWhatTheVectorsSay(String name) {
    JsonNode vector = vector(name);
    vector.path("before").forEach(earlier -> judge(vector(earlier.asText())));
    RejectReason reason = judge(vector);
    // A counter of its own may tell second copies on another interface from replays.
    String verdict = reason == null ? "accepted" : reason.code().replace("duplicate", "replay");
    assertThat(verdict).isEqualTo(vector.get("verdict").asText());
    if (reason == null) {
      String source = vector.get("envelope").get("source").asText();
      boolean signed = vector.get("envelope").get("authenticated").asBoolean();
      assertThat(receiver.state().rsus())
          .filteredOn(rsu -> rsu.source().equals(source) && rsu.authenticated() == signed)
          .singleElement()
          .satisfies(
              rsu ->
                  assertThat(rsu.synchronised()).isEqualTo(vector.get("synchronised").asBoolean()));
    }
  }

  private RejectReason judge(JsonNode vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.get("hex").asText());
    return receiver.deliver(bytes, vector.get("at").asLong());
  }

  private static JsonNode vector(String name) {
    for (JsonNode each : FILE.get("vectors")) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no vector " + name);
  }

  private static JsonNode file() {
    Path path =
        Path.of(
            System.getProperty("milepost.home"),
            "shared-protocol/src/test/resources/io/milepost/protocol/alert/golden-vectors.json");
    try {
      return Json.mapper().readTree(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
