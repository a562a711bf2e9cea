package io.milepost.vehicle.ros;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RosOptionsTest {
  @TempDir private Path folder;

  private static RosConfig config(Map<String, String> environment, String... args) {
    RosOptions options = new RosOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("ros", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options.config(environment::get);
  }

  @Test
  void shouldPublishNothingWhenNotAsked() {
    assertThat(config(Map.of())).isNull();
  }

  @Test
  void shouldTakeTheDomainOfTheEnvironmentWhenTheFlagIsBare() {
    assertThat(config(Map.of(), "--ros2").target()).isEqualTo(new RosTarget.Dds(0));
    assertThat(config(Map.of("ROS_DOMAIN_ID", "42"), "--ros2").target())
        .isEqualTo(new RosTarget.Dds(42));
    assertThat(config(Map.of("ROS_DOMAIN_ID", "42"), "--ros2", "dds:7").target())
        .isEqualTo(new RosTarget.Dds(7));
  }

  @Test
  void shouldTakeEverythingWhenGiven() {
    RosConfig config =
        config(
            Map.of(),
            "--ros2",
            "ws://robot:9091/x",
            "--ros2-denm",
            "--ros-namespace",
            "/fleet/car_1/",
            "--cmd-vel",
            "--max-speed-mps",
            "3",
            "--slow-down-mps",
            "1.5",
            "--cmd-vel-hz",
            "10");
    assertThat(config.target()).isEqualTo(new RosTarget.Rosbridge(URI.create("ws://robot:9091/x")));
    assertThat(config.cap()).isEqualTo(new RosConfig.Cap(3, 1.5, 10, 1000));
    assertThat(config.topics().stream().map(t -> t.name(config.namespace())))
        .containsExactly("/fleet/car_1/v2x/alert", "/fleet/car_1/v2x/denm", "/fleet/car_1/cmd_vel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ros2 mqtt | --ros2 must be dds, dds:<domain> or ws://<host>:9090, not 'mqtt'",
        "--ros2 dds:233 | the domain of --ros2 must be from 0 to 232, not '233'",
        "--ros2 dds: | the domain of --ros2 must be from 0 to 232, not ''",
        "--ros2 ws:///x | has no usable host and port",
        "--ros2 ws://a_b:99999 | has no usable host and port",
        "--ros2 ws://[ | is no address",
        "--cmd-vel | --cmd-vel needs --ros2",
        "--ros-namespace a | --ros-namespace needs --ros2",
        "--ros2 --ros-namespace 1a | --ros-namespace must be names of letters",
        "--ros2 --ros-namespace a__b | --ros-namespace must be names of letters",
        "--ros2 --ros-namespace a//b | --ros-namespace must be names of letters",
        "--ros2 --ros2-denm | --ros2-denm needs rosbridge",
        "--ros2 --cmd-vel --max-speed-mps 0 | --max-speed-mps must be above 0",
        "--ros2 --cmd-vel --max-speed-mps NaN | --max-speed-mps must be above 0",
        "--ros2 --cmd-vel --slow-down-mps -1 | --slow-down-mps must be from 0",
        "--ros2 --cmd-vel --slow-down-mps 11 | --slow-down-mps must be from 0",
        "--ros2 --cmd-vel --slow-down-mps NaN | --slow-down-mps must be from 0",
        "--ros2 --cmd-vel --cmd-vel-hz 51 | --cmd-vel-hz must be from 10 to 50",
        "--ros2 --cmd-vel --cmd-vel-release-ms -1 | --cmd-vel-release-ms must be from 0",
      })
  void shouldRefuseWithOneSentenceWhenUsedWrongly(String args, String words) {
    assertThatThrownBy(() -> config(Map.of(), args.split(" ")))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining(words);
  }

  @Test
  void shouldSayWhatToInstallWhenTheLibraryIsMissing() {
    assertThatThrownBy(() -> CycloneDds.load(List.of(folder, folder.resolve("none"))))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining("not installed; apt install libddsc0debian");
  }

  @Test
  void shouldSayWhichFileWhenTheLibraryIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("libddsc.so.0debian"), "no library");
    assertThatThrownBy(() -> CycloneDds.load(List.of(folder)))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("--ros2 dds cannot use " + file);
  }

  @Test
  void shouldLookWhereRosSaysFirst() {
    assertThat(
            CycloneDds.directories(
                Map.of("LD_LIBRARY_PATH", "/opt/ros/humble/lib/x86_64-linux-gnu:")::get))
        .startsWith(Path.of("/opt/ros/humble/lib/x86_64-linux-gnu"))
        .contains(Path.of("/usr/lib/x86_64-linux-gnu"));
  }
}
