package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A real browser begins a clip at the picture asked for, and finds it as long as it is said to be.
 */
class ClipInBrowserIT extends ClipFixture {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /** Where the bar of the picture is: the test video moves it four pixels each picture. */
  private static final String PICTURE_NUMBER =
      """
      const v = document.querySelector('video');
      if (v.readyState < 2 || v.seeking) return -1;
      const c = document.createElement('canvas');
      c.width = 160; c.height = 120;
      const g = c.getContext('2d');
      g.drawImage(v, 0, 0);
      const row = g.getImageData(0, 60, 160, 1).data;
      let best = -1, most = 0;
      for (let n = 0; n < 40; n++) {
        let sum = 0;
        for (let x = 0; x < 160; x++) if ((x + 4 * n) % 160 < 20) sum += row[4 * x];
        if (sum > most) { most = sum; best = n; }
      }
      return best;""";

  @Test
  void shouldBeginAtThePictureAskedForWhenABrowserPlaysIt() throws Exception {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "skipped: tested with Debian's packages chromium and chromium-driver");
    record(0, 400);
    String id = order(4520, 13_000, null);
    keeper.step();
    Path page = data.resolve("clips/page.html");
    Files.copy(file(id), data.resolve("clips/clip.mp4"));
    Files.writeString(page, "<video muted preload=auto src='clip.mp4'></video>");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--allow-file-access-from-files",
        "--user-data-dir=" + data.resolve("profile"));
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    try {
      browser.get(page.toUri().toString());
      await().atMost(Duration.ofSeconds(20)).until(() -> picture(browser) >= 0);
      assertThat(picture(browser)).isEqualTo(113 % 40);
      Number duration =
          (Number) browser.executeScript("return document.querySelector('video').duration");
      assertThat(duration.doubleValue()).isBetween(8.479, 8.481);
      browser.executeScript("document.querySelector('video').currentTime = 4.02");
      await().atMost(Duration.ofSeconds(20)).until(() -> picture(browser) == (113 + 100) % 40);
      browser.executeScript("document.querySelector('video').currentTime = 8.47");
      await().atMost(Duration.ofSeconds(20)).until(() -> picture(browser) == 324 % 40);
    } finally {
      browser.quit();
    }
  }

  private static long picture(ChromeDriver browser) {
    return ((Number) browser.executeScript(PICTURE_NUMBER)).longValue();
  }
}
