package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.CameraChange;
import io.milepost.protocol.message.CameraSettings;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.ClipOrder;
import io.milepost.protocol.message.ClipOrdered;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.SourceFound;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.recording.summary.Words;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The console's pages of cameras, recordings and cases in a real browser. */
class ConsoleVideoIT extends ConsoleFixture {
  private static final long START = (System.currentTimeMillis() / 1000 - 7200) * 1000;
  private static final int SECONDS = 24;
  private static final int LATER = 660;

  private final List<CameraChange> changes = new CopyOnWriteArrayList<>();
  private final List<ClipOrder> orders = new CopyOnWriteArrayList<>();

  @Override
  void prepare() {
    road.show(0);
    Topics.cameraSet("rsu-a").answer(vertx.eventBus(), this::set);
    Topics.traces("rsu-a")
        .answer(vertx.eventBus(), q -> Future.succeededFuture(Samples.traces(q.incident())));
  }

  @Test
  void shouldLetAnAdministratorAddChangeAndRemoveACamera() throws Exception {
    open("/#/cameras");
    see(".camera-row[data-id=cam-2]", "no answer from the camera");
    click("//mp-cameras//button[contains(.,'Add camera')]");
    type("[name=address]", "rtsp://op:s3%20cret@10.0.0.5/ch1" + Keys.TAB);
    assertThat(value("address")).isEqualTo("rtsp://10.0.0.5/ch1");
    assertThat(value("user") + "/" + value("password")).isEqualTo("op/s3 cret");
    click("//mp-camera-form//button[contains(.,'Test')]");
    see(".good", "H.265, 1920 × 1080, 25 fps");
    type("[name=id]", "ramp");
    type("[name=lon]", "9,75" + Keys.ENTER);
    see("label.wrong", "must be given");
    assertThat(active()).isEqualTo("lat");
    screenshot("camera-form");
    type("[name=lat]", "51.5" + Keys.ENTER);
    see(".camera-row[data-id=ramp]", "Ramp");
    JsonObject added = sent(CameraChange.Action.ADD);
    assertThat(added.getString("source")).isEqualTo("rtsp://op:s3%20cret@10.0.0.5/ch1");
    assertThat(added.getDouble("lon")).isEqualTo(9.75);

    click("//div[@data-id='ramp']//button[contains(.,'Change')]");
    type("[name=name]", " east" + Keys.ENTER);
    see(".camera-row[data-id=ramp]", "Ramp east");
    assertThat(sent(CameraChange.Action.CHANGE))
        .isEqualTo(new JsonObject().put("name", "Ramp east"));
    click("//div[@data-id='ramp']//button[contains(@aria-label,'Remove')]");
    see(".remove-dialog", "Remove Ramp east?");
    click("//dialog//button[contains(.,'Remove')]");
    await()
        .atMost(PATIENCE)
        .until(() -> browser.findElements(By.cssSelector("[data-id=ramp]")).isEmpty());
    assertThat(browser.getPageSource()).doesNotContain("s3 cret").doesNotContain("s3%20cret");

    browser.executeScript(
        "const s = JSON.parse(sessionStorage['milepost.session']); s.role = 'viewer';"
            + "sessionStorage['milepost.session'] = JSON.stringify(s); location.reload()");
    see(".camera-row[data-id=cam-2]", "Camera down");
    assertThat(browser.findElements(By.cssSelector("mp-cameras button, mp-camera-form"))).isEmpty();
  }

  @Test
  void shouldPlayOnPastAGapAndMakeAClipOfWhatIsMarked() throws Exception {
    Path video = TestVideo.write(folder.resolve("v.mp4"), "mp4", 320, 240, 25, SECONDS * 25, 25);
    record(video, START);
    record(video, START + LATER * 1000L);
    Topics.clipOrders("rsu-a").answer(vertx.eventBus(), this::order);
    open("/#/recordings/cam-1?at=" + Instant.ofEpochMilli(START + 10_000));
    await().atMost(PATIENCE).until(() -> number("video?.currentTime ?? 0") > 5);
    press(" ");
    await().atMost(PATIENCE).until(() -> number("video.paused") == 1);
    double before = number("video.currentTime");
    press(Keys.ARROW_RIGHT);
    await().atMost(PATIENCE).until(() -> number("video.currentTime") >= before + 9.9);
    press("o");
    press(Keys.ARROW_LEFT);
    await().atMost(PATIENCE).until(() -> number("video.currentTime") < before + 1);
    press("i");
    see("mp-cut", "10 s");

    browser.executeScript(
        "const v = document.querySelector('video'); v.currentTime = 23; v.play()");
    see(".toast", "without recording");
    String later = Instant.ofEpochMilli(START + LATER * 1000L).toString().substring(0, 16);
    await().atMost(PATIENCE).until(() -> browser.getCurrentUrl().contains("at=" + later));

    WebElement bar = browser.findElement(By.cssSelector(".rec-bar"));
    new Actions(browser).dragAndDropBy(bar, 40, 0).perform();
    await().atMost(PATIENCE).until(() -> !value("from").isEmpty());
    click("//mp-cut//button[contains(.,'Save as clip')]");
    see("mp-cut .clip-facts", "Complete clip");
    await()
        .atMost(PATIENCE)
        .until(() -> number("document.querySelector('mp-cut video').duration || 0") > 3);
    ClipOrder order = orders.get(0);
    assertThat(order.camera()).isEqualTo("cam-1");
    assertThat(order.toMillis() - order.fromMillis()).isBetween(60_000L, 400_000L);
    see("mp-saved", "· 4 s");
    screenshot("recordings");
    noErrors();
  }

