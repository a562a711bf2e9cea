package io.milepost.vehicle.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs every seed, and Jazzer with coverage guidance in a process of its own: for {@code
 * milepost.fuzz.seconds} on {@code milepost.fuzz.target}, see {@code scripts/fuzz}.
 */
class FuzzTest {
  private static final int SECONDS = Integer.getInteger("milepost.fuzz.seconds", 8);
  private static final String TARGET = System.getProperty("milepost.fuzz.target", "all");
  private static final Path FOLDER =
      Path.of(System.getProperty("milepost.home"), "vehicle-node/target/fuzz");
  private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs in \\d+ second");

  @ParameterizedTest
  @EnumSource
  void shouldKeepEveryPromiseForEverySeed(Fuzz target) throws IOException {
    List<byte[]> seeds = target.seeds();
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      try {
        target.run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(target.code + " " + HexFormat.of().formatHex(seed), e);
      }
    }
  }

  @Test
  void shouldKeepEveryPromiseForWhateverJazzerMakesUp() throws Exception {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "Jazzer has no library for this processor");
    Path corpus = Files.createDirectories(FOLDER.resolve(TARGET).resolve("corpus"));
    Path found = Files.createDirectories(FOLDER.resolve(TARGET).resolve("found"));
    write(corpus);
    Path log = FOLDER.resolve(TARGET + ".log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dmilepost.home=" + System.getProperty("milepost.home"),
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + targetClass(),
            "--instrumentation_includes=io.milepost.protocol.**"
                + File.pathSeparator
                + "io.milepost.vehicle.receive.**",
            // Jazzer 0.24.0 follows Arrays.equals into native code and dies of a null there.
            "--instrumentation_excludes=io.milepost.vehicle.receive.Announcement",
            "--custom_hook_excludes=io.milepost.vehicle.receive.Announcement",
            "--reproducer_path=" + found,
            "-artifact_prefix=" + found + "/",
            "-max_total_time=" + SECONDS,
            "-max_len=2048",
            "-rss_limit_mb=1500",
            corpus.toString());
    Process jazzer =
        new ProcessBuilder(command)
            .directory(found.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(jazzer.waitFor(SECONDS + 60, TimeUnit.SECONDS)).as("it ends in time").isTrue();
    String said = Files.readString(log);
    assertThat(jazzer.exitValue()).as("%s", tail(said)).isZero();
    Matcher runs = RUNS.matcher(said);
    assertThat(runs.find()).as("%s", tail(said)).isTrue();
    assertThat(Long.parseLong(runs.group(1))).isGreaterThan(1000);
  }

  private static String targetClass() {
    if (TARGET.equals("all")) {
      return AllFuzz.class.getName();
    }
    for (Fuzz each : Fuzz.values()) {
      if (each.code.equals(TARGET)) {
        return switch (each) {
          case ENVELOPE -> EnvelopeFuzz.class.getName();
          case ALERT_BODY -> AlertBodyFuzz.class.getName();
          case HEARTBEAT_BODY -> HeartbeatBodyFuzz.class.getName();
          case KEY_RING -> KeyRingFuzz.class.getName();
          case RECEPTION -> ReceptionFuzz.class.getName();
        };
      }
    }
    throw new AssertionError("milepost.fuzz.target: there is no target " + TARGET);
  }

  private static void write(Path corpus) throws IOException {
    for (Fuzz target : Fuzz.values()) {
      boolean all = TARGET.equals("all");
      if (!all && !target.code.equals(TARGET)) {
        continue;
      }
      List<byte[]> seeds = new ArrayList<>(target.seeds());
      for (int i = 0; i < seeds.size(); i++) {
        byte[] seed = seeds.get(i);
        byte[] input = new byte[seed.length + (all ? 1 : 0)];
        System.arraycopy(seed, 0, input, all ? 1 : 0, seed.length);
        if (all) {
          input[0] = (byte) target.ordinal();
        }
        Files.write(corpus.resolve("seed-" + target.code + "-" + i), input);
      }
    }
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 3000));
  }
}
