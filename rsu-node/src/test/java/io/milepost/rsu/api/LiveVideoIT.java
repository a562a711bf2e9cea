package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TrackedBox;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.LiveConfig;
import io.milepost.rsu.camera.LiveEncoder;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.camera.live.LiveMuxer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** One camera's live video in a real browser: a real H.264 stream, muxed, sent and played. */
class LiveVideoIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final Vertx vertx = Vertx.vertx();
  private final ApiNode node = new ApiNode(vertx, "rsu-a");
  private final LiveMuxer video = new LiveMuxer("cam-1");
  private final ExecutorService encoders = Executors.newSingleThreadExecutor();
  private CameraCapture capture;
  private LiveEncoder pictures;
  private ChromeDriver browser;
  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "skipped: live video is tested with Debian's packages chromium and chromium-driver");
    TestVideo.write(folder.resolve("road.mp4"), "mp4", 640, 360, 25, 100, 25);
    CameraConfig camera =
        new CameraConfig("cam-1", null, "file:road.mp4", null, null, 0, 0, 0, null, 0, true);
    capture =
        new CameraCapture(
            camera, CaptureConfig.DEFAULT, new SourcePolicy(List.of(folder), Set.of()), Map.of());
    pictures = new LiveEncoder(capture, LiveConfig.DEFAULT, encoders);
    capture.add(video);
    capture.look(
        (picture, pts, utc, arrived) ->
            Topics.detections("cam-1")
                .publish(
                    vertx.eventBus(),
                    new Detections(
                        "cam-1",
                        pts,
                        utc,
                        640,
                        360,
                        List.of(new TrackedBox(7, "car", 0.9f, 100, 100, 200, 120)))));
    Topics.registerCodecs(vertx.eventBus());
    node.cameras.put("cam-1", pictures);
    node.videos.put("cam-1", video);
    node.states = List.of(Samples.camera("cam-1", "Bridge north", "live", null));
    node.start();
    capture.start();
    vertx.setPeriodic(500, t -> Topics.NODES.publish(vertx.eventBus(), node.status()));
    browser = browser();
  }

  @AfterEach
  void stop() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    if (capture != null) {
      capture.stop().get(20, TimeUnit.SECONDS);
      pictures.close();
      node.stop();
    }
    video.close();
    encoders.shutdownNow();
    await(vertx.close());
  }

  @Test
  void shouldPlayVideoWithBoxesNearItsEndAndPicturesOnceThePlayerFails() throws Exception {
    open("");
    see(".transport[data-transport=mp4]", "Video");
    await().atMost(PATIENCE).until(() -> video.muxed() > 0 && number("video.currentTime") > 0);
    Set<Double> times = new HashSet<>();
    await()
        .atMost(PATIENCE)
        .until(() -> times.add(number("video.currentTime")) && times.size() > 5);
    await()
        .atMost(PATIENCE)
        .until(() -> number("video.buffered.end(0) - video.currentTime"), behind -> behind < 1);
    assertThat(number("video.videoWidth")).isEqualTo(640);
    await().atMost(PATIENCE).until(() -> number(BOX_PIXELS) >= 3);
    screenshot("live-video");
    assertThat(pictures.encoded()).isLessThan(3);

    // A stream no decoder can make sense of: rebuilt a few times, then given up.
    browser.executeScript(
        "document.querySelector('mp-tile').player.rebuilds = Array(9).fill(1e12)");
    browser.executeScript("document.querySelector('mp-tile').player.rebuild()");
    see(".transport[data-transport=jpeg]", "Pictures");
    see(".numbers", "player failed");
    await().atMost(PATIENCE).until(() -> node.state.viewers.views().get(0).sent() > 5);
    assertThat(node.state.viewers.views().get(0).streams())
        .singleElement()
        .matches(stream -> stream.as().equals("jpeg"));
    screenshot("live-fallback");
  }

  @Test
  void shouldShowPicturesWhenTheBrowserDoesNotPlayTheCodec() throws Exception {
    open("MediaSource.isTypeSupported = () => false;");
    see(".transport[data-transport=jpeg]", "Pictures");
    see(".numbers", "does not play");
  }

  @Test
  void shouldAskForPicturesOfTheSizeOfTheTileAndEndWhenAnAdministratorSaysSo() throws Exception {
    open("");
    see(".transport[data-transport=mp4]", "Video");
    browser.executeScript("location.hash = '#/wall'");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.state.viewers.views().stream()
                    .flatMap(view -> view.streams().stream())
                    .anyMatch(stream -> stream.as().equals("jpeg")));
    LiveViewer.View view = node.state.viewers.views().get(0);
    double tile =
        ((Number) browser.executeScript("return document.querySelector('mp-tile').clientWidth"))
            .doubleValue();
    assertThat(view.streams().get(0).maxWidth()).isBetween((int) tile, 1280);
    node.state
        .viewers
        .find(view.id())
        .orElseThrow()
        .close(LiveRoutes.CLOSE_BY_ADMIN, "closed by x");
    see("mp-tile .cover", "closed by x");
    assertThat(node.state.viewers.views()).isEmpty();
  }

  /** Pixels of the colour of the boxes in a row through the sides of the box. */
  private static final String BOX_PIXELS =
      "(() => { const c = document.querySelector('mp-tile canvas');"
          + "const d = c.getContext('2d').getImageData(0, Math.round(c.height * 160 / 360),"
          + " c.width, 1).data; let n = 0;"
          + "for (let i = 0; i < d.length; i += 4) n += d[i + 1] > 200 && d[i] < 150 ? 1 : 0;"
          + "return n; })()";

  /** Opens the camera's page, signed in. */
  private void open(String before) {
    browser.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument", Map.of("source", before + ";"));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 1280, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    browser.get(node.url() + "/#/camera/cam-1");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> browser.findElement(By.id("password")).isDisplayed());
    browser.findElement(By.id("password")).sendKeys(ApiNode.PASSWORD + Keys.ENTER);
  }

  private void see(String selector, String words) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> browser.findElement(By.cssSelector(selector)).getText(),
            text -> text.contains(words));
  }

  private double number(String expression) {
    Object value =
        browser.executeScript(
            "const video = document.querySelector('mp-tile video');"
                + "try { return Number("
                + expression
                + ") } catch { return 99 }");
    return value == null ? -1 : ((Number) value).doubleValue();
  }

  private void screenshot(String name) throws Exception {
    Path target = Path.of("target", "screenshots");
    Files.createDirectories(target);
    Files.write(target.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + folder.resolve("profile"));
    return new ChromeDriver(
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(), options);
  }
}
