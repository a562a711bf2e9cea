package io.milepost.bench.video;

import io.milepost.bench.Sample;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipOrder;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.recording.ClipConfig;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.Segment;
import io.milepost.rsu.recording.SegmentRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Clips of 600 seconds of 4 Mb/s out of segments: ours with its hash, on the disk, probed and with
 * its still picture, beside {@code ffmpeg -f concat -c copy} with the same segments; and how long
 * after an incident its first clip can be played.
 */
final class ClipCost {
  private static final long SECONDS = 600;
  private static final String CAMERA = "c0";
  private static final double STEP_SECONDS = 0.25;

  private final Path video;
  private final Path work;

  /**
   * What it took.
   *
   * @param ours seconds
   * @param ffmpeg seconds
   * @param ratio ours over FFmpeg's, by repeat
   * @param partial seconds from an incident to its first clip, of 300 seconds
   */
  record Result(Sample ours, Sample ffmpeg, Sample ratio, Sample partial) {}

  ClipCost(Path video, Path work) {
    this.video = video;
    this.work = work;
  }

  Result run(int repeats) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(work.resolve("clip"));
    RecordingConfig config = RecordingConfig.in(folder.resolve("rec"));
    double[] ours = new double[repeats];
    double[] theirs = new double[repeats];
    double[] ratio = new double[repeats];
    double[] partial = new double[repeats];
    try (RecordingStore store = RecordingStore.open(config, folder, Clock.systemUTC());
        ClipKeeper keeper =
            new ClipKeeper(
                "bench", ClipConfig.DEFAULT, store, folder.resolve("clips"), Clock.systemUTC());
        Peer ffmpeg = new Peer(work.resolve("clip.log"))) {
      long end = System.currentTimeMillis() * 1000;
      record(store, end - (SECONDS + 20) * 1_000_000);
      for (int i = 0; i < repeats; i++) {
        partial[i] = partial(keeper, i);
      }
      long from = end / 1000 - (SECONDS + 10) * 1000;
      for (int i = 0; i < repeats; i++) {
        ours[i] = ours(keeper, from + i);
        Path list = list(store, config, from, folder.resolve("list.txt"));
        Path out = folder.resolve("ffmpeg.mp4");
        theirs[i] =
            ffmpeg.run(
                List.of(
                    "ffmpeg",
                    "-nostdin",
                    "-v",
                    "error",
                    "-y",
                    "-f",
                    "concat",
                    "-safe",
                    "0",
                    "-i",
                    list.toString(),
                    "-c",
                    "copy",
                    "-movflags",
                    "+faststart",
                    out.toString()));
        ratio[i] = ours[i] / theirs[i];
      }
    }
    return new Result(Sample.of(ours), Sample.of(theirs), Sample.of(ratio), Sample.of(partial));
  }

  private void record(RecordingStore store, long startMicros) {
    SegmentRecorder recorder = store.recorder(CAMERA);
    long passes = (SECONDS + 20) / VideoFiles.SECONDS;
    for (long pass = 0; pass < passes; pass++) {
      long shift = pass * VideoFiles.SECONDS * 1_000_000L;
      try (PacketFile packets = PacketFile.whole(video)) {
        if (pass == 0) {
          recorder.begin(packets.info());
        }
        for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
          packet.pts(packet.pts() + shift).dts(packet.dts() + shift);
          recorder.packet(packet, startMicros + packet.pts(), 0);
        }
      }
      // The queue to the disk is bounded, and no camera is ever this fast.
      long upTo = (startMicros + shift) / 1000 + VideoFiles.SECONDS * 1000L - 3000;
      while (recorder.status().recordedUpToMillis() < upTo) {
        RecordCost.pause(0.01);
      }
    }
    recorder.end("all is recorded");
    while (recorder.status().recording()) {
      RecordCost.pause(0.01);
    }
    if (recorder.status().droppedPackets() > 0) {
      throw new IllegalStateException("the recorder dropped packets; the disk is too slow");
    }
  }

  private double ours(ClipKeeper keeper, long fromMillis) throws IOException {
    long to = fromMillis + SECONDS * 1000;
    long began = System.nanoTime();
    String id = keeper.order(new ClipOrder(CAMERA, fromMillis, to, 0, null, "bench"));
    for (int i = 0; i < 100 && !isComplete(keeper, id); i++) {
      keeper.step();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!isComplete(keeper, id)) {
      throw new IOException("the clip was not built");
    }
    Files.delete(keeper.library().file(id).orElseThrow());
    return seconds;
  }

  private static boolean isComplete(ClipKeeper keeper, String id) {
    return keeper.library().find(id).filter(clip -> clip.complete()).isPresent();
  }

  /** As the node does it: a look every quarter of a second. */
  private static double partial(ClipKeeper keeper, int number) throws IOException {
    long now = System.currentTimeMillis();
    long began = System.nanoTime();
    keeper.seen(incident("i" + number, now));
    while (keeper.step().isEmpty()) {
      RecordCost.pause(STEP_SECONDS);
      if (System.nanoTime() - began > 60_000_000_000L) {
        throw new IOException("no partial clip within a minute");
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static Incident incident(String id, long at) {
    return new Incident(
        id,
        1,
        IncidentType.COLLISION,
        Severity.HIGH,
        IncidentState.OPEN,
        1,
        "bench",
        CAMERA,
        null,
        null,
        0,
        0,
        0,
        null,
        at,
        at,
        at,
        null,
        null,
        List.of(),
        Map.of(),
        null,
        null);
  }

  private static Path list(RecordingStore store, RecordingConfig config, long fromMillis, Path file)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    long to = (fromMillis + SECONDS * 1000) * 1000;
    for (Segment each : store.segments().overlapping(CAMERA, fromMillis * 1000, to)) {
      lines.append("file '").append(config.folder().resolve(each.path())).append("'\n");
    }
    return Files.writeString(file, lines);
  }
}
