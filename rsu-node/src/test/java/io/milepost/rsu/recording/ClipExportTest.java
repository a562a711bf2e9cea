package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.PacketFile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClipExportTest extends ClipFixture {
  @Test
  void shouldEncodeAClipAnewAndSayWhatThatBrought() {
    record(0, 400);
    String id = order(4520, 7000, "board");
    assertThat(id).endsWith("-board");
    keeper.step();
    await().atMost(Duration.ofSeconds(30)).until(() -> info(id).state().equals("complete"));
    ClipInfo clip = info(id);
    JsonNode facts = Json.read(clip.export(), JsonNode.class);
    assertThat(facts.get("profile").asText()).isEqualTo("board");
    assertThat(facts.get("encoder").asText()).isEqualTo("libsvtav1");
    assertThat(facts.get("bytes").asLong()).isEqualTo(clip.bytes());
    assertThat(facts.get("ssim").asDouble()).isBetween(0.8, 1.0);
    assertThat(facts.get("saved_percent").asDouble()).isGreaterThan(30);
    assertThat(clip.startMs()).isEqualTo(START + 4520);
    assertThat(clip.pictures()).isEqualTo(62);
    assertThat(pictures(file(id))).hasSize(62);
    try (PacketFile packets = PacketFile.whole(file(id))) {
      assertThat(packets.info().codec()).isEqualTo("av1");
      assertThat(packets.durationMicros()).isBetween(2_479_000L, 2_481_000L);
    }
  }
}
