package io.milepost.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {
  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = SimulateCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void shouldListTheScenariosWhenAsked() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString()).contains("collision", "stopped", "fire", "congestion", "free");
  }

  @Test
  void shouldWriteVideoAndTruthWhenBothAreGiven() throws IOException {
    Path video = dir.resolve("a.mp4");
    Path truth = dir.resolve("a.json");

    int code =
        run(
            "fire",
            "--seed",
            "3",
            "--seconds",
            "2",
            "--size",
            "320x180",
            "--fps",
            "10",
            "--light",
            "night",
            "--at",
            "1",
            "--out",
            video.toString(),
            "--truth",
            truth.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(Files.size(video)).isGreaterThan(5_000);
    assertThat(Files.readString(truth)).startsWith("{\"seed\":3,\"scenario\":\"fire\"");
  }

  @Test
  void shouldWriteAPictureWhenAsked() throws IOException {
    Path picture = dir.resolve("a.png");

    assertThat(run("free", "--picture", picture.toString(), "--at", "3", "--boxes")).isZero();
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(640);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "earthquake --out x.mp4         | unknown scenario 'earthquake'",
        "free                           | nothing to do",
        "free --size 3x3 --out x.mp4    | width=3.0 is outside 160..1920",
        "free --seed abc --out x.mp4    | Invalid value for option '--seed'",
        "free --light noon --out x.mp4  | light=noon is unknown",
        "free --seconds 0 --out x.mp4   | --seconds must be greater than 0",
        "--training-set d --size 0x9    | --size of a training set must lie within 32..1920",
        "--training-set d --scenes 0    | must be at least 1",
        "free --wrong                   | Unknown option"
      })
  void shouldExitWithTwoAndASentenceWhenArgumentsAreWrong(String args, String words) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(words).doesNotContain("\tat ");
    assertThat(err.toString().strip().lines()).hasSize(1);
  }

  @Test
  void shouldExitWithOneWhenTheFileCannotBeWritten() {
    assertThat(run("free", "--seconds", "1", "--out", dir.resolve("no/a.mp4").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("cannot write");
  }
}
