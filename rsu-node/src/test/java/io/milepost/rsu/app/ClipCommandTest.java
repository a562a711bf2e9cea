package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.RecordedDay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code clip} on the folder of a unit that records and of one that does not. */
class ClipCommandTest {
  private static final long START = 1_750_000_000_000L;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;
  private Path video;

  @BeforeEach
  void makeVideo() {
    data = folder.resolve("data");
    video = TestVideo.write(folder.resolve("v.mp4"), "mp4", 160, 120, 25, 300, 25);
  }

  private int run(String... args) {
    CommandLine line = MilepostMain.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)).execute(args);
  }

  private int clip(String moment, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "clip";
    args[1] = moment;
    args[2] = "--data";
    args[3] = data.toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return run(args);
  }

  @Test
  void shouldCutFromTheFolderOfAStoppedUnit() throws Exception {
    RecordedDay.record(data, "ramp", video, START).close();
    Path target = folder.resolve("crash.mp4");
    String[] options = {
      "--camera", "ramp", "--pre", "2", "--post", "3", "--out", target.toString()
    };
    assertThat(clip("2025-06-15T15:06:45.120Z", options)).isZero();
    assertThat(out.toString())
        .contains("crash.mp4")
        .contains("2025-06-15T15:06:43.120Z to 2025-06-15T15:06:48.120Z")
        .contains("5.000 s")
        .contains("hidden by an edit list");
    try (PacketFile packets = PacketFile.whole(target)) {
      assertThat(packets.durationMicros()).isEqualTo(5_000_000);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldCutWhileTheUnitRecordsAndNameTheGapsInJson() throws Exception {
    try (AutoCloseable unit = RecordedDay.record(data, "ramp", video, START)) {
      assertThat(unit).isNotNull();
      Path target = folder.resolve("now.mp4");
      String[] options = {
        "--camera", "ramp", "--pre", "2", "--post", "60", "--json", "--out", target.toString()
      };
      assertThat(clip(Long.toString(START + 8000), options)).isZero();
      JsonNode told = Json.read(out.toString(), JsonNode.class);
      assertThat(told.get("start_ms").asLong()).isEqualTo(START + 6000);
      assertThat(told.get("gaps").get(0).get("to_ms").asLong()).isEqualTo(START + 68_000);
      assertThat(told.get("bytes").asLong()).isEqualTo(Files.size(target));
    }
  }

  @Test
  void shouldSayWhatIsWrongAndEndWithTheRightCode() throws Exception {
    assertThat(clip("2025-06-15T15:06:45Z", "--camera", "ramp")).isEqualTo(2);
    assertThat(err.toString()).contains("segments.db does not exist");
    RecordedDay.record(data, "ramp", video, START).close();
    assertThat(clip("noon", "--camera", "ramp")).isEqualTo(2);
    assertThat(err.toString()).contains("T0 must be");
    assertThat(clip("1000", "--camera", "tunnel")).isEqualTo(2);
    assertThat(err.toString()).contains("there are recordings of ramp");
    assertThat(clip("1000000", "--camera", "ramp", "--pre", "1", "--post", "1")).isEqualTo(1);
    assertThat(err.toString()).contains("nothing is recorded of camera ramp");
    assertThat(clip("1000", "--camera", "ramp", "--pre", "-4")).isEqualTo(2);
    assertThat(clip(Long.toString(START + 3000), "--camera", "ramp", "--profile", "vhs"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("known are board and pc");
    assertThat(run("clip", "--help")).isZero();
    assertThat(out.toString()).contains("Exit code");
  }
}
