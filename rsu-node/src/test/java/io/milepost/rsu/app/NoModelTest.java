package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.simulator.SimulateCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node without a model makes of a drawn, compressed video: moving shapes alone. */
class NoModelTest {
  private static final double AT_SECONDS = 25;

  @TempDir private Path folder;

  @Test
  void shouldTellTheWrongWayDriverWhenThereIsNoModel() {
    Path video = folder.resolve("scene.mp4");
    int drawn =
        SimulateCommand.commandLine()
            .execute(
                "wrongway",
                "--seed=201",
                "--light=day",
                "--at=" + AT_SECONDS,
                "--seconds=32",
                "--fps=10",
                "--out=" + video);
    assertThat(drawn).isZero();
    AnalyzeConfig camera = AnalyzeConfig.defaults(true);
    List<Finding> told = new ArrayList<>();

    new VideoLook(null, camera)
        .run(
            "ramp",
            video,
            new RuleEngine("ramp", camera.rules()),
            (frame, findings) -> told.addAll(findings));

    List<Finding> confirmed =
        told.stream().filter(f -> f.phase() == Finding.Phase.CONFIRMED).toList();
    assertThat(confirmed).extracting(Finding::type).containsExactly(IncidentType.WRONG_WAY);
    assertThat(confirmed.get(0).confirmedSeconds()).isBetween(AT_SECONDS, AT_SECONDS + 5);
    assertThat(confirmed.get(0).evidence()).containsEntry("class", "moving");
  }
}
