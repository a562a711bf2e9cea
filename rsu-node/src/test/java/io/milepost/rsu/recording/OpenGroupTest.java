package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that are not closed: pictures decoded after a key picture are shown before it. */
class OpenGroupTest {
  private static final long START = 1_750_000_000_000L;
  private static final long PICTURE = 40_000;
  private static final int LEADING = 8;

  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);

  @Test
  void shouldLeaveNoTimeBetweenSegmentsWhenPicturesPrecedeTheKeyPictureTheyFollow()
      throws Exception {
    Path video = TestVideo.write(data.resolve("v.mp4"), "mp4", 320, 240, 25, 500, 25);
    try (RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 5, 7, 1_000_000_000L, 0), data, clock)) {
      SegmentRecorder recorder = store.recorder("a");
      play(video, recorder);
      await().until(() -> recorder.status().recordedUpToMillis() >= START + 18_000);
      recorder.end("the test is over");
      await().until(() -> store.segments().open().isEmpty());
      List<Segment> all = store.segments().all("a");
      assertThat(all).hasSizeGreaterThan(2);
      for (int i = 0; i + 1 < all.size(); i++) {
        Segment each = all.get(i);
        assertThat(each.endMicros()).isEqualTo(all.get(i + 1).startMicros());
        assertThat(
                RecordingRepair.repairFile(
                    data.resolve("rec").resolve(each.path()), each.startMicros()))
            .hasValueSatisfying(found -> assertThat(found.endMicros()).isEqualTo(each.endMicros()));
      }

      clock.millis = START + 60_000;
      ClipKeeper keeper =
          new ClipKeeper("rsu-a", new ClipConfig(6, 6, 2), store, data.resolve("clips"), clock);
      long key = all.get(1).startMicros() / 1000;
      String id =
          keeper.order(
              new io.milepost.protocol.message.ClipOrder("a", key - 200, key + 800, 0, null, "me"));
      keeper.step();
      ClipInfo clip = keeper.library().info(id).orElseThrow();
      assertThat(clip.startMs()).isEqualTo(key - 200);
      assertThat(clip.startsAtKeyPictureMs()).isEqualTo(key - 1000);
      assertThat(keeper.library().picture("a", key - 100, 320)).isPresent();
    }
  }

  private static void play(Path video, SegmentRecorder recorder) {
    try (PacketFile packets = PacketFile.whole(video)) {
      recorder.begin(packets.info());
      int since = 0;
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        since = key ? 0 : since + 1;
        int pictures = key ? LEADING + 1 : since <= LEADING ? 0 : 1;
        packet.pts(packet.dts() + pictures * PICTURE);
        recorder.packet(packet, START * 1000 + packet.pts(), 0);
      }
    }
  }
}
