package io.milepost.simulator.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.simulator.render.Player;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Mp4WriterTest {
  @TempDir Path dir;

  @Test
  void shouldBeDecodableWithExactTimesWhenWritten() throws Exception {
    Path file = dir.resolve("scene.mp4");
    Player player = new Player(ScenarioSpec.of(Scenario.COLLISION, 2));
    try (Mp4Writer writer = new Mp4Writer(file, 640, 360, 15)) {
      for (int i = 0; i < 50; i++) {
        writer.write(player.draw());
        player.advance();
      }
    }

    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
      grabber.start();
      assertThat(grabber.getVideoCodecName()).isEqualTo("h264");
      assertThat(grabber.getImageWidth()).isEqualTo(640);
      assertThat(grabber.getFrameRate()).isEqualTo(15);
      int n = 0;
      for (Frame f = grabber.grabImage(); f != null; f = grabber.grabImage()) {
        assertThat(f.timestamp).isBetween(n * 1_000_000L / 15 - 1, n * 1_000_000L / 15 + 1);
        assertThat(f.keyFrame).as("frame %s", n).isEqualTo(n % 15 == 0);
        n++;
      }
      assertThat(n).isEqualTo(50);
    }
  }

  @Test
  void shouldSayWhereWhenTheFileCannotBeWritten() {
    Path nowhere = dir.resolve("missing/scene.mp4");

    assertThatThrownBy(() -> new Mp4Writer(nowhere, 640, 360, 15))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("missing/scene.mp4");
  }
}
