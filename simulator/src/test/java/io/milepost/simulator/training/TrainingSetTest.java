package io.milepost.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.simulator.scene.Box;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetTest {
  @TempDir Path dir;

  @Test
  void shouldWriteWhatTheTrainerReads() throws IOException {
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    new TrainingSet(416, 256)
        .write(dir, 40, 3, 4, new PrintStream(progress, true, StandardCharsets.UTF_8));

    ObjectMapper mapper = new ObjectMapper();
    JsonNode meta = mapper.readTree(dir.resolve("meta.json").toFile());
    assertThat(meta.get("count").asInt()).isEqualTo(12);
    assertThat(meta.get("classes")).hasSize(7);
    assertThat(Files.size(dir.resolve("frames.u8"))).isEqualTo(12L * 416 * 256 * 3);
    List<String> lines = Files.readAllLines(dir.resolve("labels.jsonl"));
    assertThat(lines).hasSize(12);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = mapper.readTree(lines.get(i));
      assertThat(line.get("i").asInt()).isEqualTo(i);
      assertThat(line.get("seed").asLong()).isEqualTo(40 + i / 4);
      for (JsonNode box : line.get("boxes")) {
        assertThat(box.get("y").asDouble()).isBetween(11.0, 245.0);
        assertThat(box.get("x").asDouble() + box.get("w").asDouble()).isBetween(0.0, 416.01);
      }
    }
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("scene 3 of 3, 12 frames");
  }

  @Test
  void shouldPadWithGreyAndKeepTheMeanWhenLetterboxed() {
    Letterbox letterbox = new Letterbox(640, 360, 416, 256);
    int[] pixels = new int[640 * 360];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i & 1) == 0 ? 0xC86432 : 0;
    }
    byte[] rgb = new byte[letterbox.bytes()];
    letterbox.scale(pixels, rgb);

    assertThat(Arrays.copyOfRange(rgb, 0, 11 * 416 * 3)).containsOnly((byte) 114);
    assertThat(Arrays.copyOfRange(rgb, 245 * 416 * 3, rgb.length)).containsOnly((byte) 114);
    double sum = 0;
    for (int i = 11 * 416; i < 245 * 416; i++) {
      sum += rgb[3 * i] & 255;
    }
    assertThat(sum / (234 * 416)).isBetween(98.0, 102.0);
    assertThat(letterbox.map(new Box(320, 180, 64, 36)))
        .isEqualTo(new Box(208, 128, 41.6, 23.400000000000002));
  }
}
