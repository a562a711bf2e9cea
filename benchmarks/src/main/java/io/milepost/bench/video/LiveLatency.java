package io.milepost.bench.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
public final class LiveLatency {
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

  /**
   * Measures and prints one JSON line: {@code LiveLatency [seconds] [viewers]}.
   *
   * @param arguments seconds of each measurement, 30 when left out, and viewers, 100
   */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    int viewers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Path work = Files.createTempDirectory("milepost-bench-live");
    ObjectNode line = Json.mapper().createObjectNode();
    if (possible()) {
      Result late = new LiveLatency(work, seconds).run();
      put(line, "live_jpeg", late.jpeg);
      put(line, "live_mp4", late.mp4);
      System.err.println(line);
    }
    line.set(
        "viewers", Json.mapper().valueToTree(new LiveViewersCost(work, viewers, seconds).run()));
    System.out.println(line);
    System.exit(0);
  }

  private static void put(ObjectNode line, String name, Sample ages) {
    line.put(name + "_p95_ms", ages.quantile(0.95));
    line.put(name + "_median_ms", ages.median());
    line.put(name + "_pictures", ages.sorted().length);
  }
}
