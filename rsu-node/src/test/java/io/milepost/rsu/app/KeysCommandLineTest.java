package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code milepost keys} as people call it: exit codes, sentences, files. */
class KeysCommandLineTest {
  @TempDir private Path folder;

  private String out;
  private String err;

  @Test
  void shouldMakeARingThatOnlyItsOwnerReadsAndNeverOverwriteOne() throws IOException {
    assertThat(keys("generate", "--key-ring", ring())).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(ring()))))
        .isEqualTo("rw-------");
    KeyRing made = read(ring()).requireStrong();
    assertThat(made.keys()).singleElement().satisfies(key -> assertThat(key.id()).isEqualTo(1));
    assertThat(keys("generate", "--key-ring", ring())).isEqualTo(2);
    assertThat(err).contains("exists and is not overwritten");
    assertThat(read(ring())).isEqualTo(made);
    assertThat(leftovers()).containsExactly("keys.json");
  }

  @Test
  void shouldListWithoutSecrets() throws IOException {
    keys("generate", "--per-rsu", "--key-ring", ring());
    keys("rotate", "--key-ring", ring());
    keys(
        "signer",
        "generate",
        "--rsu",
        "rsu-a",
        "--out",
        file("a.pem"),
        "--add",
        "--key-ring",
        ring());
    assertThat(keys("list", "--key-ring", ring())).isZero();
    assertThat(out.lines().toList())
        .hasSize(4)
        .anyMatch(line -> line.matches("1 +per-rsu master +[0-9a-f]{8} +- .*signing"))
        .anyMatch(line -> line.matches("2 +per-rsu master .*pending"))
        .anyMatch(line -> line.matches("signer +rsu-a .*valid"));
    assertNoSecret(out);
    assertThat(keys("list", "--json", "--key-ring", ring())).isZero();
    assertNoSecret(out);
    JsonNode json = Json.mapper().readTree(out);
    assertThat(json.get("keys")).hasSize(2);
    assertThat(json.at("/keys/0/state").asText()).isEqualTo("signing");
    assertThat(json.at("/signers/0/of").asText()).isEqualTo("rsu-a");
  }

  @Test
  void shouldRotateSoThatReceiversHaveTheKeyBeforeSendersUseIt() throws IOException {
    keys("generate", "--key-ring", ring());
    Instant before = Instant.now();
    assertThat(keys("rotate", "--in", "10m", "--overlap", "2h", "--key-ring", ring())).isZero();
    KeyRing rotated = read(ring());
    KeyRing.Key old = rotated.keys().get(0);
    KeyRing.Key fresh = rotated.keys().get(1);
    assertThat(fresh.id()).isEqualTo(2);
    assertThat(fresh.secret()).isNotEqualTo(old.secret());
    assertThat(Duration.between(before, fresh.notBefore())).isBetween(minutes(9), minutes(11));
    assertThat(Duration.between(fresh.notBefore(), old.notAfter())).isEqualTo(minutes(120));
    assertThat(rotated.signing("a", before).id()).isEqualTo(1);
    assertThat(rotated.signing("a", fresh.notBefore()).id()).isEqualTo(2);
    assertThat(keys("rotate", "--key-ring", ring())).isEqualTo(2);
    assertThat(err).contains("key 2 begins only at");
  }

  @Test
  void shouldRevokeAndNotUseTheIdAgain() throws IOException {
    keys("generate", "--key-ring", ring());
    assertThat(keys("revoke", "1", "--key-ring", ring())).isEqualTo(2);
    assertThat(err).contains("only one");
    keys("rotate", "--in", "0s", "--key-ring", ring());
    assertThat(keys("revoke", "2", "--key-ring", ring())).isZero();
    assertThat(out).contains("Every key left has an end");
    assertThat(read(ring()).keys()).extracting(KeyRing.Key::id).containsExactly(1);
    keys("rotate", "--in", "0s", "--key-ring", ring());
    assertThat(read(ring()).keys()).extracting(KeyRing.Key::id).containsExactly(1, 3);
    assertThat(keys("revoke", "9", "--key-ring", ring())).isEqualTo(2);
    assertThat(err).contains("there is no key 9");
  }

  @Test
  void shouldDeriveARingThatSpeaksForOneRsuOnly() throws IOException {
    keys("generate", "--per-rsu", "--key-ring", ring());
    keys(
        "signer",
        "generate",
        "--rsu",
        "rsu-a",
        "--out",
        file("a.pem"),
        "--add",
        "--key-ring",
        ring());
    keys(
        "signer",
        "generate",
        "--rsu",
        "rsu-b",
        "--out",
        file("b.pem"),
        "--add",
        "--key-ring",
        ring());
    String own = file("rsu-a.json");
    assertThat(keys("derive", "--rsu", "rsu-a", "--out", own, "--key-ring", ring())).isZero();
    Instant now = Instant.now();
    KeyRing all = read(ring());
    KeyRing a = read(own);
    assertThat(a.signing("rsu-a", now)).isEqualTo(all.signing("rsu-a", now));
    assertThat(a.signing("rsu-b", now)).isNull();
    assertThat(a.signers("rsu-a")).hasSize(1);
    assertThat(a.signers("rsu-b")).isEmpty();
    SigningKey pem = SigningKey.ofPem(Files.readAllBytes(Path.of(file("a.pem"))));
    assertThat(pem.belongsTo(a.signers("rsu-a").get(0))).isTrue();
    assertThat(keys("derive", "--rsu", "rsu-a", "--out", own, "--key-ring", ring()))
        .as("its own ring may be renewed")
        .isZero();
    assertThat(keys("derive", "--rsu", "rsu-b", "--out", own, "--key-ring", ring())).isEqualTo(2);
    assertThat(keys("derive", "--rsu", "rsu-b", "--out", ring(), "--key-ring", ring()))
        .as("the masters are not written over")
        .isEqualTo(2);
    assertThat(keys("rotate", "--key-ring", own)).isEqualTo(2);
    assertThat(err).contains("ring of rsu-a alone");
    assertThat(keys("derive", "--rsu", "rsu-a", "--key-ring", ring())).isZero();
    assertThat(KeyRing.parse(out.getBytes(), n -> null)).isEqualTo(a);
  }

  @Test
  void shouldKeepARevokedSignerAsEndedWhenItIsTheLast() throws IOException {
    keys("generate", "--key-ring", ring());
    keys(
        "signer",
        "generate",
        "--rsu",
        "rsu-a",
        "--out",
        file("a.pem"),
        "--add",
        "--key-ring",
        ring());
    keys("list", "--json", "--key-ring", ring());
    String print = Json.mapper().readTree(out).at("/signers/0/fingerprint").asText();
    assertThat(keys("signer", "revoke", "--rsu", "rsu-a", "--print", print, "--key-ring", ring()))
        .isZero();
    assertThat(read(ring()).signers("rsu-a"))
        .singleElement()
        .satisfies(signer -> assertThat(signer.isValid(Instant.now())).isFalse());
    assertThat(keys("signer", "revoke", "--rsu", "rsu-a", "--print", "0", "--key-ring", ring()))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "signer",
        "nonsense",
        "rotate --in soon --key-ring x",
        "revoke one --key-ring x",
        "derive --key-ring x",
        "derive --rsu a/b --key-ring x",
        "list --key-ring /no/such/file",
        "generate --key-ring /no/such/folder/keys.json",
        "signer add --rsu a --public-key ??? --key-ring x"
      })
  void shouldAnswerWrongUseWithOneSentenceAndExitCodeTwo(String line) {
    assertThat(keys(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).doesNotContain("Exception");
  }

  @Test
  void shouldHelp() {
    assertThat(keys("--help")).isZero();
    assertThat(out)
        .contains("Examples:", "generate", "list", "rotate", "revoke", "derive", "signer");
    assertThat(keys("rotate", "--help")).isZero();
    assertThat(out).contains("--overlap", "default: 1h");
  }

  private int keys(String... args) {
    StringWriter o = new StringWriter();
    StringWriter e = new StringWriter();
    CommandLine line = MilepostMain.commandLine();
    line.setOut(new PrintWriter(o)).setErr(new PrintWriter(e));
    String[] all = Stream.concat(Stream.of("keys"), Stream.of(args)).toArray(String[]::new);
    int code = line.execute(all);
    out = o.toString();
    err = e.toString();
    return code;
  }

  private void assertNoSecret(String text) throws IOException {
    JsonNode tree = Json.mapper().readTree(Files.readAllBytes(Path.of(ring())));
    for (JsonNode key : tree.get("keys")) {
      assertThat(text).doesNotContain(key.get("secret").asText().substring(0, 8));
    }
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static KeyRing read(String file) throws IOException {
    return KeyRing.parse(Files.readAllBytes(Path.of(file)), name -> null);
  }

  private String ring() {
    return file("keys.json");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
