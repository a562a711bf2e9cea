package io.milepost.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
  private static final String EXAMPLE =
      """
      {"ts": 1763638400.25, "type": "collision", "severity": "high", "lat": 37.5665, "lon": 126.978,
       "road": "A1", "distance_m": 500, "clip_hint": "cam-1"}
      """;
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final JsonSchema SCHEMA = schema();

  private static JsonSchema schema() {
    try (InputStream in =
        ReportReader.class.getResourceAsStream(
            "/io/milepost/protocol/schema/incident-report.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(PLAIN.readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static IncidentReport read(String json) {
    return ReportReader.read(json.getBytes(StandardCharsets.UTF_8), "test");
  }

  private static ObjectNode with(String field, String json) throws IOException {
    ObjectNode tree = (ObjectNode) PLAIN.readTree(EXAMPLE);
    tree.set(field, PLAIN.readTree(json));
    return tree;
  }

  @Test
  void shouldReadTheExampleAsItStands() {
    IncidentReport report = read(EXAMPLE);
    assertThat(report)
        .isEqualTo(
            new IncidentReport(
                IncidentType.COLLISION,
                Severity.HIGH,
                "A1",
                37.5665,
                126.978,
                500.0,
                1_763_638_400_250L,
                "test",
                "cam-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1763638400 | 2025-11-20T11:33:20Z",
        "1763638400.5 | 2025-11-20T11:33:20.5Z",
        "1763638400500 | 2025-11-20T11:33:20.5Z",
        "99999999999 | 5138-11-16T09:46:39Z",
        "100000000000 | 1973-03-03T09:46:40Z",
        "\"2025-11-20T11:33:20Z\" | 2025-11-20T11:33:20Z",
        "\"2025-11-20T20:33:20.123456+09:00\" | 2025-11-20T11:33:20.123Z",
        "\"2025-11-20T20:33:20+0900\" | 2025-11-20T11:33:20Z",
        "\"2025-11-20 11:33:20\" | 2025-11-20T11:33:20Z",
        "\"2025-11-20T11:33:20,5z\" | 2025-11-20T11:33:20.5Z",
        "\"2025-11-20T11:33\" | 2025-11-20T11:33:00Z",
      })
  void shouldUnderstandTimesInSecondsMillisecondsAndIso(String ts, String expected)
      throws IOException {
    IncidentReport report = ReportReader.read(with("ts", ts), "test");
    assertThat(Instant.ofEpochMilli(report.ts())).isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type | \"crash\" | type must be one of collision, fire",
        "type | 3 | but is 3",
        "severity | \"severe\" | severity must be one of low, medium, high, critical but is \"severe\"",
        "road | \"\" | road must have 1 to 64 printable characters",
        "road | 7 | road must be text but is 7",
        "lat | 91 | lat must be a number from -90 to 90 but is 91",
        "lat | \"37.5\" | lat must be a number from -90 to 90 but is \"37.5\"",
        "lon | null | lon must be a number from -180 to 180 but is null",
        "distance_m | -1 | distance_m must be a number from 0 to 100000 but is -1",
        "lane | 1.5 | lane must be a whole number from 1 to 14 but is 1.5",
        "ts | \"yesterday\" | ts must be UTC seconds or milliseconds",
        "ts | \"2025-02-30T00:00:00Z\" | ts must be UTC",
        "lat | 1e400 | lat must be a number from -90 to 90",
        "clip_hint | \"a\\u0000b\" | clip_hint must have at most 256 printable",
        "colour | 1 | unknown field 'colour'; known fields are type, severity, road",
      })
  void shouldNameTheFieldAndWhatItMayBe(String field, String value, String sentence)
      throws IOException {
    ObjectNode report = with(field, value);
    assertThatThrownBy(() -> ReportReader.read(report, "test"))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_REQUEST))
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "severity", "road", "lat", "lon"})
  void shouldSayWhatIsMissing(String field) throws IOException {
    ObjectNode report = (ObjectNode) PLAIN.readTree(EXAMPLE);
    report.remove(field);
    assertThatThrownBy(() -> ReportReader.read(report, "test")).hasMessage(field + " is missing");
  }

  @Test
  void shouldRefuseBytesThatAreNoReport() {
    assertThatThrownBy(() -> ReportReader.read(new byte[] {'{', (byte) 0xFF, '}'}, "test"))
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> read("")).hasMessageContaining("nothing");
    assertThatThrownBy(() -> read("{\"type\": ")).hasMessageContaining("line 1, column");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("JSON object");
    assertThatThrownBy(() -> read(EXAMPLE.replace("\"road\"", "\"type\"")))
        .hasMessageContaining("Duplicate");
    assertThat(read("\uFEFF" + EXAMPLE).road()).isEqualTo("A1");
  }

  @Test
  void shouldAgreeWithTheSchema() throws IOException {
    List<String> values =
        List.of(
            "null",
            "true",
            "0",
            "-1",
            "1",
            "14",
            "15",
            "1.0",
            "1.5",
            "90",
            "90.5",
            "180",
            "181",
            "100000",
            "100001",
            "99999999999",
            "253402300799999",
            "253402300800000",
            "\"\"",
            "\" \"",
            "\"a\"",
            "\"high\"",
            "\"med\"",
            "\"hi\"",
            "\"High\"",
            "\"collision\"",
            "\"debris\"",
            "\"2026-01-31T12:00:00Z\"",
            "\"2026-01-31 12:00\"",
            "\"2026-01-31T12:00.5\"",
            "\"12:00\"",
            "\"" + "x".repeat(64) + "\"",
            "\"" + "x".repeat(65) + "\"",
            "\"" + "\uD83D\uDE97".repeat(64) + "\"",
            "\"" + "y".repeat(257) + "\"",
            "\"a\\nb\"",
            "\"a\\ud800b\"",
            "\"\\udc00\"",
            "\"경부선\"",
            "[]",
            "{}");
    List<ObjectNode> reports = new ArrayList<>();
    for (String field :
        List.of(
            "type",
            "severity",
            "road",
            "lat",
            "lon",
            "distance_m",
            "lane",
            "ts",
            "source",
            "clip_hint",
            "odd")) {
      for (String value : values) {
        reports.add(with(field, value));
      }
      ObjectNode without = (ObjectNode) PLAIN.readTree(EXAMPLE);
      without.remove(field);
      reports.add(without);
    }
    for (ObjectNode report : reports) {
      assertThat(isRead(report))
          .as("%s against %s", report, SCHEMA.validate(report))
          .isEqualTo(SCHEMA.validate(report).isEmpty());
    }
  }

  private static boolean isRead(JsonNode report) {
    try {
      return ReportReader.read(report, "test") != null;
    } catch (MilepostException e) {
      return false;
    }
  }

  @Test
  void shouldKeepEverythingOnTheWayOverTheBus() throws IOException {
    IncidentReport report = ReportReader.read(with("lane", "2"), "test");
    assertThat(Json.readCbor(Json.writeCbor(report), IncidentReport.class)).isEqualTo(report);
    assertThat(Json.read(Json.write(report), IncidentReport.class)).isEqualTo(report);
    assertThatThrownBy(() -> Json.read("{\"actor\": 1}", IncidentReport.class))
        .isInstanceOf(MilepostException.class)
        .hasMessageStartingWith("unknown field 'actor'");
    assertThat(Json.read(EXAMPLE, IncidentReport.class).source()).isEqualTo(IncidentReport.UNNAMED);
  }

  @Test
  void shouldAnswerEveryFileOfTheParsingCorpus() throws IOException {
    String shared = System.getenv("MILEPOST_SHARED_DATA");
    Path corpus =
        Path.of(shared == null ? "none" : shared, "json", "JSONTestSuite", "test_parsing");
    assumeTrue(Files.isDirectory(corpus), "MILEPOST_SHARED_DATA/json/JSONTestSuite is missing");
    int refused = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(corpus, "*.json")) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        assertThatThrownBy(() -> ReportReader.read(bytes, "test"))
            .as(file.toString())
            .isInstanceOf(MilepostException.class)
            .hasMessageNotContaining("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(300);
  }
}
