package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** The console in a real browser against a real server. */
class ConsoleIT extends ConsoleFixture {
  @Override
  void prepare() {
    long started = System.nanoTime();
    vertx.setPeriodic(
        100,
        t -> {
          long pts = (System.nanoTime() - started) / 1000;
          road.show(pts);
          Topics.detections("cam-1").publish(vertx.eventBus(), road.detections(pts));
        });
    LocalIncidents.COMMAND.answer(vertx.eventBus(), this::obey);
    Topics.cameraRules("cam-1")
        .answer(vertx.eventBus(), c -> Future.succeededFuture(Samples.rules("cam-1")));
    Topics.traces("rsu-a")
        .answer(vertx.eventBus(), q -> Future.succeededFuture(Samples.traces(q.incident())));
  }

  @Test
  void shouldTakeAnOperatorFromSignInToAResolvedIncident() throws Exception {
    resize(1440, 900);
    browser.get(node.url());
    type("#password", "wrong password" + Keys.ENTER);
    see(".problem", "wrong");
    screenshot("sign-in");
    browser.findElement(By.id("password")).clear();
    type("#password", ApiNode.PASSWORD + Keys.ENTER);

    see(".status", "Connected");
    Set<String> pictures = new HashSet<>();
    await().atMost(PATIENCE).until(() -> pictures.add(pixels()) && pictures.size() >= 4);
    see("mp-tile[camera=cam-2]", "no answer from the camera");

    Incident crash =
        Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.CRITICAL, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    node.archive.alerts.put("rsu-a/17", Samples.alert(crash, "active"));
    Topics.INCIDENTS.publish(vertx.eventBus(), Samples.confirmed(crash));
    Topics.ALERTS.publish(vertx.eventBus(), Samples.alert(crash, "active"));
    see("mp-banner", "Collision");
    see(".drawer", "Collision");
    see("mp-tile[camera=cam-1] .tile.alarmed .flag", "Critical");
    see(".status", "1 alert on air");
    screenshot("wall");

    browser.executeScript("location.hash = '#/incidents'");
    see(".incident-row[data-id='rsu-a-3-1']", "Collision");
    Incident fire = Samples.incident("rsu-a-3-2", IncidentType.FIRE, Severity.MEDIUM, "cam-1");
    node.archive.incidents.put(fire.id(), fire);
    Topics.INCIDENTS.publish(vertx.eventBus(), Samples.confirmed(fire));
    see(".incident-row[data-id='rsu-a-3-2']", "Fire");
    screenshot("incidents");

    clipAppearsAndGrows(crash);
    browser.findElement(By.cssSelector("body")).sendKeys("a");
    see(".page-head .state", "Acknowledged");
    click("//mp-incident//button[contains(.,'Resolve')]");
    type("mp-confirm textarea", "Tow truck has left.");
    click("//mp-confirm//button[contains(.,'Resolve')]");
    see(".page-head .state", "Resolved");
    see(".timeline", "Tow truck has left.");
    assertThat(node.archive.incidents.get(crash.id()).actor()).isEqualTo("admin");
    assertThat(browser.findElements(By.cssSelector(".banner"))).isEmpty();
    screenshot("incident");
    noErrors();
  }

  @Test
  void shouldDrawWhyARuleFiredAndShowTheRulesOfACamera() throws Exception {
    Incident crash = Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    resize(1440, 900);
    browser.get(node.url() + "/#/incident/rsu-a-3-1");
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see("mp-trace", "Score ≥ 0.55");
    see("mp-trace", "Gap ≤ 0.45 units");
    assertThat(browser.findElements(By.cssSelector("mp-trace svg .limit"))).hasSize(2);
    List<WebElement> curves = browser.findElements(By.cssSelector("mp-trace svg .value"));
    assertThat(curves).hasSize(2);
    assertThat(curves.get(0).getDomAttribute("points").split(" ")).hasSize(40);
    assertThat(curves.get(1).getDomAttribute("points").split(" ")).hasSize(30);
    click("//mp-trace//summary");
    assertThat(browser.findElements(By.cssSelector("mp-trace tbody tr"))).hasSize(40);
    assertThat(browser.findElements(By.cssSelector("mp-trace tbody td.met"))).isNotEmpty();
    screenshot("trace");

    browser.executeScript("location.hash = '#/camera/cam-1'");
    see("mp-rules", "on trial");
    see("mp-rules", "Person fell");
    screenshot("rules");
    noErrors();
  }