  @Test
  void shouldShowTheClipsOfAnIncidentSideBySideAndExportItsCase() throws Exception {
    Incident crash = Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    ConsoleClips clips = new ConsoleClips(node, road, folder);
    Path file = folder.resolve("clip.mp4");
    TinyClip.write(file, 4);
    for (String camera : List.of("cam-2", "cam-1")) {
      ClipReady clip = clips.of(crash, camera, file, 4);
      node.clips.put(clip.id(), file);
      clips.tell(clip);
    }
    node.words.put(
        crash.id(), List.of(new Words("clip-cam-1", "<b>Two</b> cars stand.", "model-1", 1L)));
    node.cases = (request, out) -> out.write(new byte[300_000]);
    open("/#/incident/rsu-a-3-1");
    see("mp-words", "<b>Two</b> cars stand.");
    see("mp-words", "said by model-1");
    see(".clips.several mp-clip:first-child .clip-facts", "Bridge north");
    see(".clips.several mp-clip:last-child .clip-facts", "Tunnel west");
    see(".clips mp-clip .gap-words", "one gap of 2 s");
    List<WebElement> shown = browser.findElements(By.cssSelector(".clips mp-clip"));
    assertThat(shown.get(0).getRect().y).isEqualTo(shown.get(1).getRect().y);
    screenshot("case");
    click("//mp-case//button");
    see(".toast", "Case exported, 300 KB");
    node.cases =
        (request, out) -> {
          out.write(new byte[200_000]);
          throw new IOException("the disk is gone");
        };
    click("//mp-case//button");
    see(".toast.error", "nothing was saved");
    assertThat(browser.findElement(By.linkText("Recording")).getDomAttribute("href"))
        .isEqualTo("#/recordings/cam-1?at=" + iso(crash.confirmedAt()));
  }

  private void open(String page) {
    resize(1440, 900);
    browser.get(node.url() + page);
    type("#password", ApiNode.PASSWORD + Keys.ENTER);
    see(".status", "Connected");
  }

  private void press(CharSequence key) {
    new Actions(browser).sendKeys(key).perform();
  }

  private String value(String name) {
    return String.valueOf(
        browser.executeScript(
            "return (document.querySelector('[name=' + arguments[0] + ']')"
                + " ?? document.querySelector('mp-cut input'))?.value ?? ''",
            name));
  }

  private String active() {
    return (String) browser.executeScript("return document.activeElement.name");
  }

  /** As the browser writes it, always with milliseconds. */
  private String iso(long millis) {
    return (String) browser.executeScript("return new Date(arguments[0]).toISOString()", millis);
  }

  private JsonObject sent(CameraChange.Action action) {
    return changes.stream()
        .filter(change -> change.action() == action)
        .reduce((first, second) -> second)
        .map(change -> new JsonObject(change.values()))
        .orElseThrow();
  }

  /** As the part of a node does that has its cameras. */
  private Future<Record> set(CameraChange change) {
    changes.add(change);
    JsonObject values = new JsonObject(change.values() == null ? "{}" : change.values());
    String id = change.camera() == null ? values.getString("id") : change.camera();
    switch (change.action()) {
      case CHECK -> {
        return Future.succeededFuture(
            new SourceFound("rtsp://10.0.0.5/ch1", "hevc", 1920, 1080, 25, 120));
      }
      case ADD -> {
        if (values.getValue("lat") == null) {
          throw new MilepostException(FailureCode.BAD_REQUEST, "lat: must be given");
        }
        states(id, "Ramp");
      }
      case CHANGE -> states(id, values.getString("name"));
      case REMOVE -> states(id, null);
      default -> {
        // Only told below.
      }
    }
    return Future.succeededFuture(
        new CameraSettings(
            id, "rsu-a", "added", Map.of("name", "Ramp", "source", "rtsp://10.0.0.5/ch1")));
  }

  private void states(String id, String name) {
    List<CameraState> next = new ArrayList<>(node.states);
    next.removeIf(state -> state.id().equals(id));
    if (name != null) {
      next.add(Samples.camera(id, name, "connecting", null));
    }
    node.states = List.copyOf(next);
  }

  private Future<ClipOrdered> order(ClipOrder order) {
    orders.add(order);
    Incident none = Samples.incident("rsu-a-3-9", IncidentType.DEBRIS, Severity.LOW, "cam-1");
    Path file = folder.resolve("ordered.mp4");
    return vertx
        .executeBlocking(
            () -> {
              TinyClip.write(file, 4);
              ConsoleClips clips = new ConsoleClips(node, road, folder);
              ClipReady clip = clips.of(none, "cam-1", file, 4);
              node.clips.put(clip.id(), file);
              clips.tell(clip);
              return clip.id();
            })
        .map(id -> new ClipOrdered(id, "rsu-a", "ordered"));
  }

  private void record(Path video, long startMillis) {
    SegmentRecorder recorder = node.recordings.recorder("cam-1");
    try (PacketFile packets = PacketFile.whole(video)) {
      recorder.begin(packets.info());
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        recorder.packet(packet, startMillis * 1000 + packet.pts(), 0);
      }
    }
    recorder.end("the end");
    long end = startMillis + SECONDS * 1000L - 10;
    await()
        .until(
            () -> recorder.status().recordedUpToMillis() >= end && !recorder.status().recording());
  }
}
