package io.milepost.vehicle.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The driver's page in a real browser. */
class DisplayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private volatile VehicleState state = clear();
  private DisplayVerticle display;
  private String deployment;
  private ChromeDriver browser;

  @BeforeEach
  void start() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "skipped: the driver's page is tested with Debian's packages chromium and chromium-driver");
    display =
        new DisplayVerticle(
            "127.0.0.1", 0, () -> state, Duration.ofSeconds(5), new SimpleMeterRegistry());
    deployment = vertx.deployVerticle(display).toCompletionStage().toCompletableFuture().join();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--lang=en",
        "--user-data-dir=" + folder.resolve("profile"));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    size(1280, 720);
    colours("light");
    browser.get("http://127.0.0.1:" + display.port());
  }

  @AfterEach
  void stop() throws Exception {
    if (browser != null) {
      browser.quit();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldShowSoundAndCountDownThenSayWhenItIsNoLongerFed() throws Exception {
    see("word", "No warning");
    see("sound", "Touch for sound");
    picture("clear-day");

    show(slowDown(412.3));
    see("word", "SLOW DOWN");
    see("distance", "410 m");
    see("type", "Collision, lane 2");
    see("speed", "90 km/h");
    assertThat(body("sounded")).as("the browser has not been touched").isNull();
    show(slowDown(371));
    see("distance", "370 m");
    click("sound");
    see("sound", "Sound on");
    await().atMost(PATIENCE).until(() -> "slow_down".equals(body("sounded")));
    fits();
    picture("slow-down-day");

    show(blocked());
    see("word", "STOP");
    see("distance", "180 m");
    await().atMost(PATIENCE).until(() -> "slow_down stop".equals(body("sounded")));
    see("warnings", "Roadside unit rsu-b lost, silent for 9 s");
    see("warnings", "Clock of rsu-c is 15 s off");
    see("others", "Fire 740 m");
    fits();
    picture("stop-day");

    assertThat(body("theme")).isEqualTo("day");
    colours("dark");
    await().atMost(PATIENCE).until(() -> "night".equals(body("theme")));
    picture("stop-night");
    show(slowDown(371));
    see("word", "SLOW DOWN");
    picture("slow-down-night");
    click("theme");
    assertThat(body("theme")).as("day by hand, though the system is dark").isEqualTo("day");

    click("language");
    see("word", "감속");
    see("type", "사고");
    picture("slow-down-korean");
    size(480, 900);
    fits();
    picture("slow-down-phone");
    click("language");
    show(blocked());
    see("word", "STOP");
    fits();
    picture("stop-phone");
    size(800, 480);
    fits();
    picture("stop-small");

    show(clear());
    see("word", "No warning");
    assertThat(body("sounded")).isEqualTo("slow_down stop stop");
    assertThat(errors()).isEmpty();

    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
    see("stale-word", "NOT LIVE");
    see("stale-detail", "Do not rely on it");
    picture("stale");
  }

  @Test
  void shouldClaimNoMoreThanIsKnown() throws Exception {
    show(
        States.of(
            "slow_down",
            "rsu-a/1",
            new VehicleState.Position("stale", "no report", 37.5, 127.0, 25.0, 1.0, 3000L),
            List.of(States.HEARD),
            States.alert(1, IncidentType.FIRE, 500, "reported", null)));
    see("distance", "as reported");
    see("warnings", "Own position unknown");
    assertThat(text("speed")).as("an old speed is not shown").isEmpty();
    show(
        States.of(
            "inform",
            "rsu-a/1",
            States.DRIVING,
            List.of(States.HEARD),
            States.alert(1, IncidentType.FIRE, 300, "straight", "behind the vehicle, shown only")));
    see("word", "ATTENTION");
    see("text", "For information: behind the vehicle");
    show(
        States.of(
            "change_lane",
            "rsu-a/1",
            States.DRIVING,
            List.of(States.HEARD),
            States.alert(1, IncidentType.WRONG_WAY, 1640, "straight", null)));
    see("word", "CHANGE LANE");
    see("distance", "1.6 km");
    see("type", "Wrong-way driver, lane 2");
    fits();
    picture("change-lane");
    show(States.of("none", null, States.NO_POSITION, List.of(States.LOST)));
    see("warnings", "No reception for 9 s");
    see("word", "No reception");
    picture("no-reception");
    assertThat(errors()).isEmpty();
  }

  private static VehicleState clear() {
    return States.of("none", null, States.DRIVING, List.of(States.HEARD));
  }

  private static VehicleState slowDown(double distance) {
    return States.of(
        "slow_down",
        "rsu-a/1",
        States.DRIVING,
        List.of(States.HEARD),
        States.alert(1, IncidentType.COLLISION, distance, "straight", null));
  }

  private static VehicleState blocked() {
    return States.of(
        "stop",
        "rsu-a/1",
        States.DRIVING,
        List.of(States.HEARD, States.LOST, States.CLOCK),
        States.alert(1, IncidentType.BLOCKAGE, 184, "road", null),
        States.alert(2, IncidentType.FIRE, 740, "road", null),
        States.alert(3, IncidentType.PEDESTRIAN_ON_ROAD, 1640, "road", null));
  }

  private void show(VehicleState next) {
    state = next;
    display.changed();
  }

  private void see(String id, String words) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(text(id)).contains(words));
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private String body(String name) {
    return (String) browser.executeScript("return document.body.dataset[arguments[0]]", name);
  }

  private void click(String id) {
    browser.findElement(By.id(id)).click();
  }

  /**
   * Nothing is cut off: neither the page nor its large words are wider or higher than the screen.
   */
  private void fits() {
    Object over =
        browser.executeScript(
            "const out = [];"
                + "const all = '.picture > div, .others, footer, header';"
                + "const boxes = [...document.querySelectorAll(all)].map(e =>"
                + "  [e.className + e.id, e.getBoundingClientRect()]).filter(b => b[1].width);"
                + "for (const [a, r] of boxes) for (const [b, q] of boxes)"
                + "  if (a !== b && !(a + b).includes('icon') && r.left < q.right - 2"
                + "      && q.left < r.right - 2 && r.top < q.bottom - 2 && q.top < r.bottom - 2)"
                + "    out.push(a + ' over ' + b);"
                + "for (const e of document.querySelectorAll(all)) {"
                + "  const r = e.getBoundingClientRect();"
                + "  if (r.width && (r.right > innerWidth + 1 || r.bottom > innerHeight + 1"
                + "      || r.left < -1 || r.top < -1 || e.scrollWidth > e.clientWidth + 1))"
                + "    out.push(e.className + e.id + JSON.stringify(r));"
                + "} return out.join()");
    assertThat(over).isEqualTo("");
  }

  private void colours(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void size(int width, int height) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  private List<String> errors() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(Object::toString)
        .filter(entry -> !entry.contains("AudioContext was not allowed to start"))
        .toList();
  }

  private void picture(String name) throws Exception {
    Path target = Path.of("target", "screenshots");
    Files.createDirectories(target);
    Files.write(target.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }
}
