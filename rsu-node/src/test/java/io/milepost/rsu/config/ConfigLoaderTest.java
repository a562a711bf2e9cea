package io.milepost.rsu.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  record Door(int port, String host, List<String> origins, String secret) {}

  record Item(String id, double fps) {}

  record House(String name, Door door, List<Item> items) {}

  private final ConfigSchema schema =
      ConfigSchema.beside(ConfigLoaderTest.class, "house.schema.json");

  private Path yaml(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "house", ".yaml"), text);
  }

  private ConfigLoader loader() {
    return new ConfigLoader(schema);
  }

  private void assertRefused(ConfigLoader loader, String... words) {
    assertThatThrownBy(loader::load)
        .isInstanceOf(MilepostException.class)
        .satisfies(
            e -> assertThat(((MilepostException) e).code()).isEqualTo(FailureCode.CONFIGURATION))
        .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"));
  }

  @Test
  void shouldFillDefaultsAlsoInsideLists() throws IOException {
    House house = loader().file(yaml("name: a\nitems: [{id: x}]\n")).load().bind(House.class);
    assertThat(house.door().port()).isEqualTo(8080);
    assertThat(house.door().origins()).isEmpty();
    assertThat(house.items()).containsExactly(new Item("x", 10));
  }

  @Test
  void shouldLetLaterSourcesWin() throws IOException {
    House house =
        loader()
            .file(yaml("name: a\ndoor: {port: 1, host: one}\n"))
            .file(yaml("door: {port: 2}\n"))
            .environment(
                Map.of("MILEPOST_DOOR_PORT", "3", "MILEPOST_DOOR_ORIGINS", "u, v", "HOME", "/"))
            .assignments(List.of("door.port=4"))
            .load()
            .bind(House.class);
    assertThat(house.door()).isEqualTo(new Door(4, "one", List.of("u", "v"), ""));
  }

  @Test
  void shouldNameFileAndKeyOfAValueOutOfRange() throws IOException {
    Path file = yaml("name: a\ndoor:\n  port: 70000\n");
    assertRefused(loader().file(file), file.toString(), "door.port", "65535");
  }

  @Test
  void shouldNameAllWrongKeysAtOnceEachWithItsSource() throws IOException {
    Path file = yaml("name: a\ndoor: {port: 70000, window: 1}\nitems: [{id: x, fps: 99}]\n");
    assertRefused(
        loader().file(file).assignments(List.of("door.origins=[1]")),
        "4 keys are wrong: ",
        file + ": door.port",
        file + ": door.window: unknown key",
        "command line: door.origins[0]",
        file + ": items[0].fps");
    assertThatThrownBy(
            () ->
                loader().environment(Map.of("MILEPOST_DOOR_PROT", "1", "MILEPOST_DOOR_HSOT", "x")))
        .hasMessageContainingAll("MILEPOST_DOOR_PROT", "MILEPOST_DOOR_HSOT");
    assertThatThrownBy(() -> loader().assignments(List.of("door.prot=1", "door", "door.port=x")))
        .hasMessageContainingAll("door.prot: unknown key", "'door' must be", "door.port: 'x'");
  }

  @Test
  void shouldNameTheSourceThatSetTheWrongValue() throws IOException {
    Path file = yaml("name: a\ndoor: {port: 1}\n");
    assertRefused(
        loader().file(file).assignments(List.of("door.port=-1")), "command line: door.port", "0");
  }

  @Test
  void shouldNameAnUnknownKeyAndTheKnownOnes() throws IOException {
    assertRefused(
        loader().file(yaml("name: a\ndoor: {prot: 1}\n")),
        "door.prot",
        "unknown key",
        "port, host");
  }

  @Test
  void shouldNameTheItemOfAList() throws IOException {
    assertRefused(
        loader().file(yaml("name: a\nitems: [{id: x}, {id: y, fps: 900}]\n")),
        "items[1].fps",
        "60");
  }

  @Test
  void shouldSayWhichKeyMustBeGiven() throws IOException {
    assertRefused(loader().file(yaml("door: {port: 1}\n")), "name", "must be given");
  }

  @Test
  void shouldRefuseWrongTypesFromTheEnvironment() {
    assertThatThrownBy(() -> loader().environment(Map.of("MILEPOST_DOOR_PORT", "many")))
        .hasMessageContaining("MILEPOST_DOOR_PORT")
        .hasMessageContaining("'many' is not an integer");
  }

  @Test
  void shouldRefuseMisspeltVariablesOfAKnownSection() {
    assertThatThrownBy(() -> loader().environment(Map.of("MILEPOST_DOOR_PROT", "1")))
        .hasMessageContaining("MILEPOST_DOOR_PROT");
  }

  @Test
  void shouldSayThatAFileIsMissing() {
    assertThatThrownBy(() -> loader().file(folder.resolve("none.yaml")))
        .hasMessageContaining("none.yaml: no such file");
  }

  @Test
  void shouldPointIntoBrokenYaml() throws IOException {
    Path file = yaml("name: a\n  door: [\n");
    assertThatThrownBy(() -> loader().file(file))
        .hasMessageContaining(file + ":")
        .hasMessageContaining("YAML");
  }

  @Test
  void shouldRefuseAKeyGivenTwice() throws IOException {
    Path file = yaml("name: a\nname: b\n");
    assertThatThrownBy(() -> loader().file(file)).hasMessageContaining("uplicate");
  }

  @Test
  void shouldHideSecretsAndReadThemFromFiles() throws IOException {
    Path secret = Files.writeString(folder.resolve("s"), "hush\n");
    ConfigLoader.Effective effective =
        loader().file(yaml("name: a\ndoor: {secret: 'file:" + secret + "'}\n")).load();
    assertThat(effective.bind(House.class).door().secret()).isEqualTo("hush");
    assertThat(effective.describe()).contains("name: \"a\"").contains("***").doesNotContain("hush");
  }

  @Test
  void shouldShowNoPasswordInAUrlNorInARefusal() throws IOException {
    String url = "rtsp://admin:hush@10.0.0.5/ch1";
    assertThat(loader().file(yaml("name: " + url + "\n")).load().describe())
        .contains("rtsp://***@10.0.0.5/ch1")
        .doesNotContain("hush");
    assertThatThrownBy(() -> loader().file(yaml("name: a\ndoor: {secret: [hush]}\n")).load())
        .hasMessageContaining("door.secret")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> loader().file(yaml("name: a\ndoor: {secret: 4711}\n")).load())
        .hasMessageContaining("door.secret")
        .hasMessageNotContaining("4711");
  }
}
