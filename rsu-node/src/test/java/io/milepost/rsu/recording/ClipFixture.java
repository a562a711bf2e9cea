package io.milepost.rsu.recording;

import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.ClipOrder;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A camera of 25 pictures a second with a key picture each second, recorded on request. */
abstract class ClipFixture {
  static final long START = 1_750_000_000_000L;
  static final ClipConfig CONFIG = new ClipConfig(6, 6, 2, 30, 1_000_000_000L, 100_000_000);

  @TempDir static Path media;
  static Path video;
  private static List<Long> pictures;

  @TempDir Path data;
  final Feed.Hand clock = new Feed.Hand(START);
  RecordingStore store;
  ClipKeeper keeper;

  @BeforeAll
  static void makeVideo() {
    video = media.resolve("v.mp4");
    if (Files.notExists(video)) {
      TestVideo.write(video, "mp4", 160, 120, 25, 500, 25);
    }
    pictures = pictures(video);
  }

  @BeforeEach
  void open() {
    store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 5, 7, 1_000_000_000L, 0), data, clock);
    keeper = new ClipKeeper("rsu-a", config(), store, data.resolve("clips"), clock);
  }

  ClipConfig config() {
    return CONFIG;
  }

  @AfterEach
  void close() {
    keeper.close();
    store.close();
  }

  /** Records pictures {@code from} to {@code to} of the video at their times after START. */
  void record(int from, int to) {
    record("a", video, from, to);
  }

  void record(String camera, Path file, int from, int to) {
    SegmentRecorder recorder = store.recorder(camera);
    new Feed(file, recorder).play(START * 1000, from, to);
    await().until(() -> recorder.status().recordedUpToMillis() >= START + to * 40L - 1000);
    clock.millis = Math.max(clock.millis, START + to * 40L);
  }

  /** Ends all segments, as a stop of the node does. */
  void end(String camera) {
    SegmentRecorder recorder = store.recorder(camera);
    long before = recorder.status().segments();
    recorder.end("done");
    await().until(() -> recorder.status().segments() > before);
  }

  String order(long from, long to, String profile) {
    return keeper.order(new ClipOrder("a", START + from, START + to, 0, profile, "tester"));
  }

  ClipInfo info(String id) {
    return keeper.library().info(id).orElseThrow();
  }

  Path file(String id) {
    return keeper.library().file(id).orElseThrow();
  }

  /** Checksums of all pictures that a player of this file shows. */
  static List<Long> pictures(Path file) {
    List<Long> sums = new ArrayList<>();
    try (VideoFileReader reader = new VideoFileReader(file);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        sums.add(sum(frame.picture()));
      }
    }
    return sums;
  }

  private static long sum(AVFrame picture) {
    CRC32 crc = new CRC32();
    byte[] row = new byte[picture.width()];
    for (int y = 0; y < picture.height(); y++) {
      picture.data(0).position((long) y * picture.linesize(0)).get(row);
      crc.update(row);
    }
    picture.data(0).position(0);
    return crc.getValue();
  }

  /** Checksums of pictures of the camera. */
  static List<Long> camera(int from, int to) {
    return pictures.subList(from, to);
  }
}
