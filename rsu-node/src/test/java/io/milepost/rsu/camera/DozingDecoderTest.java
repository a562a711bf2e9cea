package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.video.Mp4Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real H.264, taken packet by packet at the time of the stream. */
class DozingDecoderTest {
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

  /** Second at which something begins to move in {@link #still} files. */
  private static final double MOVES = 32.52;

  private static final double BOUND = 1;

  @TempDir static Path media;

  private static final Map<String, Path> FILES = new TreeMap<>();

  @BeforeAll
  static void readTheLog() {
    FfmpegLog.install();
  }

  /** What came out of a decoder. */
  private static final class Seen implements DozingDecoder.Receiver {
    final Map<Long, Long> pictures = new TreeMap<>();
    final List<Long> late = new ArrayList<>();
    final List<Double> woke = new ArrayList<>();
    final List<Double> slept = new ArrayList<>();
    CameraEye eye;
    double now;
    double longestWait;
    double firstMotion = Double.NaN;
    double firstMotionShown = Double.NaN;
    int byStream;
    boolean ordered = true;
    long last = Long.MIN_VALUE;

    @Override
    public void picture(AVFrame picture, long pts, long arrivedNanos, boolean isLate) {
      ordered &= pts > last;
      last = pts;
      pictures.put(pts, eye == null ? crc(picture) : 0);
      longestWait = Math.max(longestWait, now - arrivedNanos / 1e9);
      if (isLate) {
        late.add(pts);
      }
      if (eye != null) {
        eye.picture(picture, pts, pts / 1000, arrivedNanos);
        if (pts > 28_000_000L && !eye.calm() && Double.isNaN(firstMotion)) {
          firstMotion = now;
          firstMotionShown = pts / 1e6;
        }
      }
    }

    @Override
    public void leftOut() {
      if (eye != null) {
        eye.leftOut();
      }
    }

    @Override
    public void dozing(boolean asleep, boolean stream) {
      (asleep ? slept : woke).add(now);
      byStream += stream ? 1 : 0;
    }

    private static long crc(AVFrame picture) {
      CRC32 crc = new CRC32();
      byte[] row = new byte[picture.width()];
      for (int y = 0; y < picture.height(); y++) {
        new BytePointer(picture.data(0)).position((long) y * picture.linesize(0)).get(row);
        crc.update(row);
      }
      return crc.getValue();
    }
  }

  private static Seen play(Path file, double bound, CameraEye eye, LongPredicate calm) {
    Seen seen = new Seen();
    seen.eye = eye;
    try (PacketFile packets = PacketFile.whole(file);
        DozingDecoder decoder =
            new DozingDecoder(new FrameDecoder(packets.info()), bound, calm, seen)) {
      for (AVPacket p = packets.next(); p != null; p = packets.next()) {
        seen.now = p.dts() / 1e6;
        assertThat(decoder.decode(p, true, p.dts() * 1000)).isTrue();
      }
      decoder.decode(null, true, Math.round(seen.now * 1e9));
    }
    return seen;
  }

  /** A picture that stands, with the noise of a sensor; a box drives in at {@link #MOVES}. */
  private static Path still(int bFrames, int gop, String rate) throws Exception {
    return still(bFrames, gop, rate, "14x8");
  }

