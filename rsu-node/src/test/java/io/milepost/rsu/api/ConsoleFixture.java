package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser before the console of a real server. */
abstract class ConsoleFixture {
  static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  final Vertx vertx = Vertx.vertx();
  final ApiNode node = new ApiNode(vertx, "rsu-a");
  final RoadPictures road = new RoadPictures("cam-1");
  @TempDir static Path profile;

  /** One for all tests of a class: each test's node has a port, and so a storage, of its own. */
  static ChromeDriver browser;

  @TempDir Path folder;

  @BeforeAll
  static void openBrowser() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "skipped: the console is tested with Debian's packages chromium and chromium-driver");
    browser = browser();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
      browser = null;
    }
  }

  @BeforeEach
  void start() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    node.cameras.put("cam-1", road);
    node.cameras.put("cam-2", new RoadPictures("cam-2"));
    node.states =
        List.of(
            Samples.camera("cam-1", "Bridge north", "live", null),
            Samples.camera("cam-2", "Tunnel west", "down", "no answer from the camera"));
    node.start();
    vertx.setPeriodic(500, t -> Topics.NODES.publish(vertx.eventBus(), node.status()));
    prepare();
  }

  /** What the node of one test does besides. */
  abstract void prepare() throws Exception;

  @AfterEach
  void stop() throws Exception {
    browser.get("about:blank");
    browser.manage().logs().get(LogType.BROWSER);
    if (node.state != null) {
      node.stop();
    }
    await(vertx.close());
  }

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--autoplay-policy=no-user-gesture-required",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    return new ChromeDriver(service, options);
  }

  final void resize(int width, int height) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  /** Waits until an element with these words is there. */
  final void see(String selector, String words) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> browser.findElement(By.cssSelector(selector)).getText(),
            text -> text.contains(words));
  }

  final void type(String selector, String keys) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> browser.findElement(By.cssSelector(selector)).isDisplayed());
    browser.findElement(By.cssSelector(selector)).sendKeys(keys);
  }

  final void click(String xpath) {
    WebElement element = browser.findElement(By.xpath(xpath));
    element.click();
  }

  final String theme() {
    return (String) browser.executeScript("return document.documentElement.dataset.theme");
  }

  final double number(String expression) {
    Object value =
        browser.executeScript(
            "const video = document.querySelector('video'); return Number(" + expression + ")");
    return ((Number) value).doubleValue();
  }

  /** A refused password is logged by the browser as an error; nothing else may be. */
  final void noErrors() {
    List<LogEntry> errors =
        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
            .filter(entry -> !entry.getMessage().contains("/api/v1/auth/login"))
            // Said of this test's own reading of pixels.
            .filter(entry -> !entry.getMessage().contains("willReadFrequently"))
            .toList();
    assertThat(errors).isEmpty();
  }

  /** In both themes, without touching what the user has chosen. */
  final void screenshot(String name) throws Exception {
    Path target = Path.of("target", "screenshots");
    Files.createDirectories(target);
    String chosen = theme();
    for (String theme : List.of("dark", "light")) {
      browser.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
      Files.write(
          target.resolve(name + "-" + theme + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
    browser.executeScript("document.documentElement.dataset.theme = arguments[0]", chosen);
  }
}
