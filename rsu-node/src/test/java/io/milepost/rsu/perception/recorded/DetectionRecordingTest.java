package io.milepost.rsu.perception.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionRecordingTest {
  private static final Detection CAR =
      new Detection("car", ObjectClass.CAR, 0.5f, 10, 20.5f, 30, 40);

  @TempDir private Path folder;

  private static FrameDetections frame(long micros, Detection... found) {
    return new FrameDetections(
        "cam-1", micros, 1_700_000_000_000L, 640, 360, List.of(found), 1, 2, 3, 4);
  }

  private Path text(String... lines) throws Exception {
    return Files.write(folder.resolve("r.jsonl"), List.of(lines));
  }

  @Test
  void shouldReadBackWhatWasWritten() {
    Path file = folder.resolve("r.jsonl");
    try (DetectionWriter writer = new DetectionWriter(file, "abc")) {
      writer.write(frame(100_000, CAR));
      writer.write(frame(200_000));
    }
    try (DetectionReader reader = new DetectionReader(file, null)) {
      assertThat(reader.header())
          .isEqualTo(new RecordingHeader("detections-1", "cam-1", 640, 360, "abc"));
      FrameDetections first = reader.next();
      assertThat(first.ptsMicros()).isEqualTo(100_000);
      assertThat(first.utcMillis()).isEqualTo(1_700_000_000_000L);
      assertThat(first.detections()).containsExactly(CAR);
      assertThat(reader.next().detections()).isEmpty();
      assertThat(reader.next()).isNull();
      assertThat(reader.problem()).isEmpty();
    }
  }

  @Test
  void shouldTellOfATornLastLineAndKeepTheRest() throws Exception {
    Path file =
        text(
            "{\"milepost\":\"detections-1\",\"camera\":\"c\",\"width\":10,\"height\":10}",
            "{\"pts_us\":1,\"dets\":[]}",
            "{\"pts_us\":2,\"de");
    try (DetectionReader reader = new DetectionReader(file, null)) {
      assertThat(reader.next().ptsMicros()).isEqualTo(1);
      assertThat(reader.next()).isNull();
      assertThat(reader.problem().orElseThrow()).contains("torn");
    }
  }

  @Test
  void shouldReadForeignLinesWhenTheSizeIsGiven() throws Exception {
    Path file =
        text(
            "{\"frame\":0,\"t\":0.2,\"dets\":[{\"cls\":\"car\",\"conf\":0.5,\"box\":[10,20.5,30,40]}]}");
    try (DetectionReader reader = new DetectionReader(file, new int[] {640, 360})) {
      FrameDetections frame = reader.next();
      assertThat(frame.ptsMicros()).isEqualTo(200_000);
      assertThat(frame.detections()).containsExactly(CAR);
    }
    assertThatThrownBy(() -> new DetectionReader(file, null))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("--size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello|no recording",
        "{\"milepost\":\"detections-9\"}|this version reads detections-1",
        "{\"milepost\":\"detections-1\",\"width\":0,\"height\":1}|width and height",
        "[]|no recording"
      })
  void shouldRefuseWhatIsNoRecording(String line, String sentence) throws Exception {
    Path file = text(line);
    assertThatThrownBy(() -> new DetectionReader(file, null))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"pts_us\":1}|lacks pts_us or dets",
        "{\"pts_us\":1,\"dets\":[[1,2]]}|six values",
        "{\"pts_us\":1,\"dets\":[[\"car\",\"x\",1,2,3,4]]}|must be numbers",
        "rubbish|line 2 is not JSON"
      })
  void shouldNameTheLineThatIsBroken(String line, String sentence) throws Exception {
    Path file =
        text(
            "{\"milepost\":\"detections-1\",\"camera\":\"c\",\"width\":10,\"height\":10}",
            line,
            "{\"pts_us\":2,\"dets\":[]}");
    try (DetectionReader reader = new DetectionReader(file, null)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(MilepostException.class)
          .hasMessageContaining(sentence);
    }
  }
}
