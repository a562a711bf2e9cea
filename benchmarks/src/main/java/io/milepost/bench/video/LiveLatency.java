package io.milepost.bench.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.bench.Sample;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How old a picture is when it is on the screen: a simulated camera draws the time into each
 * picture before it is encoded, a real browser shows the console of a real node, and a script reads
 * the time off the screen. Camera, node and browser share one machine and so one clock.
 */
final class LiveLatency {
  private static final String CAMERA = "sim:free?seed=5&fps=25&size=640x360&clock=utc";
  private static final int SETTLE_SECONDS = 8;
  private static final int LEAST_SAMPLES = 20;

  private final Path work;
  private final int seconds;

  /**
   * A measurement.
   *
   * @param work an empty folder
   * @param seconds to measure each of the two ways
   */
  public LiveLatency(Path work, int seconds) {
    this.work = work;
    this.seconds = seconds;
  }

  /**
   * Ages of pictures on the screen, milliseconds.
   *
   * @param jpeg of pictures on the wall
   * @param mp4 of video on the camera's page
   */
  public record Result(Sample jpeg, Sample mp4) {}

  /** Whether this machine has the browser. */
  public static boolean possible() {
    return Files.isExecutable(Browser.CHROMIUM);
  }

  /** Measures both ways. */
  public Result run() throws IOException, InterruptedException {
    try (VideoNode node = VideoNode.start(work.resolve("latency"), CAMERA, null)) {
      node.waitUntilLive();
      return new Result(measure(node, "wall", "jpeg"), measure(node, "camera/cam-1", "mp4"));
    }
  }

  private Sample measure(VideoNode node, String page, String transport)
      throws IOException, InterruptedException {
    try (Browser browser = new Browser(work.resolve("browser-" + transport))) {
      browser.before(
          "sessionStorage.setItem('milepost.session', "
              + Json.write(node.session().toString())
              + ")");
      browser.open(node.url() + "/#/" + page);
      TimeUnit.SECONDS.sleep(2);
      browser.value(script());
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      browser.value("milepostAges()");
      List<Double> ages = new ArrayList<>();
      JsonNode got = null;
      for (int i = 0; i < seconds; i++) {
        TimeUnit.SECONDS.sleep(1);
        got = browser.value("milepostAges()");
        got.get("ages").forEach(age -> ages.add(age.asDouble()));
      }
      if (ages.size() < LEAST_SAMPLES || !transport.equals(got.path("transport").asText())) {
        throw new IOException(
            "the console shows " + ages.size() + " pictures as " + got + ", not as " + transport);
      }
      return Sample.of(ages.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private static String script() throws IOException {
    try (InputStream in = LiveLatency.class.getResourceAsStream("clock.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
