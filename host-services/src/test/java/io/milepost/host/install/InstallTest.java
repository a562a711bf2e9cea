package io.milepost.host.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** scripts/install.sh run for real, from an archive with empty jars into a folder of its own. */
@Timeout(60)
class InstallTest {
  private static final Path HOME = Path.of(System.getProperty("milepost.home"));

  @TempDir private Path folder;
  private Path root;
  private Path archive;

  private record Outcome(int exitCode, String text) {}

  @BeforeEach
  void unpack() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    archive = archive("1.0.0");
  }

  private Path archive(String version) throws IOException {
    Path top = folder.resolve("milepost-" + version);
    copy("scripts/milepost", top);
    copy("scripts/install.sh", top);
    for (String tree : List.of("scripts/systemd", "conf")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(tree))) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> copy(HOME.relativize(file).toString(), top));
      }
    }
    for (String module : List.of("rsu-node", "vehicle-node")) {
      Path target = Files.createDirectories(top.resolve(module + "/target"));
      Files.writeString(target.resolve(module + "-" + version + ".jar"), "of " + version);
    }
    Files.writeString(top.resolve("VERSION"), version + "\n");
    Files.writeString(top.resolve("PLATFORM"), "any\n");
    sums(top);
    return top;
  }

  private static void copy(String file, Path top) {
    try {
      Path target = top.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(HOME.resolve(file), target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sums(Path top) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> file : contents(top).entrySet()) {
      text.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
    }
    Files.writeString(top.resolve("SHA256SUMS"), text);
  }

  /** Every file below with its hash, links with their target. */
  private static Map<String, String> contents(Path top) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.filter(each -> !Files.isDirectory(each)).toList()) {
        String name = top.relativize(file).toString();
        contents.put(
            name, Files.isSymbolicLink(file) ? "-> " + Files.readSymbolicLink(file) : sha256(file));
      }
    }
    return contents;
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome run(Path from, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", from.resolve("scripts/install.sh").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--root", root.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  private String read(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(file)));
  }

  @Test
  void shouldInstallBothServicesWithTheirSecretsAndNothingWhenRunAgain() throws Exception {
    Outcome first = run(archive, "--rsu", "--vehicle");
    assertThat(first.exitCode()).as(first.text()).isZero();
    assertThat(Files.readSymbolicLink(root.resolve("opt/milepost/current"))).hasToString("1.0.0");
    assertThat(root.resolve("opt/milepost/current/scripts/milepost")).isExecutable();
    assertThat(read("etc/systemd/system/milepost-rsu.service"))
        .contains("ExecStart=/opt/milepost/current/scripts/milepost rsu --profile prod")
        .doesNotContain("@PREFIX@");
    for (String unit : List.of("milepost-rsu.service", "milepost-vehicle.service")) {
      Path wanted = root.resolve("etc/systemd/system/multi-user.target.wants/" + unit);
      assertThat(Files.readSymbolicLink(wanted)).hasToString("/etc/systemd/system/" + unit);
    }
    for (String secret : List.of(".env", "keys.json", "rsu.yaml", "vehicle.args")) {
      assertThat(mode("etc/milepost/" + secret)).isEqualTo("rw-r-----");
    }
    assertThat(read("etc/milepost/rsu.yaml")).doesNotContain("@NODE@");
    assertThat(read("etc/milepost/keys.json"))
        .matches("\\{\"keys\": \\[\\{\"id\": 1, \"secret\": \"[A-Za-z0-9+/]{43}=\"}]}\n");
    assertThat(mode("var/lib/milepost")).isEqualTo("rwxr-x---");

    Map<String, String> before = contents(root);
    Outcome second = run(archive, "--rsu", "--vehicle");
    assertThat(second.text()).contains("Nothing to change.");
    assertThat(contents(root)).isEqualTo(before);
    // The installed copy can do it as well.
    Outcome third = run(root.resolve("opt/milepost/1.0.0"), "--rsu", "--vehicle");
    assertThat(third.text()).contains("Nothing to change.");
  }

  @Test
  void shouldKeepConfigurationAndTheVersionBeforeWhenUpgraded() throws Exception {
    run(archive, "--rsu");
    Files.writeString(root.resolve("etc/milepost/rsu.yaml"), "node: {id: mine}\n");
    String keys = read("etc/milepost/keys.json");
    assertThat(run(archive("1.1.0"), "--rsu").exitCode()).isZero();
    assertThat(Files.readSymbolicLink(root.resolve("opt/milepost/current"))).hasToString("1.1.0");
    assertThat(root.resolve("opt/milepost/1.0.0")).isDirectory();
    run(archive("1.2.0"), "--rsu");
    assertThat(root.resolve("opt/milepost/1.0.0")).doesNotExist();
    assertThat(root.resolve("opt/milepost/1.1.0")).isDirectory();
    assertThat(read("etc/milepost/rsu.yaml")).isEqualTo("node: {id: mine}\n");
    assertThat(read("etc/milepost/keys.json")).isEqualTo(keys);
    assertThat(root.resolve("etc/milepost/vehicle.args")).doesNotExist();
  }

  @Test
  void shouldRepairADamagedProgramWhenRunAgain() throws Exception {
    run(archive, "--vehicle");
    Path jar = root.resolve("opt/milepost/1.0.0/vehicle-node/target/vehicle-node-1.0.0.jar");
    Files.writeString(jar, "damaged");
    assertThat(run(archive, "--vehicle").text()).contains("program /opt/milepost/1.0.0");
    assertThat(jar).hasContent("of 1.0.0");
  }

  @Test
  void shouldKeepDataWhenUninstalledAndNothingWhenPurged() throws Exception {
    run(archive, "--rsu", "--vehicle");
    Files.writeString(root.resolve("var/lib/milepost/clip.mp4"), "video");
    Outcome removed = run(root.resolve("opt/milepost/1.0.0"), "--uninstall");
    assertThat(removed.exitCode()).as(removed.text()).isZero();
    assertThat(root.resolve("opt/milepost")).doesNotExist();
    assertThat(contents(root).keySet())
        .containsExactly(
            "etc/milepost/.env",
            "etc/milepost/keys.json",
            "etc/milepost/rsu.yaml",
            "etc/milepost/vehicle.args",
            "var/lib/milepost/clip.mp4");
    assertThat(run(archive, "--uninstall", "--purge").exitCode()).isZero();
    assertThat(contents(root)).isEmpty();
    assertThat(run(archive, "--uninstall", "--purge").text()).contains("Nothing was installed.");
  }

  @Test
  void shouldTakeTheRoadsideUnitsKeysForAVehicleAndSaySoWhenTheyAreMissing() throws Exception {
    Outcome without = run(archive, "--vehicle");
    assertThat(without.text()).contains("hears nothing before /etc/milepost/keys.json");
    assertThat(root.resolve("etc/milepost/keys.json")).doesNotExist();
    Path keys = Files.writeString(folder.resolve("ring"), "{\"keys\": []}\n");
    run(archive, "--vehicle", "--keys", keys.toString());
    assertThat(read("etc/milepost/keys.json")).isEqualTo("{\"keys\": []}\n");
    assertThat(mode("etc/milepost/keys.json")).isEqualTo("rw-r-----");
  }

  @Test
  void shouldOnlySayWhatItWouldDoWhenDry() throws Exception {
    Outcome dry = run(archive, "--rsu", "--dry-run");
    assertThat(dry.exitCode()).as(dry.text()).isZero();
    assertThat(dry.text()).contains("program /opt/milepost/1.0.0", "Nothing was done");
    assertThat(contents(root)).isEmpty();
    run(archive, "--rsu");
    Map<String, String> before = contents(root);
    assertThat(run(archive, "--uninstall", "--purge", "--dry-run").text()).contains("remove");
    assertThat(contents(root)).isEqualTo(before);
  }

  @Test
  void shouldRefuseWrongUseAndADamagedArchiveWithOneSentenceAndExitTwo() throws Exception {
    Map<List<String>, String> wrong =
        Map.of(
            List.of(), "say what to install",
            List.of("--rsu", "--colour"), "unknown argument '--colour'",
            List.of("--rsu", "--purge"), "--purge goes with --uninstall",
            List.of("--rsu", "--prefix", "/usr"), "folder of Milepost's own",
            List.of("--rsu", "--prefix", "/opt/../etc"), "--prefix must be a plain absolute path",
            List.of("--rsu", "--prefix", "milepost"), "--prefix must be",
            List.of("--vehicle", "--keys", "/no/such"), "--keys: /no/such cannot be read");
    for (Map.Entry<List<String>, String> each : wrong.entrySet()) {
      Outcome outcome = run(archive, each.getKey().toArray(String[]::new));
      assertThat(outcome.text()).contains(each.getValue()).hasLineCount(1);
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
    Files.writeString(archive.resolve("conf/rsu.yaml"), "changed on the way");
    Outcome damaged = run(archive, "--rsu");
    assertThat(damaged.text()).contains("the archive is damaged");
    assertThat(damaged.exitCode()).isEqualTo(2);
    assertThat(contents(root)).isEmpty();
  }

  @Test
  void shouldGiveTheUnitsAnExposureOfTwoOrLess() throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not installed");
    run(archive, "--rsu", "--vehicle");
    Pattern overall = Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d)");
    for (String unit : List.of("milepost-rsu.service", "milepost-vehicle.service")) {
      Path file = root.resolve("etc/systemd/system/" + unit);
      Process process =
          new ProcessBuilder(
                  analyze.toString(), "security", "--offline=true", "--no-pager", file.toString())
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = overall.matcher(text);
      assertThat(matcher.find()).as(text).isTrue();
      assertThat(Double.parseDouble(matcher.group(1))).isLessThanOrEqualTo(2.0);
    }
  }
}
