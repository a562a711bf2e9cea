package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.DetectorConfig;
import io.milepost.rsu.perception.Eye;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.perception.PacingConfig;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.simulator.SimulateCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules suspect changes how a video is looked at. */
class LookoutTest {
  private static final Path MODEL =
      Path.of(System.getProperty("milepost.home"), "models", "milepost-road.onnx");

  /** Two cars of ten pixels, too far for a look at the whole picture. */
  private static final double FAR_X = 465 / 1280.0;

  private static final double FAR_Y = 275 / 720.0;

  @TempDir static Path folder;
  private static Path video;

  private final Attention attention = new Attention();
  private final Lookout lookout =
      new Lookout(new RuleEngine("a", RulesConfig.defaults()), attention);

  @BeforeAll
  static void draw() {
    video = folder.resolve("far.mp4");
    String line = "free --seed 21 --light day --seconds 4 --fps 10 --size 1280x720 --out ";
    assertThat(SimulateCommand.commandLine().execute((line + video).split(" "))).isZero();
  }

  @Test
  void shouldLookTwiceWhileAPlaceIsSuspectedAndNotAfterwards() {
    List<FrameDetections> plain = look(new Attention(), frame -> {});
    List<FrameDetections> seen =
        look(
            attention,
            frame -> {
              boolean early = frame.ptsMicros() < 1_900_000;
              Finding.Phase phase = early ? Finding.Phase.SUSPECTED : Finding.Phase.WITHDRAWN;
              lookout.tell(List.of(finding(phase)), frame.ptsMicros() * 1000);
            });

    assertThat(seen).hasSameSizeAs(plain);
    assertThat(objects(seen, 0, 2)).isGreaterThan(objects(plain, 0, 2) + 3);
    assertThat(objects(seen, 2, 4)).isEqualTo(objects(plain, 2, 4));
  }

  @Test
  void shouldLookThreeTimesAsOftenWhileSomethingIsSuspected() {
    List<FrameDetections> plain = look(new Attention(), frame -> {});
    List<FrameDetections> seen =
        look(attention, frame -> attention.report(0.5, frame.ptsMicros() * 1000));

    assertThat(plain).hasSize(12);
    assertThat(seen.size()).isBetween(34, 36);
  }

  private static List<FrameDetections> look(Attention attention, Consumer<FrameDetections> each) {
    List<FrameDetections> seen = new ArrayList<>();
    try (Model model = new ModelLoader(1).load(MODEL)) {
      new FileAnalysis(
              model, DetectorConfig.defaults(), 3, Eye.NONE, attention, PacingConfig.defaults())
          .run("a", video, ((Consumer<FrameDetections>) seen::add).andThen(each));
    }
    return seen;
  }

  private static int objects(List<FrameDetections> frames, double from, double to) {
    return frames.stream()
        .filter(f -> f.ptsMicros() >= from * 1e6 && f.ptsMicros() < to * 1e6)
        .mapToInt(f -> f.detections().size())
        .sum();
  }

  private static Finding finding(Finding.Phase phase) {
    return new Finding(
        "a",
        "collision-1",
        phase,
        IncidentType.COLLISION,
        Severity.HIGH,
        0.5,
        0,
        0,
        FAR_X,
        FAR_Y,
        Map.of());
  }
}
