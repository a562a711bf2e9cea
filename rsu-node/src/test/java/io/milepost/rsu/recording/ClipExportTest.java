package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipExportTest extends ClipFixture {
  @Test
  void shouldSaveAThirdOfARealClipAtHardlyAnyLoss() {
    Path shared = TestVideo.sharedData();
    assumeTrue(shared != null, "skipped: there is no footage beside the project");
    Path road = shared.resolve("video/kenway_accident4.mp4");
    new Feed(road, store.recorder("a")).play(START * 1000, 0, Integer.MAX_VALUE);
    end("a");
    clock.millis = START + 60_000;
    for (String profile : List.of("board", "pc")) {
      String id = order(0, 10_000, profile);
      keeper.step();
      await().atMost(Duration.ofSeconds(60)).until(() -> info(id).state().equals("complete"));
      JsonNode facts = Json.read(info(id).export(), JsonNode.class);
      assertThat(facts.get("saved_percent").asDouble()).as(profile).isGreaterThan(30);
      assertThat(facts.get("ssim").asDouble()).as(profile).isGreaterThan(0.98);
    }
  }

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
