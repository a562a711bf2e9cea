package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.config.ConfigLoader;
import io.milepost.rsu.config.ConfigSchema;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the repository ships in conf/ and docs/ agrees with the schema, and the schema with the
 * records.
 */
class ShippedConfigurationTest {
  private static final Path HOME = Path.of(System.getProperty("milepost.home"));
  private static final Map<String, String> SECRET =
      Map.of("MILEPOST_API_JWT_SECRET", "0123456789012345678901234567890123456789");

  private static RsuConfig load(String profile, List<Path> more, List<String> set) {
    ConfigLoader loader =
        new ConfigLoader(ConfigSchema.beside(ConfigSchema.class, "rsu.schema.json"))
            .file(HOME.resolve("conf/rsu.yaml"))
            .file(HOME.resolve("conf/profiles/" + profile + ".yaml"));
    more.forEach(loader::file);
    return RsuConfig.of(
        loader.environment(SECRET).assignments(set).load().bind(RsuValues.class), HOME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "stage", "prod"})
  void shouldLoadEveryProfile(String profile) {
    RsuConfig config = load(profile, List.of(), List.of());
    assertThat(config.node()).isEqualTo("rsu-1");
    assertThat(config.store().enabled()).isEqualTo(!profile.equals("dev"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsu-a", "rsu-b"})
  void shouldLoadTheDemosNodes(String node) {
    RsuConfig config = load("dev", List.of(HOME.resolve("conf/demo/" + node + ".yaml")), List.of());
    assertThat(config.node()).isEqualTo(node);
    assertThat(config.cameras()).isNotEmpty();
    assertThat(config.broadcast().ttl()).isZero();
  }

  @Test
  void shouldNameAnAddressThatOtherNodesReachWhenTheApiListensEverywhere() {
    List<String> set = List.of("cluster.host=10.1.2.3", "api.port=8443");
    assertThat(load("prod", List.of(), set).apiUrl()).isEqualTo("http://10.1.2.3:8443");
    assertThat(load("dev", List.of(), set).apiUrl()).isEqualTo("http://127.0.0.1:8443");
    assertThat(load("prod", List.of(), List.of("api.public_url=https://a.example")).apiUrl())
        .isEqualTo("https://a.example");
  }

  @Test
  void shouldReadTablesThatAreWrittenAsJson() {
    List<String> set =
        List.of(
            "broadcast.road_groups={\"A1\": \"239.20.1.1\"}",
            "broadcast.upstream=[{\"node\": \"rsu-b\", \"distance_m\": 1200}]");
    RsuConfig config = load("dev", List.of(), set);
    assertThat(config.reach().roadGroups()).containsExactly(Map.entry("A1", "239.20.1.1"));
    assertThat(config.reach().upstream())
        .containsExactly(new ReachConfig.Neighbour("rsu-b", null, 1200.0));
    assertThatThrownBy(() -> load("dev", List.of(), List.of("broadcast.road_groups={A1")))
        .hasMessageContaining("broadcast.road_groups")
        .hasMessageContaining("is not an object");
  }

  @Test
  void shouldRefuseAClusterWithoutASharedSecret() {
    assertThatThrownBy(
            () -> load("dev", List.of(), List.of("cluster.enabled=true", "api.jwt_secret=")))
        .hasMessageContaining("api.jwt_secret");
  }

  @Test
  void shouldNameTheCameraWithAWrongRule() throws IOException {
    Path file = Files.createTempFile("camera", ".yaml");
    Files.writeString(
        file,
        "cameras: [{id: a, source: 'sim:free', lat: 0, lon: 0, rules: {stopped: {stop_second: 3}}}]");
    assertThatThrownBy(() -> load("dev", List.of(file), List.of()))
        .hasMessageContaining("cameras[0]")
        .hasMessageContaining("rules.stopped.stop_second");
  }

  @Test
  void shouldNameTheCameraWithAForbiddenSource() throws IOException {
    Path file = Files.createTempFile("camera", ".yaml");
    Files.writeString(file, "cameras: [{id: a, source: 'http://x/y', lat: 0, lon: 0}]");
    assertThatThrownBy(() -> load("dev", List.of(file), List.of()))
        .hasMessageContaining("cameras[0].source");
  }

  @Test
  void shouldNameTheCameraWithAWrongZone() throws IOException {
    Path file = Files.createTempFile("camera", ".yaml");
    Files.writeString(
        file,
        "cameras: [{id: a, source: 'sim:free', lat: 0, lon: 0, zones: [{id: z, type: lane}]}]");
    assertThatThrownBy(() -> load("dev", List.of(file), List.of()))
        .hasMessageContaining("cameras[0].zones[0].polygon: must be given");
  }

  @Test
  void shouldReadTheZonesAndTheCalibrationOfTheGuide() throws IOException {
    String guide = Files.readString(HOME.resolve("docs/rules.md"));
    for (String section : List.of("## Zones", "## Calibration")) {
      int from = guide.indexOf("```yaml\n", guide.indexOf(section + "\n")) + 8;
      String yaml = guide.substring(from, guide.indexOf("```", from));
      Path file = Files.createTempFile("camera", ".yaml");
      Files.writeString(
          file,
          yaml.replace("id: ramp", "id: ramp\n    source: 'sim:free'\n    lat: 0\n    lon: 0"));
      GeometryConfig read = load("dev", List.of(file), List.of()).geometry().get("ramp");
      assertThat(read.zones()).hasSize(section.equals("## Zones") ? 4 : 0);
      assertThat(read.calibration().isPresent()).isEqualTo(section.equals("## Calibration"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broadcast.roads={\"A1\": {\"lanes\": 99}} | broadcast.roads.A1.lanes",
        "broadcast.roads={\"A1\": {\"lane\": 3}} | allowed here: lanes, speed_limit_kmh",
        "broadcast.roads=3 | '3' is not an object",
        "broadcast.roads={ | '{' is not an object",
        "broadcast.language=fr | broadcast.language",
        "broadcast.visibility=mist | broadcast.visibility",
        "broadcast.advice=conf/none.yaml | broadcast.advice: ",
        "intake.poll_ms=1 | intake.poll_ms",
      })
  void shouldNameTheKeyOfAdviceAndIntakeThatIsWrong(String set, String words) {
    assertThatThrownBy(() -> load("dev", List.of(), List.of(set))).hasMessageContaining(words);
  }

  @Test
  void shouldReadRoadsAndRulesOfAdvice() {
    RsuConfig config =
        load(
            "dev",
            List.of(),
            List.of(
                "broadcast.roads={\"A1\": {\"lanes\": 3, \"speed_limit_kmh\": 100}}",
                "broadcast.advice=conf/advice.yaml",
                "broadcast.language=both"));
    assertThat(config.advice()).isNotNull();
    assertThat(config.intake().folder()).isEqualTo(config.data().resolve("events"));
  }

  @Test
  void shouldDocumentEveryKey() throws IOException {
    String guide = Files.readString(HOME.resolve("docs/configuration.md"));
    String env = Files.readString(HOME.resolve("conf/.env.example"));
    for (Map.Entry<String, String> key : keys().entrySet()) {
      assertThat(guide).contains("| `" + key.getValue() + "` |");
      assertThat(env).contains("MILEPOST_" + key.getKey().replace('.', '_').toUpperCase() + "=");
    }
  }

  @Test
  void shouldDocumentEveryRule() throws IOException {
    String guide = Files.readString(HOME.resolve("docs/rules.md"));
    for (Map.Entry<String, JsonNode> rule : Json.tree(RulesConfig.defaults()).properties()) {
      String section = guide.substring(guide.indexOf("## " + rule.getKey() + "\n"));
      for (Map.Entry<String, JsonNode> key : rule.getValue().properties()) {
        assertThat(section).contains("| `" + key.getKey() + "` | " + plain(key.getValue()) + " |");
      }
    }
  }

  private static String plain(JsonNode value) {
    if (value.isArray()) {
      return value.toString().replace("\"", "").replace(",", ", ");
    }
    return value.isNumber()
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.asText();
  }

  private static Map<String, String> keys() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    try (InputStream in = ConfigSchema.class.getResourceAsStream("rsu.schema.json")) {
      JsonNode root = new ObjectMapper().readTree(in);
      for (Map.Entry<String, JsonNode> section : root.path("properties").properties()) {
        section
            .getValue()
            .path("properties")
            .fieldNames()
            .forEachRemaining(key -> keys.put(section.getKey() + "." + key, key));
      }
    }
    return keys;
  }
}
