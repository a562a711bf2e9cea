package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code camera check} on a simulated camera, whose road is known. */
class CameraCommandTest {
  private static final String SOURCE = "sim:free?seed=12&size=640x360&light=day";
  private static final String ZONE =
      "{id: box, type: parking, polygon: [[0.1, 0.2], [0.9, 0.2], [0.9, 0.9], [0.1, 0.9]]}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = MilepostMain.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)).execute(args);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("camera.yaml"), yaml);
  }

  /** What a field team would write for the simulated camera. */
  private static String calibration() {
    Scene scene = new Scene(ScenarioSpec.parse(URI.create(SOURCE)));
    StringBuilder points = new StringBuilder("calibration: {points: [");
    for (double s : new double[] {14, 20, 28, 40}) {
      for (int side : new int[] {-1, 1}) {
        double l = scene.road().edge(side);
        double x = scene.road().x(s, l);
        double y = scene.road().y(s, l);
        double[] p = scene.stillView().pixel(x, y, 0);
        if (p[0] > 0 && p[0] < 640 && p[1] > 0 && p[1] < 360) {
          points.append(
              String.format(
                  Locale.ROOT,
                  "{image: [%.3f, %.3f], world: [%.2f, %.2f]}, ",
                  p[0] / 640,
                  p[1] / 360,
                  x,
                  y));
        }
      }
    }
    return points.append("]}\n").toString();
  }

  @Test
  void shouldPrintAndDrawWhenEverythingIsRight() throws IOException {
    Path config =
        file("id: east\nsource: '" + SOURCE + "'\nzones: [" + ZONE + "]\n" + calibration());
    Path picture = folder.resolve("east.png");

    assertThat(run("camera", "check", config.toString(), "--picture", picture.toString())).isZero();
    assertThat(out.toString())
        .contains("east")
        .contains("box")
        .containsPattern("calibration +\\d+ points, RMS 0\\.\\d\\d m, 0\\.\\d px of 640x360")
        .containsPattern("point 0 +image");
    BufferedImage drawn = ImageIO.read(picture.toFile());
    assertThat(drawn.getWidth()).isEqualTo(640);
    int violet = 0;
    for (int x = 80; x < 560; x++) {
      int rgb = drawn.getRGB(x, 324);
      violet += (rgb & 0xff) > 200 && (rgb >> 8 & 0xff) < 160 ? 1 : 0;
    }
    assertThat(violet).as("pixels of the zone's lower edge").isGreaterThan(300);
  }

  @Test
  void shouldSayWhichCamerasThereAreWhenNoneIsChosen() throws IOException {
    Path config = file("cameras: [{id: a, zones: [" + ZONE + "]}, {id: b}]");

    assertThat(run("camera", "check", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--camera").contains("a, b").hasLineCount(1);
    assertThat(run("camera", "check", config.toString(), "--camera", "a")).isZero();
    assertThat(out.toString()).contains("box").contains("none; no metres");
  }

  @Test
  void shouldSayOneSentenceWhenACalibrationIsWrong() throws IOException {
    String wrong = calibration().replaceFirst("world: \\[[^,]*", "world: [30");
    Path config = file(wrong);

    assertThat(run("camera", "check", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("camera.yaml: calibration: ").hasLineCount(1);
  }

  @Test
  void shouldSayOneSentenceWhenTheSourceHasNoPicture() throws IOException {
    Path config = file("id: a\nsource: file:/none.mp4\n");
    Path picture = folder.resolve("none.png");

    int exit = run("camera", "check", config.toString(), "--picture", picture.toString());
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).contains("/none.mp4 does not exist").hasLineCount(1);
    assertThat(picture).doesNotExist();
  }
}
