package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.HoldDesk;
import io.milepost.rsu.recording.HoldVerticle;
import io.milepost.rsu.recording.Pins;
import io.milepost.rsu.recording.SegmentRecorder;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What is held and what removed cameras left, in a real browser. */
class ConsoleHoldsIT extends ConsoleFixture {
  private static final long START = (System.currentTimeMillis() / 1000 - 3600) * 1000;

  @Override
  void prepare() throws Exception {
    road.show(0);
    Topics.traces("rsu-a")
        .answer(vertx.eventBus(), q -> Future.succeededFuture(Samples.traces(q.incident())));
    HoldDesk desk =
        new HoldDesk("rsu-a", node.recordings, Clock.systemUTC(), (action, by, why, hold) -> {});
    HoldVerticle verticle = new HoldVerticle("rsu-a", desk, node.recordings.holdings());
    await(vertx.deployVerticle(verticle, ApiNode.worker()));
    Path video = TestVideo.write(folder.resolve("v.mp4"), "mp4", 160, 120, 25, 500, 25);
    record("cam-1", video);
    record("old-ramp", video);
    node.recordings.remove("old-ramp");
  }

  private void record(String camera, Path video) {
    SegmentRecorder recorder = node.recordings.recorder(camera);
    try (PacketFile packets = PacketFile.whole(video)) {
      recorder.begin(packets.info());
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        recorder.packet(packet, START * 1000 + packet.pts(), 0);
      }
    }
    recorder.end("the end");
    await().until(() -> !recorder.status().recording() && recorder.status().segments() >= 2);
  }

  private List<Pins.Pin> pins() {
    return node.recordings.pins().list();
  }

  private boolean fits() {
    return Boolean.TRUE.equals(
        browser.executeScript(
            "return document.getElementById('content').scrollWidth <= innerWidth"
                + " && (document.querySelector('dialog[open]')?.getBoundingClientRect().right ?? 0)"
                + " <= innerWidth"));
  }

  @Test
  void shouldHoldWhatIsShownAndAnIncidentAndReleaseItAgain() throws Exception {
    resize(1440, 900);
    browser.get(node.url() + "/#/recordings");
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see(".rec-name", "100 %");
    see(".holds", "Nothing of the time shown is held");
    click("//mp-holds//button[contains(.,'Hold what is shown')]");
    type("[name=hold-reason]", "insurer 4711, police" + Keys.ENTER);
    see(".holds li", "insurer 4711, police");
    assertThat(pins().get(0).kind()).isEqualTo(Pins.Kind.PIN);
    assertThat(pins().get(0).toMicros() - pins().get(0).fromMicros()).isEqualTo(86_400_000_000L);
    see(".holds li", "Bridge north");
    assertThat(browser.findElements(By.cssSelector(".rec-held[height]"))).hasSize(1);
    screenshot("holds");
    resize(390, 844);
    assertThat(fits()).isTrue();
    click("//mp-holds//button[contains(.,'Release')]");
    type("[name=hold-reason]", "over");
    assertThat(fits()).isTrue();
    screenshot("phone-hold");
    type("[name=hold-reason]", "" + Keys.ENTER);
    see(".holds", "Nothing of the time shown is held");
    assertThat(pins()).isEmpty();

    resize(1440, 900);
    Incident crash =
        Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1", START + 9000);
    node.archive.incidents.put(crash.id(), crash);
    browser.executeScript("location.hash = '#/incident/rsu-a-3-1'");
    see(".page-head", "Hold");
    click("//header//button[contains(.,'Hold')]");
    await()
        .atMost(PATIENCE)
        .until(() -> browser.findElement(By.cssSelector("[value=hold]")).isDisplayed());
    browser.findElement(By.cssSelector("[value=hold]")).click();
    type("[name=hold-reason]", "court" + Keys.ENTER);
    see(".toast", "It is held now");
    assertThat(pins().get(0).kind()).isEqualTo(Pins.Kind.HOLD);
    assertThat(pins().get(0).camera()).isEqualTo("cam-1");
    noErrors();
  }

  @Test
  void shouldListAndPlayWhatRemovedCamerasRecorded() throws Exception {
    resize(1440, 900);
    browser.get(node.url() + "/#/recordings");
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see(".removed summary", "Removed cameras (1)");
    browser.findElement(By.cssSelector(".removed summary")).click();
    browser.findElement(By.linkText("old-ramp")).click();
    await().atMost(PATIENCE).until(() -> number("video?.currentTime ?? 0") > 1);
    see(".rec-name", "old-ramp");
    screenshot("removed-camera");
    noErrors();
  }
}
