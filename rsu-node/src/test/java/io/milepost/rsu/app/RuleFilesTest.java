package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.config.ConfigLoader;
import io.milepost.rsu.config.ConfigSchema;
import io.milepost.rsu.rules.LiveRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
  @TempDir Path folder;

  private void write(String rules, String more) throws IOException {
    Files.writeString(
        folder.resolve("node.yaml"),
        more
            + "node: {id: rsu-t}\n"
            + "rules: {stopped: {stop_seconds: 30}}\n"
            + "cameras:\n"
            + "  - {id: ramp, source: 'sim://collision', road: A1, lat: 1, lon: 2, rules: "
            + rules
            + "}\n"
            + "  - {id: bridge, source: 'sim://collision', road: A1, lat: 1, lon: 2}\n");
  }

  private LiveRules live() {
    Path file = folder.resolve("node.yaml");
    RuleFiles files =
        new RuleFiles(
            List.of(file),
            () ->
                new ConfigLoader(ConfigSchema.beside(ConfigSchema.class, "rsu.schema.json"))
                    .file(file)
                    .environment(Map.of())
                    .load()
                    .bind(RsuValues.class));
    return new LiveRules(files, folder.resolve("rules"));
  }

  @Test
  void shouldReadTheRulesOfEveryCameraAnewWhenTheFileChanges() throws IOException {
    write("{fall: {down_seconds: 4}}", "");
    LiveRules live = live();
    assertThat(live.get("ramp").config().stopped().stopSeconds()).isEqualTo(30);
    assertThat(live.get("ramp").config().fall().downSeconds()).isEqualTo(4);
    assertThat(live.get("bridge").config().fall().downSeconds()).isEqualTo(2);

    write("{fall: {down_seconds: 5}, shadow: [fall]}", "");
    assertThat(live.check()).isTrue();
    assertThat(live.get("ramp").config().fall().downSeconds()).isEqualTo(5);
    assertThat(live.get("ramp").config().shadow()).containsExactly("fall");

    write("{fall: {down_minutes: 5}}", "");
    assertThat(live.check()).isFalse();
    assertThat(live.problem().orElseThrow())
        .contains("cameras[0]: unknown key rules.fall.down_minutes");
    write("{}", "api: {prot: 1}\n");
    assertThat(live.check()).isFalse();
    assertThat(live.problem().orElseThrow()).contains("api.prot");
    assertThat(live.get("ramp").config().fall().downSeconds()).isEqualTo(5);
  }
}
