package io.milepost.rsu.recording;

import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.PacketSink;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.camera.StreamInfo;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Records a file that loops as a camera would send it, and says the UTC microseconds of every
 * picture before the recorder gets it, until it is killed.
 */
final class RecordingChild {
  private RecordingChild() {}

  public static void main(String[] args) throws InterruptedException {
    Path data = Path.of(args[0]);
    Path video = Path.of(args[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CaptureConfig d = CaptureConfig.DEFAULT;
    CameraCapture capture =
        new CameraCapture(
            new CameraConfig("a", null, "file:" + video, null, null, 0, 0, 0, null, 0, true),
            new CaptureConfig(
                d.connectTimeout(), d.stallTimeout(), d.backoffMin(), d.backoffMax(), false),
            new SourcePolicy(List.of(video.getParent()), Set.of()),
            Map.of());
    RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 2, 7, 1_000_000_000L, 0),
            data,
            Clock.systemUTC());
    SegmentRecorder recorder = store.recorder("a", () -> capture.state(0));
    store.begin();
    capture.add(
        new PacketSink() {
          @Override
          public void begin(StreamInfo stream) {}

          @Override
          public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
            out.println(utcMicros);
          }

          @Override
          public void end(String reason) {}
        });
    capture.add(recorder);
    capture.start();
    new CountDownLatch(1).await();
  }
}