  @Test
  void shouldFitAPhoneAndRememberTheTheme() throws Exception {
    Incident crash = Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    resize(390, 844);
    browser.get(node.url());
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see(".status", "Connected");
    String before = theme();
    click("//button[@aria-label='Change theme']");
    assertThat(theme()).isNotEqualTo(before);
    browser.navigate().refresh();
    see(".status", "Connected");
    assertThat(theme()).isNotEqualTo(before);
    for (String page :
        List.of(
            "wall",
            "incidents",
            "incident/rsu-a-3-1",
            "nodes",
            "camera/cam-1",
            "cameras",
            "recordings")) {
      browser.executeScript("location.hash = '#/" + page + "'");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Boolean.TRUE.equals(
                      browser.executeScript(
                          "return document.getElementById('content').scrollWidth <= innerWidth"
                              + " && document.querySelector('main h1') !== null")));
      screenshot("phone-" + page.replaceAll("\\W+", "-"));
    }
    noErrors();
  }

  @Test
  void shouldListWhatTheFiltersAskForAndSayWhenTheConnectionIsLost() throws Exception {
    for (int i = 1; i <= 30; i++) {
      IncidentType type = i % 2 == 0 ? IncidentType.FIRE : IncidentType.DEBRIS;
      Incident made =
          Samples.incident("rsu-a-3-" + i, type, Severity.LOW, "cam-1", 1_700_000_000_000L + i);
      node.archive.incidents.put(made.id(), made);
    }
    resize(1440, 900);
    browser.get(node.url() + "/#/incidents");
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see(".pages", "Page 1 of 2");
    click("//nav[@class='pages']//button[contains(.,'Next')]");
    see(".pages", "Page 2 of 2");
    new Select(browser.findElement(By.xpath("//label[contains(.,'Type')]/select")))
        .selectByValue("fire");
    see(".page-head", "15 incidents");
    assertThat(browser.findElements(By.cssSelector(".incident-row[data-id]")))
        .hasSize(15)
        .allSatisfy(row -> assertThat(row.getText()).contains("Fire"));
    browser.findElement(By.cssSelector("body")).sendKeys("jj");
    assertThat(
            browser.findElement(By.cssSelector("[aria-selected=true]")).getDomAttribute("data-id"))
        .isEqualTo("rsu-a-3-28");
    click("//button[normalize-space()='False alarm']");
    see("mp-incidents", "No incident matches");
    noErrors();

    node.hide();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                browser
                    .findElement(By.cssSelector(".connection"))
                    .getDomAttribute("class")
                    .matches(".*(lost|connecting).*"));
  }

  private void clipAppearsAndGrows(Incident incident) throws Exception {
    ConsoleClips clips = new ConsoleClips(node, road, folder);
    Path file = folder.resolve("clip.mp4");
    TinyClip.write(file, 4);
    node.clips.put("clip-1", file);
    ClipReady partial = clips.clip(incident, file, 4, "a".repeat(64), false);
    node.archive.clips.put("clip-1", partial);
    clips.tell(partial);
    browser.executeScript("location.hash = '#/incident/rsu-a-3-1'");
    see(".clip-facts", "Partial clip");
    see(".alert-card", "33.0 ms");
    await().atMost(PATIENCE).until(() -> number("video.currentTime") > 0.5);
    assertThat(number("video.videoWidth")).isEqualTo(RoadPictures.WIDTH);

    Path longer = folder.resolve("clip-longer.mp4");
    TinyClip.write(longer, 12);
    node.clips.put("clip-1", longer);
    double before = number("video.currentTime");
    ClipReady complete = clips.clip(incident, longer, 12, "b".repeat(64), true);
    clips.tell(complete);
    Topics.CLIPS.publish(vertx.eventBus(), complete);
    see(".clip-facts", "Complete clip");
    see(".clip-facts", "one gap of 2 s");
    assertThat(browser.findElement(By.cssSelector("video")).getDomAttribute("poster"))
        .contains("/api/v1/clips/clip-1/thumbnail.jpg");
    await().atMost(PATIENCE).until(() -> number("video.duration") > 11);
    await().atMost(PATIENCE).until(() -> number("video.currentTime") >= before);
    browser.executeScript(
        "const v = document.querySelector('video'); v.pause(); v.currentTime = 0");
    await().atMost(PATIENCE).until(() -> number("video.currentTime") == 0);
    new Actions(browser)
        .moveToElement(browser.findElement(By.cssSelector(".clip video")))
        .perform();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                browser.executeScript(
                    "return document.querySelector('.clip-preview')?.naturalWidth > 0 || false"),
            shown -> (Boolean) shown);
    screenshot("clip");
    click("//img[contains(@class, 'clip-preview')]");
    await().atMost(PATIENCE).until(() -> number("video.currentTime") > 0.2);
  }

  private Future<IncidentReply> obey(IncidentCommand command) {
    Incident before = node.archive.incidents.get(command.incident());
    IncidentState state =
        switch (command.action()) {
          case ACKNOWLEDGE -> IncidentState.ACKNOWLEDGED;
          case RESOLVE -> IncidentState.RESOLVED;
          case FALSE_ALARM -> IncidentState.FALSE_ALARM;
          default -> before.state();
        };
    Incident after = Samples.withState(before, state, command.actor(), command.note());
    node.archive.incidents.put(after.id(), after);
    Topics.INCIDENTS.publish(vertx.eventBus(), Samples.updated(after));
    return Future.succeededFuture(new IncidentReply("accepted", after.id(), after.version()));
  }

  private String pixels() {
    return (String)
        browser.executeScript(
            "const c = document.querySelector('mp-tile[camera=cam-1] canvas');"
                + "return [...c.getContext('2d').getImageData(0, c.height / 2, c.width, 1).data].join()");
  }
}