  private static Path still(int bFrames, int gop, String rate, String box) throws Exception {
    assumeTrue(Files.isExecutable(FFMPEG), "ffmpeg with x264 is not installed");
    String name = String.join("-", "still", "" + bFrames, "" + gop, rate, box) + ".mp4";
    Path known = FILES.get(name);
    if (known != null) {
      return known;
    }
    Path file = media.resolve(name);
    String graph =
        "smptehdbars=s=192x108:r=25:d=38,boxblur=3[a];"
            + (box.equals("14x8") ? "color=white:s=" : "testsrc2=s=")
            + box
            + ":r=25:d=38[b];"
            + "[a][b]overlay=x='(t-32.5)*36':y=50:enable='gte(t,32.5)',noise=alls=5:allf=t,"
            + "format=yuv420p";
    List<String> command = new ArrayList<>(List.of(FFMPEG.toString(), "-v", "error", "-y"));
    command.addAll(List.of("-f", "lavfi", "-i", graph, "-c:v", "libx264", "-threads", "1"));
    command.addAll(List.of("-preset", "superfast", "-bf", "" + bFrames, "-g", "" + gop));
    command.addAll(List.of("-sc_threshold", "0", "-fflags", "+bitexact"));
    command.addAll(
        rate.equals("crf")
            ? List.of("-crf", "28")
            : List.of("-b:v", rate, "-maxrate", rate, "-bufsize", rate));
    command.add(file.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assumeTrue(process.exitValue() == 0, "this ffmpeg cannot encode with x264");
    FILES.put(name, file);
    return file;
  }

  private static CameraEye eye() {
    return new CameraEye("c", EyeConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource({"0, crf", "2, crf", "0, 600k", "2, 600k"})
  void shouldWakeWithinTheBoundWhenSomethingMovesInAStreamWithFrequentKeys(int b, String rate)
      throws Exception {
    Path file = still(b, 25, rate);
    try (CameraEye eye = eye()) {
      Seen seen = play(file, BOUND, eye, nanos -> eye.calm());
      assertThat(seen.slept).isNotEmpty();
      assertThat(seen.slept.get(0)).isBetween(25.0, 32.0);
      assertThat(seen.ordered).isTrue();
      assertThat(seen.longestWait).isLessThanOrEqualTo(BOUND * 1.1 + 0.04);
      assertThat(seen.firstMotion).isBetween(MOVES, MOVES + BOUND * 1.1 + 0.3);
      assertThat(seen.pictures.keySet().stream().filter(t -> t > 34_000_000L).count())
          .isBetween(99L, 100L);
      System.out.printf(
          "b=%d %s: of 950 pictures decoded %d, asleep %s, awake %s (by stream %d), motion seen"
              + " after %.2f s in the picture of %.2f%n",
          b,
          rate,
          seen.pictures.size(),
          seen.slept,
          seen.woke,
          seen.byStream,
          seen.firstMotion - MOVES,
          seen.firstMotionShown - MOVES);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "2"})
  void shouldNeverLeaveOutReferencesWhenKeyPicturesAreTenSecondsApart(int b) throws Exception {
    Path file = still(b, 250, "crf");
    try (CameraEye eye = eye()) {
      Seen seen = play(file, BOUND, eye, nanos -> eye.calm());
      assertThat(seen.slept).isEmpty();
      assertThat(seen.longestWait).isLessThan(0.2);
      assertThat(seen.firstMotion).isBetween(MOVES, MOVES + 0.5);
      if (b == 0) {
        assertThat(seen.pictures).hasSize(950);
      } else {
        assertThat(seen.pictures.size()).isBetween(500, 920);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "2"})
  void shouldShowTheSamePixelsAfterWakingAsWithoutDozing(int b) throws Exception {
    Path file = still(b, 25, "crf");
    Map<Long, Long> all = play(file, 0, null, nanos -> true).pictures;
    assertThat(all).hasSize(950);
    // Needed for a third of a second of every three: wakes in the middle of groups of pictures.
    Seen seen = play(file, BOUND, null, nanos -> nanos / 1e9 % 3.1 > 0.3);
    assertThat(seen.woke.size()).isGreaterThan(8);
    assertThat(seen.pictures.size()).isBetween(60, 900);
    assertThat(seen.late).isNotEmpty();
    assertThat(seen.ordered).isTrue();
    assertThat(all).containsAllEntriesOf(seen.pictures);
  }

  @Test
  void shouldDecodeEverythingWhenTheBoundIsZero() throws Exception {
    Seen seen = play(still(0, 25, "crf"), 0, null, nanos -> true);
    assertThat(seen.slept).isEmpty();
    assertThat(seen.pictures).hasSize(950);
  }

  @Test
  void shouldWakeWithTheStreamAloneWhenMuchMovesAndNobodyElseSeesIt() throws Exception {
    Seen seen = play(still(0, 25, "crf", "60x50"), BOUND, null, nanos -> true);
    double first = seen.woke.stream().filter(t -> t >= MOVES - 0.02).findFirst().orElse(99.0);
    assertThat(first).isBetween(MOVES - 0.02, MOVES + 0.3);
    assertThat(seen.byStream).isGreaterThan(0);
  }

  @Test
  void shouldWakeWithinTheBoundWhenVehiclesDriveIntoADrawnScene() throws IOException {
    Path file = media.resolve("drawn.mp4");
    int fps = 10;
    Scene scene =
        new Scene(
            ScenarioSpec.of(Scenario.FREE_FLOW, 11)
                .withFps(fps)
                .withSize(192, 108)
                .withLight(Light.DAY));
    SceneRenderer renderer = new SceneRenderer(scene);
    try (Mp4Writer writer = new Mp4Writer(file, 192, 108, fps)) {
      for (int i = 0; i < 36 * fps; i++) {
        writer.write(i < 32.5 * fps ? renderer.drawEmpty() : renderer.draw());
        scene.advance();
      }
    }
    try (CameraEye eye = eye()) {
      Seen seen = play(file, BOUND, eye, nanos -> eye.calm());
      System.out.printf(
          "drawn: of %d pictures decoded %d, asleep %s, awake %s, motion seen at %.2f%n",
          36 * fps, seen.pictures.size(), seen.slept, seen.woke, seen.firstMotion);
      assertThat(seen.slept).isNotEmpty();
      assertThat(seen.firstMotion).isBetween(32.5, 32.5 + BOUND * 1.1 + 0.3);
    }
  }
}
