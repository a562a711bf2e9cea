package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.incident.Urgency;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final String[] VALUES = {
    "null",
    "true",
    "0",
    "1",
    "-1",
    "-2",
    "1.0",
    "1.5",
    "-90",
    "-90.0001",
    "180",
    "181",
    "255",
    "256",
    "14",
    "15",
    "3600",
    "3601",
    "100000",
    "100000.5",
    "2147483647",
    "2147483648",
    "1e3",
    "1e400",
    "9007199254740991",
    "9007199254740992",
    "123456789012345678901234567890",
    "-0.0",
    "1e-9",
    "\"\"",
    "\"active\"",
    "\"ACTIVE\"",
    "\"cancelled\"",
    "\"x\"",
    "\"rsu-b/7\"",
    "\"rsu/b/7\"",
    "\"rsu-b/07\"",
    "\"/7\"",
    "\"rsu-b/12345678901\"",
    "\"r\\u0001/1\"",
    "\"길/1\"",
    "\"high\"",
    "\"stop\"",
    "[]",
    "{}",
    "[1]",
    "{\"event\":\"rsu-a/1\",\"version\":1,\"remaining_s\":3}",
    "[{\"event\":\"rsu-a/1\",\"version\":1,\"remaining_s\":3}]",
    "[{\"event\":\"rsu-a/1\",\"version\":0,\"remaining_s\":3}]",
    "[{\"event\":\"rsu-a\",\"version\":1,\"remaining_s\":3}]",
    "[{\"event\":\"a/1\"}]",
    "{\"up\":1,\"down\":2}",
    "{\"up\":1}",
    "{\"up\":-1,\"down\":0}",
    "{\"up\":1.5,\"down\":0}",
    "{\"synchronised\":true,\"offset_ms\":4}",
    "{\"synchronised\":1,\"offset_ms\":4}",
    "{\"synchronised\":false,\"offset_ms\":\"4\"}",
    "{\"synchronised\":false}"
  };

  @Test
  void shouldJudgeAlertsAsTheSchemaDoesWhenFieldsAreChanged() {
    List<byte[]> bodies = mutants(Json.tree(Golden.ALERT), List.of("lane"), 40_000);
    int refused = 0;
    for (byte[] body : bodies) {
      Parsed<AlertBody> parsed = AlertBody.read(body, 0, body.length);
      List<String> violations = BodySchema.ALERT.violations(body);
      assertThat(parsed.ok())
          .as("%s: %s, %s", new String(body, StandardCharsets.UTF_8), violations, parsed.problem())
          .isEqualTo(violations.isEmpty());
      refused += parsed.ok() ? 0 : 1;
    }
    assertThat(refused).isBetween(bodies.size() / 4, bodies.size() - 1000);
  }

  @Test
  void shouldJudgeHeartbeatsAsTheSchemaDoesWhenFieldsAreChanged() {
    ObjectNode tree = Json.tree(Golden.HEARTBEAT);
    List<byte[]> bodies = mutants(tree, List.of("more"), 20_000);
    int refused = 0;
    for (byte[] body : bodies) {
      Parsed<HeartbeatBody> parsed = HeartbeatBody.read(body, 0, body.length);
      List<String> violations = BodySchema.HEARTBEAT.violations(body);
      assertThat(parsed.ok())
          .as("%s: %s, %s", new String(body, StandardCharsets.UTF_8), violations, parsed.problem())
          .isEqualTo(violations.isEmpty());
      refused += parsed.ok() ? 0 : 1;
    }
    assertThat(refused).isBetween(bodies.size() / 4, bodies.size() - 1000);
  }

  @Test
  void shouldWriteAlertsAsTheSharedMapperDoes() {
    AlertBody alert = Golden.ALERT;
    List<AlertBody> bodies =
        List.of(
            alert,
            alert.withConfidence(1e-7),
            alert.withVersion(Integer.MAX_VALUE),
            Json.read(Json.tree(alert).put("lane", -1).put("urgency", "soon"), AlertBody.class),
            Json.read(
                Json.tree(alert).put("text", "\"\\\n\u0001 사고 \uD83D\uDE97"), AlertBody.class));
    for (AlertBody body : bodies) {
      assertThat(body.encode(EnvelopeWire.MAX_DATAGRAM)).isEqualTo(Json.writeBytes(body));
    }
  }

  @Test
  void shouldReadUrgencyWhereThereIsOneAndLeaveItOutOtherwise() {
    assertThat(Json.write(Golden.ALERT)).doesNotContain("urgency");
    ObjectNode tree = Json.tree(Golden.ALERT);
    for (Urgency urgency : Urgency.values()) {
      String json = Json.write(tree.put("urgency", urgency.code()));
      AlertBody body = read(json).value();
      assertThat(body.urgency()).isEqualTo(urgency);
      assertThat(new String(body.encode(1000), StandardCharsets.UTF_8)).isEqualTo(json);
      assertThat(BodySchema.ALERT.violations(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
    for (String wrong : new String[] {"null", "1", "\"\"", "\"now\"", "[]"}) {
      String json =
          Json.write(Golden.ALERT).replace("{\"event\"", "{\"urgency\":" + wrong + ",\"event\"");
      assertThat(read(json).problem()).contains("urgency must be one of");
      assertThat(BodySchema.ALERT.violations(json.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    }
  }

  @Test
  void shouldJudgeHellosAsTheSchemaDoesWhenFieldsAreChanged() {
    HelloBody hello = new HelloBody("rsu-a", "10.1.2.3", 4000, "A1", 37.5, 127.0);
    byte[] json = hello.encode();
    assertThat(HelloBody.read(json, 0, json.length).value()).isEqualTo(hello);
    List<byte[]> bodies = mutants(Json.tree(hello), List.of(), 10_000);
    for (String address : List.of("10.1.2.256", "10.1.2", "010.1.2.3", "::1", "255.255.255.255")) {
      bodies.add(Json.writeBytes(with(Json.tree(hello), "address", "\"" + address + "\"")));
    }
    for (byte[] body : bodies) {
      Parsed<HelloBody> parsed = HelloBody.read(body, 0, body.length);
      List<String> violations = BodySchema.HELLO.violations(body);
      assertThat(parsed.ok())
          .as("%s: %s, %s", new String(body, StandardCharsets.UTF_8), violations, parsed.problem())
          .isEqualTo(violations.isEmpty());
    }
  }

  @Test
  void shouldIgnoreUnknownAndRefuseDuplicateFields() {
    String json = Json.write(Golden.ALERT);
    String unknown = json.replace("{\"event\"", "{\"future\":{\"a\":[1]},\"event\"");
    assertThat(read(unknown).value()).isEqualTo(Golden.ALERT);
    assertThat(read(json.replace("{\"event\"", "{\"version\":9,\"event\"")).problem())
        .contains("Duplicate field 'version'");
    assertThat(read(json.replace(",\"ttl_s\":30", "")).problem()).isEqualTo("ttl_s is missing");
    assertThat(read(json.replace("\"ttl_s\":30", "\"ttl_s\":0")).problem())
        .isEqualTo("ttl_s must be a whole number from 1 to 3600");
    assertThat(read(json + "x").ok()).isFalse();
  }

  @Test
  void shouldRefuseWhenTheEncodingIsNotPlainUtf8() {
    String json = Json.write(Golden.ALERT);
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] bytes = json.getBytes(charset);
      assertThat(AlertBody.read(bytes, 0, bytes.length).ok()).isFalse();
    }
    assertThat(read("\uFEFF" + json).ok()).isFalse();
    byte[] latin = json.replace("추돌", "é").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(AlertBody.read(latin, 0, latin.length).ok()).isFalse();
    assertThat(read(" \n" + json).ok()).isTrue();
  }

  @Test
  void shouldCutTheTextAtACodePointWhenItIsTooLong() {
    String road = "길".repeat(AlertBody.MAX_ROAD);
    for (String unit : List.of("a", "추", "🚗", "\"", "\u0001", "e\u0301")) {
      ObjectNode tree = Json.tree(Golden.ALERT);
      tree.put("text", unit.repeat(AlertBody.MAX_TEXT / unit.codePointCount(0, unit.length())));
      tree.put("road", road);
      AlertBody body =
          AlertBody.read(Json.writeBytes(tree), 0, Json.writeBytes(tree).length).value();
      int room = EnvelopeWire.maxBody("x".repeat(32));
      byte[] json = body.encode(room);
      assertThat(json.length).isLessThanOrEqualTo(room).isGreaterThan(room / 2);
      String text = AlertBody.read(json, 0, json.length).value().text();
      if (!text.equals(body.text())) {
        assertThat(text).endsWith("…");
        assertThat(body.text()).startsWith(text.substring(0, text.length() - 1));
        assertThat(Character.isHighSurrogate(text.charAt(text.length() - 2))).isFalse();
      }
    }
    assertThatThrownBy(() -> Golden.ALERT.encode(100)).hasMessageContaining("does not fit");
  }

  @Test
  void shouldCountWhatIsLeftOutWhenAHeartbeatIsTooLong() {
    List<HeartbeatBody.Active> active = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      active.add(new HeartbeatBody.Active("rsu-a/" + i, 1, 30));
    }
    HeartbeatBody body =
        new HeartbeatBody(
            active, 0, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(1, 0));
    byte[] json = body.encode(EnvelopeWire.maxBody("rsu-a"));
    assertThat(json.length).isLessThanOrEqualTo(EnvelopeWire.maxBody("rsu-a"));
    HeartbeatBody read = HeartbeatBody.read(json, 0, json.length).value();
    assertThat(read.active()).hasSizeBetween(10, 64);
    assertThat(read.active().size() + read.more()).isEqualTo(100);
    assertThat(read.active().get(0).event()).isEqualTo("rsu-a/1");
  }

  @Test
  void shouldRefuseWithoutAnExceptionWhenBodiesComeFromTheJsonTestSuite() throws IOException {
    Path suite = sharedData().resolve("json/JSONTestSuite/test_parsing");
    assumeTrue(Files.isDirectory(suite), "JSONTestSuite is not on this machine");
    List<Path> files;
    try (Stream<Path> list = Files.list(suite)) {
      files = list.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(300);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      assertThat(AlertBody.read(bytes, 0, bytes.length).ok()).as("%s", file).isFalse();
      assertThat(HeartbeatBody.read(bytes, 0, bytes.length).ok()).as("%s", file).isFalse();
      // The suite's texts as values of an unknown field: bad JSON must spoil the whole body.
      String inside = "{\"x\":" + new String(bytes, StandardCharsets.ISO_8859_1) + ",\"event\"";
      String body = Json.write(Golden.CANCEL).replace("{\"event\"", inside);
      byte[] wrapped = body.getBytes(StandardCharsets.ISO_8859_1);
      boolean ok = AlertBody.read(wrapped, 0, wrapped.length).ok();
      String name = file.getFileName().toString();
      if (name.startsWith("n_")) {
        assertThat(ok).as("%s", file).isFalse();
      } else if (name.startsWith("y_")) {
        assertThat(ok).as("%s", file).isEqualTo(!name.contains("duplicated_key"));
      }
    }
  }

  private static List<byte[]> mutants(ObjectNode valid, List<String> optional, int count) {
    Random random = new Random(42);
    List<byte[]> bodies = new ArrayList<>();
    List<String> names = new ArrayList<>(optional);
    valid.fieldNames().forEachRemaining(names::add);
    // Each field with each value, then pairs at random.
    for (String name : names) {
      for (String value : VALUES) {
        bodies.add(Json.writeBytes(with(valid, name, value)));
      }
      ObjectNode without = valid.deepCopy();
      without.remove(name);
      bodies.add(Json.writeBytes(without));
    }
    bodies.add(Json.writeBytes(with(valid, "text", "\"" + "🚗".repeat(512) + "\"")));
    bodies.add(Json.writeBytes(with(valid, "text", "\"" + "🚗".repeat(513) + "\"")));
    bodies.add(Json.writeBytes(with(valid, "road", "\"" + "길".repeat(64) + "\"")));
    bodies.add(Json.writeBytes(with(valid, "road", "\"" + "길".repeat(65) + "\"")));
    for (int i = 0; i < count; i++) {
      String name = names.get(random.nextInt(names.size()));
      ObjectNode changed = with(valid, name, VALUES[random.nextInt(VALUES.length)]);
      if (random.nextBoolean()) {
        changed.put("unknown_" + random.nextInt(3), random.nextDouble());
      }
      if (random.nextInt(3) == 0) {
        String other = names.get(random.nextInt(names.size()));
        changed = with(changed, other, Double.toString(random.nextGaussian() * 200));
      }
      bodies.add(Json.writeBytes(changed));
    }
    return bodies;
  }

  private static ObjectNode with(ObjectNode valid, String name, String value) {
    ObjectNode changed = valid.deepCopy();
    changed.set(name, Json.read(value, JsonNode.class));
    return changed;
  }

  private static Parsed<AlertBody> read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return AlertBody.read(bytes, 0, bytes.length);
  }

  private static Path sharedData() {
    String set = System.getenv("MILEPOST_SHARED_DATA");
    return set != null
        ? Path.of(set)
        : Path.of(System.getProperty("milepost.home", "."), "..", "shared", "data");
  }
}
