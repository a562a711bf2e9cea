package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person sees who starts a unit wrongly: one sentence, exit code 2, no stack trace. */
@Timeout(60)
class RsuCommandTest {
  @TempDir Path folder;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        MilepostMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private Outcome start(String... set) {
    List<String> arguments = new ArrayList<>(List.of("rsu"));
    for (String value :
        List.of(
            "node.data=" + folder.resolve("data"),
            "broadcast.interfaces=lo",
            "broadcast.ttl=0",
            "broadcast.hmac_key=0123456789abcdef",
            "api.port=0")) {
      arguments.addAll(List.of("--set", value));
    }
    for (String value : set) {
      arguments.addAll(List.of("--set", value));
    }
    return run(arguments.toArray(String[]::new));
  }

  private static void assertRefused(Outcome outcome, String... words) {
    assertThat(outcome.err()).contains(words).doesNotContain("\tat ");
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAnUnknownKey() {
    assertRefused(start("api.prot=1"), "api.prot", "unknown key");
  }

  @Test
  void shouldRefuseAValueOutOfRange() {
    assertRefused(start("api.port=70000"), "api.port", "65535");
  }

  @Test
  void shouldRefuseAMissingFile() {
    assertRefused(
        run("rsu", "--config", folder.resolve("none.yaml").toString()),
        "none.yaml",
        "no such file");
  }

  @Test
  void shouldRefuseAnUnknownProfile() {
    assertRefused(run("rsu", "--profile", "holiday"), "dev, stage or prod", "holiday");
  }

  @Test
  void shouldRefuseAMissingModel() {
    assertRefused(start("perception.model=" + folder.resolve("none.onnx")), "none.onnx");
  }

  @Test
  void shouldRefuseAFileThatIsNoModel() throws IOException {
    Path file = Files.writeString(folder.resolve("text.onnx"), "not a model");
    assertRefused(start("perception.model=" + file), "text.onnx");
  }

  @Test
  void shouldRefuseToSpeakWithoutKeys() {
    assertRefused(start("broadcast.hmac_key="), "broadcast");
  }

  @Test
  void shouldRefuseMissingKeysWhenOnlyChecking() {
    assertRefused(
        run("rsu", "--check", "--set", "broadcast.hmac_key="), "broadcast.require_signature");
  }

  @Test
  void shouldAskForNoKeysWhereVehiclesAreNotTold() {
    Outcome outcome =
        run("rsu", "--check", "--set", "broadcast.hmac_key=", "--set", "broadcast.enabled=false");
    assertThat(outcome.err()).doesNotContain("require_signature");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldNameTheKeyRingThatCannotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), "not a ring");
    assertRefused(
        start("broadcast.hmac_key=", "broadcast.key_ring=" + file),
        "broadcast.key_ring",
        file.toString(),
        "not JSON");
  }

  @Test
  void shouldSayInWordsWhatAGroupMustBe() {
    assertRefused(
        start("broadcast.group=1.2.3.4"),
        "broadcast.group",
        "must be an IPv4 multicast group, 224.0.0.0 to 239.255.255.255");
  }

  @Test
  void shouldNameAPortThatIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          start("api.port=" + taken.getLocalPort()), "api.port", "" + taken.getLocalPort());
    }
  }

  @Test
  void shouldRefuseAFolderInUse() {
    try (DataFolder held = DataFolder.open(folder.resolve("data"))) {
      assertThat(held.path()).isDirectory();
      assertRefused(start(), "node.data", "in use");
    }
  }

  @Test
  void shouldPrintTheEffectiveConfigurationWithoutSecrets() {
    Outcome outcome = run("rsu", "--print-config", "--set", "broadcast.hmac_key=0123456789abcdef");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("node:").contains("***").doesNotContain("0123456789abcdef");
  }

  @Test
  void shouldExplainItself() {
    Outcome outcome = run("rsu", "--help");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("--config", "--profile", "--set");
  }

  @Test
  void shouldDescribeEveryOptionInASentence() {
    List<CommandLine> all = new ArrayList<>(List.of(MilepostMain.commandLine()));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    assertThat(all.stream().flatMap(each -> each.getCommandSpec().options().stream()))
        .filteredOn(option -> !option.hidden())
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(String.join(" ", option.description()))
                    .as(option.longestName())
                    .endsWith("."));
  }

  @Test
  void shouldRefuseAnUnknownOption() {
    Outcome outcome = run("rsu", "--colour", "blue");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--colour");
  }
}
