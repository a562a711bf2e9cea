package io.milepost.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossModelTest {
  private static final int ALERTS = 100_000;
  private static final long[] COPIES = {0, 20, 60, 140};
  private static final String COUNT =
      """
      import sys
      import relay
      kind, alerts = sys.argv[1], int(sys.argv[2])
      link, lost, untold = relay.Loss(kind, 0.2, 7), 0, 0
      for i in range(alerts):
          fates = [link.loses(i + copy / 1000) for copy in (0, 20, 60, 140)]
          lost += sum(fates)
          untold += all(fates)
      print(lost / (4 * alerts), untold / alerts)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"RANDOM, 0.2, 0.0016", "BURST, 0.2, 0.01434", "NONE, 0, 0"})
  void shouldLoseAsOftenAsTheFormulaSays(LossModel.Kind kind, double lost, double missed)
      throws Exception {
    assertThat(LossModel.expected(kind, 0.2, 1, COPIES)).isCloseTo(1 - missed, within(0.0001));
    assertThat(LossModel.expected(kind, 0.2, 2, COPIES))
        .isCloseTo(1 - missed * missed, within(0.0001));
    double[] measured = measure(kind);
    assertThat(measured[0]).isCloseTo(lost, within(0.005));
    assertThat(measured[1]).isCloseTo(missed, within(0.0015));
  }

  @Test
  void shouldCountUnicastCopiesThatCanComeInTime() {
    assertThat(new LossRun.Group(1, true, List.of()).copiesMillis())
        .containsExactly(0, 10, 20, 30, 40, 60, 60, 70, 90, 100, 110, 140, 150, 150, 180, 230);
    assertThat(new LossRun.Group(2, false, List.of()).copiesMillis()).containsExactly(COPIES);
  }

  /** Lost share and share of alerts of which no copy came, by the relay's own dice. */
  private double[] measure(LossModel.Kind kind) throws IOException {
    try (InputStream in = LossModel.class.getResourceAsStream("relay.py")) {
      Files.write(folder.resolve("relay.py"), in.readAllBytes());
    }
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "python3", "-c", COUNT, kind.name().toLowerCase(Locale.ROOT), "" + ALERTS)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "the relay needs python3");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] words = said.strip().split(" ");
    return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
  }
}
