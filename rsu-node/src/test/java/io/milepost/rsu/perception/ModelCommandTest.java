package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void shouldDescribeTheModelWhenItCanBeUsed() throws IOException {
    int exit = run(TinyModels.elevenBoxes(folder));

    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains("layout     milepost-1")
        .contains("input      32x32")
        .contains("classes    3: car, person, driver's door")
        .contains("for rules  car, person")
        .contains("licence    not declared")
        .containsPattern("sha256     [0-9a-f]{64}")
        .containsPattern("speed      \\d+\\.\\d ms per picture here \\(median of 20, 1 thread\\)");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldSayOneSentenceAndExitWith2WhenTheModelIsRefused() {
    int exit = run(folder.resolve("absent.onnx"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("absent.onnx does not exist").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldSayOneSentenceWhenTheModelIsAnotherHead() {
    int exit = run(SharedData.file("models/nanodet_m.onnx"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("nanodet_m.onnx").contains("outputs are").hasLineCount(1);
  }

  private int run(Path file) {
    return new CommandLine(new ModelCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute("inspect", file.toString());
  }
}
