package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.message.ClipOrder;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** Clips that people ask for. */
class ClipOrderTest extends ClipFixture {
  @Test
  void shouldShowExactlyThePicturesAskedForThoughTheFileBeginsEarlier() {
    record(0, 400);
    String id = order(4520, 13_000, null);
    assertThat(info(id).state()).isEqualTo("ordered");
    keeper.step();
    ClipInfo clip = info(id);
    assertThat(id).isEqualTo("a-" + (START + 4520) + "-" + (START + 13_000));
    assertThat(clip.state()).isEqualTo("complete");
    assertThat(clip.startMs()).isEqualTo(START + 4520);
    assertThat(clip.endMs()).isEqualTo(START + 13_000);
    assertThat(clip.startsAtKeyPictureMs()).isEqualTo(START + 4000);
    assertThat(clip.seconds()).isEqualTo(8.48);
    assertThat(clip.orderedBy()).isEqualTo("tester");
    assertThat(clip.incident()).isNull();
    assertThat(pictures(file(id))).isEqualTo(camera(113, 325));
    try (PacketFile packets = PacketFile.whole(file(id))) {
      assertThat(packets.durationMicros()).isEqualTo(8_480_000);
    }
  }

  @Test
  void shouldGiveTheSameClipAgainUntilMoreIsRecorded() throws Exception {
    record(0, 200);
    String id = order(3000, 12_000, null);
    assertThat(keeper.step()).isEmpty();
    assertThat(info(id).state()).isEqualTo("partial");
    assertThat(info(id).gaps()).isEmpty();
    clock.millis = START + 60_000;
    keeper.step();
    assertThat(info(id).state()).isEqualTo("complete");
    assertThat(info(id).gaps())
        .containsExactly(new ClipInfo.Stretch(info(id).endMs(), START + 12_000));
    FileTime written = FileTime.fromMillis(START);
    Files.setLastModifiedTime(file(id), written);
    assertThat(order(3000, 12_000, null)).isEqualTo(id);
    keeper.step();
    assertThat(Files.getLastModifiedTime(file(id))).isEqualTo(written);

    record(200, 400);
    assertThat(order(3000, 12_000, null)).isEqualTo(id);
    assertThat(info(id).state()).isEqualTo("partial");
    keeper.step();
    assertThat(info(id).state()).isEqualTo("complete");
    assertThat(info(id).seconds()).isEqualTo(9);
    assertThat(pictures(file(id))).isEqualTo(camera(75, 300));
  }

  @Test
  void shouldShowGapsWithTheirTimesAndNeverAWrongDuration() {
    record(0, 150);
    record(250, 500);
    String id = order(2000, 14_000, null);
    clock.millis = START + 60_000;
    keeper.step();
    ClipInfo clip = info(id);
    assertThat(clip.seconds()).isEqualTo(12);
    assertThat(clip.gaps()).containsExactly(new ClipInfo.Stretch(START + 6000, START + 10_000));
    assertThat(pictures(file(id))).hasSize(100 + 100);
    String late = order(8000, 14_000, null);
    keeper.step();
    assertThat(info(late).startMs()).isEqualTo(START + 10_000);
    assertThat(info(late).seconds()).isEqualTo(4);
    assertThat(info(late).gaps())
        .containsExactly(new ClipInfo.Stretch(START + 8000, START + 10_000));
  }

  @Test
  void shouldCutFromAClipWhenTheSegmentsHaveGone() throws Exception {
    record(0, 400);
    end("a");
    String wide = order(2200, 14_000, null);
    keeper.step();
    for (Segment each : store.segments().all("a")) {
      Files.delete(data.resolve("rec").resolve(each.path()));
      store.segments().forget(each.id());
    }
    String narrow = order(5080, 9000, null);
    keeper.step();
    assertThat(info(narrow).state()).isEqualTo("complete");
    assertThat(info(narrow).startMs()).isEqualTo(START + 5080);
    assertThat(info(narrow).startsAtKeyPictureMs()).isEqualTo(START + 5000);
    assertThat(pictures(file(narrow))).isEqualTo(camera(127, 225));
    assertThat(info(wide).bytes()).isGreaterThan(info(narrow).bytes());
  }

  @Test
  void shouldNameWhatCouldNotBeInTheSameFileWhenTheCameraChangedItsSize() {
    Path larger = TestVideo.write(media.resolve("larger.mp4"), "mp4", 320, 240, 25, 500, 25);
    record("a", video, 0, 250);
    record("a", larger, 250, 500);
    clock.millis = START + 60_000;
    String id =
        keeper.order(
            new ClipOrder("a", START + 6000, START + 18_000, START + 12_000, null, "tester"));
    keeper.step();
    ClipInfo clip = info(id);
    assertThat(clip.startMs()).isEqualTo(START + 10_000);
    assertThat(clip.seconds()).isEqualTo(8);
    assertThat(clip.leftOut()).isNotEmpty();
    assertThat(clip.leftOut().get(0).fromMs()).isEqualTo(START + 6000);
    assertThat(clip.leftOut().get(clip.leftOut().size() - 1).toMs()).isEqualTo(START + 10_000);
    try (PacketFile packets = PacketFile.whole(file(id))) {
      assertThat(packets.info().width()).isEqualTo(320);
    }
  }

  @Test
  void shouldGrowAPartialClipWhileItIsRecorded() {
    record(0, 100);
    String id = order(1000, 18_000, null);
    keeper.step();
    assertThat(info(id).seconds()).isBetween(2.0, 3.0);
    record(100, 325);
    clock.millis = START + 13_900;
    keeper.step();
    assertThat(info(id).seconds()).isBetween(2.0, 3.0);
    clock.millis = START + 14_100;
    keeper.step();
    assertThat(info(id).state()).isEqualTo("partial");
    assertThat(info(id).seconds()).isBetween(11.0, 12.0);
  }

  @Test
  void shouldRefuseOrdersThatCannotBeServed() {
    record(0, 50);
    assertThatThrownBy(() -> order(2000, 2000, null)).hasMessageContaining("after its beginning");
    assertThatThrownBy(() -> order(0, 8_000_000, null)).hasMessageContaining("two hours");
    assertThatThrownBy(() -> order(100_000, 200_000, null)).hasMessageContaining("future");
    assertThatThrownBy(() -> order(0, 1000, "vhs")).hasMessageContaining("board and pc");
    assertThatThrownBy(() -> keeper.order(new ClipOrder("../x", START, START + 1, 0, null, "t")))
        .hasMessageContaining("camera id");
  }

  @Test
  void shouldSayEmptyWhenNothingWasRecorded() {
    record(0, 50);
    clock.millis = START + 200_000;
    String id = order(100_000, 110_000, null);
    keeper.step();
    assertThat(info(id).state()).isEqualTo("empty");
    assertThat(info(id).seconds()).isNull();
  }
}
