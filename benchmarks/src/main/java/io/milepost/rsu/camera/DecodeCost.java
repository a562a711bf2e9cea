package io.milepost.rsu.camera;

import io.milepost.bench.Sample;
import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.perception.pixels.EyeConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What a picture costs before any model looks at it, in processor time of one thread: each way is
 * measured as a whole and the parts are the differences.
 */
public final class DecodeCost {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double BOUND = 1;

  private DecodeCost() {}

  /**
   * Milliseconds per picture sent, by part; one value per repeat.
   *
   * @param parts by name
   */
  public record Result(Map<String, Sample> parts) {}

  /**
   * Measures a file, one round beforehand.
   *
   * @param repeats at least 1
   */
  public static Result measure(Path video, int repeats) {
    Map<String, ToDoubleFunction<Path>> ways = new LinkedHashMap<>();
    ways.put("reading", DecodeCost::reading);
    ways.put("reading and decoding", file -> decoding(file, () -> null, false));
    ways.put("the same with the eye", file -> decoding(file, () -> eye(0, 12.5), false));
    ways.put("the same, eye slower when calm", file -> decoding(file, () -> eye(0, 0), false));
    ways.put("the same, dozing when calm", file -> decoding(file, () -> eye(0, 0), true));
    Map<String, Sample> parts = new LinkedHashMap<>();
    double[][] values = new double[ways.size()][repeats];
    for (int r = -1; r < repeats; r++) {
      int i = 0;
      for (ToDoubleFunction<Path> way : ways.values()) {
        double millis = way.applyAsDouble(video);
        if (r >= 0) {
          values[i][r] = millis;
        }
        i++;
      }
    }
    int i = 0;
    for (String name : ways.keySet()) {
      parts.put(name, Sample.of(values[i++]));
    }
    return new Result(parts);
  }

  private static CameraEye eye(double fps, double idleFps) {
    return new CameraEye(
        "bench", new EyeConfig(0, fps, idleFps, true, -1, false, true, true, true));
  }

  private static double reading(Path file) {
    int n = 0;
    long begun = THREADS.getCurrentThreadCpuTime();
    try (PacketFile packets = PacketFile.whole(file)) {
      while (packets.next() != null) {
        n++;
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - begun) / 1e6 / n;
  }

  /** The second of two passes: in the first the eye learns. */
  private static double decoding(Path file, Supplier<CameraEye> eyes, boolean dozes) {
    try (CameraEye eye = eyes.get()) {
      Shower shower = new Shower(eye);
      double millis = 0;
      for (int pass = 0; pass < 2; pass++) {
        long begun = THREADS.getCurrentThreadCpuTime();
        millis = (pass(file, shower, dozes) - begun) / 1e6 / shower.packets;
      }
      return millis;
    }
  }

  private static long pass(Path file, Shower shower, boolean dozes) {
    shower.begin();
    try (PacketFile packets = PacketFile.whole(file);
        DozingDecoder decoder =
            new DozingDecoder(
                new FrameDecoder(packets.info()),
                dozes ? BOUND : 0,
                nanos -> shower.eye != null && shower.eye.calm(),
                shower)) {
      for (AVPacket p = packets.next(); p != null; p = packets.next()) {
        shower.packets++;
        decoder.decode(p, true, p.dts() * 1000);
      }
      decoder.decode(null, true, 0);
    }
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Shows pictures to the eye, the second pass after the first. */
  private static final class Shower implements DozingDecoder.Receiver {
    private final CameraEye eye;
    private int packets;
    private long offset;
    private long last;

    Shower(CameraEye eye) {
      this.eye = eye;
    }

    private void begin() {
      packets = 0;
      offset = last == 0 ? 0 : last + 40_000;
    }

    @Override
    public void picture(AVFrame picture, long ptsMicros, long arrivedNanos, boolean late) {
      last = ptsMicros + offset;
      if (eye != null) {
        eye.picture(picture, last, last / 1000, arrivedNanos);
      }
    }

    @Override
    public void leftOut() {
      if (eye != null) {
        eye.leftOut();
      }
    }

    @Override
    public void dozing(boolean asleep, boolean byStream) {}
  }
}
