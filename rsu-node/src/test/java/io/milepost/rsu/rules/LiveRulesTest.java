package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRulesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("camera.yaml");
    Files.writeString(file, "{stopped: {stop_seconds: 20}}");
  }

  private LiveRules live() {
    RuleSource source =
        new RuleSource() {
          @Override
          public List<Path> files() {
            return List.of(file);
          }

          @Override
          public Map<String, RuleSet> load() {
            try {
              return Map.of(
                  "cam",
                  RuleSet.of(RulesConfig.of(new YAMLMapper().readTree(Files.readString(file)))));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return new LiveRules(source, folder.resolve("rules"));
  }

  private static double stop(LiveRules live) {
    return live.get("cam").config().stopped().stopSeconds();
  }

  private static double clear(LiveRules live) {
    return live.get("cam").config().stopped().clearSeconds();
  }

  @Test
  void shouldTakeOnAChangedFileAndKeepTheFormerRulesWhenItIsWrong() throws IOException {
    LiveRules live = live();
    RuleSet first = live.get("cam");
    assertThat(live.check()).isFalse();
    assertThat(live.get("cam")).isSameAs(first);

    Files.writeString(file, "{stopped: {stop_seconds: 120}}");
    assertThat(live.check()).isTrue();
    assertThat(stop(live)).isEqualTo(120);

    Files.writeString(file, "{stopped: {stop_seconds: 12000}}");
    assertThat(live.check()).isFalse();
    assertThat(stop(live)).isEqualTo(120);
    assertThat(live.problem())
        .hasValue(
            "new rules are refused, the former ones stay at work:"
                + " rules.stopped.stop_seconds is 12000.0 but must be 3.0 to 600.0");
    assertThat(live.refusals()).isEqualTo(1);

    Files.writeString(file, "{stopped: {stop_seconds: 60}}");
    assertThat(live.check()).isTrue();
    assertThat(live.problem()).isEmpty();
    assertThat(live.reloads()).isEqualTo(2);
  }

  @Test
  void shouldLayAnOverrideOverTheFilesThatSurvivesARestartAndLaterChangesOfThem()
      throws IOException {
    LiveRules live = live();
    live.change("cam", Json.tree(Map.of("stopped", Map.of("clear_seconds", 9))));
    assertThat(stop(live)).isEqualTo(20);
    assertThat(clear(live)).isEqualTo(9);
    assertThat(live.check()).isFalse();

    Files.writeString(file, "{stopped: {stop_seconds: 120}}");
    LiveRules again = live();
    assertThat(stop(again)).isEqualTo(120);
    assertThat(clear(again)).isEqualTo(9);
    assertThat(again.override("cam")).isPresent();

    again.reset("cam");
    assertThat(clear(again)).isEqualTo(5);
    assertThat(again.override("cam")).isEmpty();
    assertThat(clear(live())).isEqualTo(5);
  }

  @Test
  void shouldRefuseAWrongOverrideAndStartWithoutOneThatHasBecomeWrong() throws IOException {
    LiveRules live = live();
    assertThatThrownBy(
            () -> live.change("cam", Json.tree(Map.of("stoped", Map.of("clear_seconds", 9)))))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_REQUEST))
        .hasMessageStartingWith("unknown key rules.stoped; known here are ")
        .hasMessageContaining("stopped");
    assertThat(live.override("cam")).isEmpty();

    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/cam.json"), "{\"fire\": {\"presence\": 7}}");
    LiveRules again = live();
    assertThat(stop(again)).isEqualTo(20);
    assertThat(again.problem().orElseThrow())
        .contains("override of camera cam: rules.fire.presence");
  }

  @Test
  void shouldRefuseAnOverrideWhereNothingIsKept() {
    LiveRules live = LiveRules.of(Map.of("cam", RulesConfig.defaults()));
    assertThatThrownBy(() -> live.change("cam", Json.tree(Map.of())))
        .hasMessageStartingWith("this node keeps no rules of its own");
  }
}
