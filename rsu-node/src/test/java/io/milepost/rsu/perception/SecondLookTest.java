package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.simulator.SimulateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second look finds that the first has missed, and what it must not add. */
class SecondLookTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("milepost.home"), "models", "milepost-road.onnx");
  private static final Crop MIDDLE = new Crop(100, 100, 200, 200);

  @TempDir Path folder;

  @Test
  void shouldFindDistantVehiclesWhenTheWholePictureIsTooCoarse() throws Exception {
    Path video = folder.resolve("far.mp4");
    Path truth = folder.resolve("far.json");
    String line = "free --seed 21 --light day --seconds 4 --fps 5 --size 1280x720";
    String[] files = {"--out", video.toString(), "--truth", truth.toString()};
    String[] args = (line + " " + String.join(" ", files)).split(" ");
    assertThat(SimulateCommand.commandLine().execute(args)).isZero();
    Iterator<JsonNode> frames =
        Json.read(Files.readAllBytes(truth), JsonNode.class).path("frames").elements();
    int small = 0;
    int first = 0;
    int second = 0;
    try (Model model = new ModelLoader(1).load(SHIPPED);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        SecondLook look = new SecondLook(DetectorConfig.defaults());
        VideoFileReader reader = new VideoFileReader(video);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        FrameDetections whole = detector.detect("cam", frame);
        for (JsonNode object : frames.next().path("objects")) {
          double x = object.path("x").asDouble() + object.path("w").asDouble() / 2;
          double y = object.path("y").asDouble() + object.path("h").asDouble() / 2;
          if (object.path("h").asDouble() < 16 && object.path("visibility").asDouble() > 0.9) {
            FrameDetections both =
                look.look(detector, frame, whole, new Attention.Place(x / 1280, y / 720, 0));
            small++;
            first += seen(whole, "car", x, y, 4) ? 1 : 0;
            second += seen(both, "car", x, y, 4) ? 1 : 0;
          }
        }
      }
    }
    assertThat(small).isGreaterThan(10);
    assertThat(first).isLessThanOrEqualTo(small / 5);
    assertThat(second).isGreaterThanOrEqualTo(small * 3 / 4);
  }

  @Test
  void shouldFindThePedestrianOnTheShoulderWhenTheWholePictureDoesNotShowHim() {
    Path nano = SharedData.file("models/yolox_nano.onnx");
    Path video = SharedData.file("video/bgslib_video02.avi");
    try (Model model = new ModelLoader(1).load(nano);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        SecondLook look = new SecondLook(DetectorConfig.defaults());
        VideoFileReader reader = new VideoFileReader(video);
        VideoFrame frame = new VideoFrame()) {
      for (int i = 0; i <= 300; i++) {
        assertThat(reader.next(frame)).isTrue();
      }
      FrameDetections whole = detector.detect("cam", frame);
      Attention.Place place = new Attention.Place(292 / 320.0, 114 / 240.0, 0);
      FrameDetections both = look.look(detector, frame, whole, place);

      assertThat(seen(whole, "person", 292, 114, 8)).isFalse();
      assertThat(seen(both, "person", 292, 114, 8)).isTrue();
      assertThat(both.width()).isEqualTo(320);
      assertThat(both.ptsMicros()).isEqualTo(whole.ptsMicros());
      assertThat(both.inferenceMicros()).isGreaterThan(whole.inferenceMicros());
    }
  }

  @Test
  void shouldKeepTheSurerBoxWhenBothLooksSawTheObject() {
    Detection whole = box("car", 0.5f, 150, 150, 40, 20);
    Detection part = box("car", 0.8f, 152, 151, 40, 20);

    assertThat(join(List.of(whole), List.of(part))).containsExactly(part);
    assertThat(join(List.of(part), List.of(whole))).containsExactly(part);
  }

  @Test
  void shouldKeepBothWhenTheyAreOfDifferentClassesOrApart() {
    Detection car = box("car", 0.5f, 150, 150, 40, 20);
    Detection person = box("person", 0.8f, 152, 151, 40, 20);
    Detection other = box("car", 0.4f, 230, 150, 40, 20);

    assertThat(join(List.of(car), List.of(person, other))).containsExactly(person, car, other);
  }

  @Test
  void shouldLeaveToTheWholeWhatTheEdgeOfThePartCutsOff() {
    Detection half = box("car", 0.9f, 101, 150, 30, 30);

    assertThat(join(List.of(), List.of(half))).isEmpty();
    assertThat(
            SecondLook.join(List.of(), List.of(half), new Crop(100, 0, 200, 200), 300, 200, 0.45f))
        .isEmpty();
    Detection atTheBorder = box("car", 0.9f, 270, 150, 30, 30);
    assertThat(
            SecondLook.join(
                List.of(), List.of(atTheBorder), new Crop(100, 0, 200, 200), 300, 200, 0.45f))
        .containsExactly(atTheBorder);
  }

  @Test
  void shouldNotAddAPartOfWhatTheWholeHasSeen() {
    Detection truck = box("truck", 0.9f, 120, 120, 160, 100);
    Detection cabin = box("truck", 0.6f, 130, 140, 40, 40);

    assertThat(join(List.of(truck), List.of(cabin))).containsExactly(truck);
  }

  @Test
  void shouldNotTouchWhatTheFirstLookKept() {
    Detection near = box("person", 0.9f, 120, 120, 60, 150);
    Detection behind = box("person", 0.5f, 130, 130, 20, 40);

    assertThat(join(List.of(near, behind), List.of())).containsExactly(near, behind);
  }

  @Test
  void shouldStayInsideThePictureWhenThePlaceIsAtItsEdge() {
    assertThat(Crop.around(1, 1, 1920, 1080, 416, 416)).isEqualTo(new Crop(1504, 664, 416, 416));
    assertThat(Crop.around(0, 0.5, 1920, 1080, 416, 416)).isEqualTo(new Crop(0, 332, 416, 416));
    assertThat(Crop.around(0.5, 0.5, 2, 2, 416, 416)).isEqualTo(new Crop(0, 0, 2, 2));
  }

  @Test
  void shouldDoubleTheResolutionWhenTheWholePictureHadAllOfItsOwn() {
    // 320 pixels are enlarged to 416; half of them fill the input.
    assertThat(Crop.around(0.5, 0.5, 320, 240, 416, 416)).isEqualTo(new Crop(80, 40, 160, 160));
  }

  private static List<Detection> join(List<Detection> whole, List<Detection> part) {
    return SecondLook.join(whole, part, MIDDLE, 400, 400, 0.45f);
  }

  private static boolean seen(FrameDetections in, String label, double x, double y, double off) {
    return in.detections().stream()
        .anyMatch(
            d ->
                d.label().equals(label)
                    && Math.abs(d.x() + d.w() / 2 - x) < off
                    && Math.abs(d.y() + d.h() / 2 - y) < off);
  }

  private static Detection box(String label, float confidence, float x, float y, float w, float h) {
    return new Detection(label, ObjectClass.of(label), confidence, x, y, w, h);
  }
}
