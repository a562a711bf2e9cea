package io.milepost.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;

class SimulatedCameraTest {
  private static List<Long> timestamps(byte[] stream) throws Exception {
    List<Long> out = new ArrayList<>();
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(new ByteArrayInputStream(stream), 0)) {
      grabber.setFormat("mpegts");
      grabber.start();
      for (Frame f = grabber.grabImage(); f != null; f = grabber.grabImage()) {
        out.add(f.timestamp);
      }
    }
    return out;
  }

  private static boolean alive(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(name));
  }

  @Test
  void shouldDeliverExactTimesInRealTimeWhenPlayed() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long first;
    long last;
    try (InputStream in =
        SimulatedCamera.open(URI.create("sim:free?seed=901&duration=2&size=320x180"))) {
      bytes.write(in.read());
      first = System.nanoTime();
      in.transferTo(bytes);
      last = System.nanoTime();
    }

    assertThat((last - first) / 1e9).isBetween(1.8, 4.0);
    List<Long> times = timestamps(bytes.toByteArray());
    assertThat(times.get(0)).isZero();
    assertThat(times).hasSizeBetween(15, 30).isSorted().doesNotHaveDuplicates();
    assertThat(times)
        .allSatisfy(
            t -> {
              double frames = t * 15 / 1e6;
              assertThat(Math.abs(frames - Math.rint(frames))).isLessThan(1e-3);
            });
    assertThat(alive("sim-free-901")).isFalse();
  }

  @Test
  void shouldEndItsThreadWhenClosed() throws IOException {
    InputStream in = SimulatedCamera.open(URI.create("sim:collision?seed=902&size=320x180"));
    assertThat(in.read()).isEqualTo(0x47);
    assertThat(alive("sim-collision-902")).isTrue();

    in.close();

    assertThat(alive("sim-collision-902")).isFalse();
    in.close();
    assertThatThrownBy(() -> in.readNBytes(1 << 20))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void shouldWakeTheReaderWhenClosedByAnother() throws Exception {
    InputStream in = SimulatedCamera.open(URI.create("sim:free?seed=903&fps=1&size=320x180"));
    CompletableFuture<Long> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return in.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                return -1L;
              }
            });
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> alive("sim-free-903"));

    in.close();

    assertThat(reader.get(10, java.util.concurrent.TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void shouldLeaveOutFramesAndKeepTimesWhenTheReaderIsSlow() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in =
        SimulatedCamera.open(URI.create("sim:free?seed=904&fps=30&duration=5&size=320x180"))) {
      bytes.write(in.read());
      long resume = System.nanoTime() + 3_500_000_000L;
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> System.nanoTime() >= resume);
      in.transferTo(bytes);
    }

    List<Long> times = timestamps(bytes.toByteArray());
    long widest = 0;
    for (int i = 1; i < times.size(); i++) {
      widest = Math.max(widest, times.get(i) - times.get(i - 1));
    }
    assertThat(times).isSorted().hasSizeLessThan(140);
    assertThat(widest).as("gap left by skipped frames").isGreaterThan(500_000);
    assertThat(times.get(times.size() - 1)).isGreaterThan(4_000_000);
  }

  @Test
  void shouldRefuseAtOnceWhenTheAddressIsWrong() {
    assertThatThrownBy(() -> SimulatedCamera.open(URI.create("sim:nothing")))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("unknown scenario 'nothing'");
  }
}
