package io.milepost.bench.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.bench.BenchMain;
import io.milepost.simulator.SimulateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What many viewers of one camera cost a node: processor time with and without them, pictures
 * dropped, and what becomes of the detector's rate. The viewers are WebSockets in this process.
 */
final class LiveViewersCost {
  private static final int SETTLE_SECONDS = 5;

  private final Path work;
  private final int viewers;
  private final int seconds;

  /**
   * A measurement.
   *
   * @param work a folder
   * @param viewers how many
   * @param seconds each of the measurements lasts
   */
  public LiveViewersCost(Path work, int viewers, int seconds) {
    this.work = work;
    this.viewers = viewers;
    this.seconds = seconds;
  }

  /**
   * Figures of one number of viewers.
   *
   * @param count viewers
   * @param nodeCores processor time of the node a second, without any viewer
   * @param jpegCores the same with all of them looking at pictures of 640 pixels
   * @param mp4Cores the same with all of them looking at video
   * @param detectorFps pictures analysed a second, without any viewer
   * @param jpegDetectorFps the same with all of them looking at pictures
   * @param mp4DetectorFps the same with all of them looking at video
   * @param jpegFps pictures received a second by each viewer
   * @param mp4Fps pieces of video received a second by each viewer
   * @param dropped pictures and pieces not sent because a viewer was too slow
   */
  public record Result(
      int count,
      double nodeCores,
      double jpegCores,
      double mp4Cores,
      double detectorFps,
      double jpegDetectorFps,
      double mp4DetectorFps,
      double jpegFps,
      double mp4Fps,
      long dropped) {}

  /** Measures without viewers, with viewers of pictures, with viewers of video. */
  public Result run() throws IOException, InterruptedException {
    Path media = Files.createDirectories(work.resolve("media"));
    BenchMain.commandLine(new SimulateCommand())
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(
            "free",
            "--seed",
            "3",
            "--seconds",
            "20",
            "--fps",
            "25",
            "--size",
            "1280x720",
            "--out",
            media.resolve("road.mp4").toString());
    try (VideoNode node =
        VideoNode.start(work.resolve("viewers"), "file:" + media.resolve("road.mp4"), media)) {
      node.waitUntilLive();
      TimeUnit.SECONDS.sleep(2L * SETTLE_SECONDS);
      Phase none = measure(node, null);
      Phase jpeg = measure(node, "jpeg");
      Phase mp4 = measure(node, "mp4");
      return new Result(
          viewers,
          none.cores,
          jpeg.cores,
          mp4.cores,
          none.detectorFps,
          jpeg.detectorFps,
          mp4.detectorFps,
          jpeg.received,
          mp4.received,
          jpeg.dropped + mp4.dropped);
    }
  }

  private record Phase(double cores, double detectorFps, double received, long dropped) {}

  private Phase measure(VideoNode node, String as) throws IOException, InterruptedException {
    AtomicLong received = new AtomicLong();
    List<WebSocket> sockets = new ArrayList<>();
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; as != null && i < viewers; i++) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + node.token())
              .buildAsync(
                  URI.create(node.url().replace("http", "ws") + "/api/v1/live"),
                  new Counter(received))
              .join();
      socket
          .sendText(
              "{\"watch\":[{\"camera\":\"cam-1\",\"as\":\"" + as + "\",\"boxes\":true}]}", true)
          .join();
      sockets.add(socket);
    }
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    long before = received.get();
    double cpu = node.cpuSeconds();
    long begun = System.nanoTime();
    double analysed = 0;
    for (int i = 0; i < seconds; i++) {
      TimeUnit.SECONDS.sleep(1);
      analysed += node.get("/api/v1/cameras").at("/items/0/inferred_fps").asDouble();
    }
    double wall = (System.nanoTime() - begun) / 1e9;
    double cores = (node.cpuSeconds() - cpu) / wall;
    double perViewer = (received.get() - before) / wall / viewers;
    long dropped = 0;
    for (JsonNode session : node.get("/api/v1/live/sessions").get("items")) {
      dropped += session.get("dropped").asLong();
    }
    sockets.forEach(WebSocket::abort);
    TimeUnit.SECONDS.sleep(2);
    return new Phase(round(cores), round(analysed / seconds), round(perViewer), dropped);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** Counts whole binary messages. */
  private record Counter(AtomicLong received) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      if (last) {
        received.incrementAndGet();
      }
      from.request(1);
      return null;
    }
  }
}
