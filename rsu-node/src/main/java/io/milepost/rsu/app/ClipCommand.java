package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.config.ConfigSource;
import io.milepost.rsu.recording.ClipFile;
import io.milepost.rsu.recording.ClipInfo;
import io.milepost.rsu.recording.Footage;
import io.milepost.rsu.recording.RecordingDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.DoubleConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip}: a clip of any recorded time, straight from a node's folder. */
@Command(
    name = "clip",
    description =
        "Cuts a clip out of what a unit has recorded. The unit may run or not; nothing is changed.",
    footer = {
      "",
      "Exit code: 0 when the clip is written, 1 when nothing is recorded of that time or the clip",
      "cannot be written, 2 when the command is wrong.",
      "",
      "Examples:",
      "  scripts/milepost clip 2026-01-31T12:00:00Z --camera ramp --data data/rsu",
      "  scripts/milepost clip 1769860800000 --camera ramp --pre 30 --post 60 --out crash.mp4",
      "  scripts/milepost clip 2026-01-31T12:00:00Z --camera ramp --profile pc"
    },
    mixinStandardHelpOptions = true)
public final class ClipCommand implements Callable<Integer> {
  private static final double MOST_SECONDS = 3600;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "T0",
      description = "The moment: a time such as 2026-01-31T12:00:00Z, or UTC milliseconds.")
  private String moment;

  @Option(names = "--camera", required = true, paramLabel = "ID", description = "Which camera.")
  private String camera;

  @Option(
      names = "--pre",
      paramLabel = "S",
      defaultValue = "300",
      description = "Seconds before the moment, 0 to 3600. Standard: ${DEFAULT-VALUE}.")
  private double pre;

  @Option(
      names = "--post",
      paramLabel = "S",
      defaultValue = "300",
      description = "Seconds after the moment, 0 to 3600. Standard: ${DEFAULT-VALUE}.")
  private double post;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the clip goes. Standard: CAMERA-T0.mp4 here.")
  private Path out;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Encodes anew to AV1, smaller: board (quick) or pc (slower, finer).")
  private String profile;

  @Option(
      names = "--config",
      paramLabel = "CONFIG.yaml",
      description = "The unit's configuration, which names its folders.")
  private Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The unit's folder. Standard: what --config says, else data/rsu.")
  private Path data;

  @Option(names = "--json", description = "Prints what was written as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode values = config == null ? null : ConfigSource.yaml(config).values();
    Path folder = data;
    if (folder == null) {
      String named = values == null ? "" : values.path("node").path("data").asText("");
      folder = Path.of(named.isEmpty() ? "data/rsu" : named);
    }
    String recordings = values == null ? "" : values.path("recording").path("folder").asText("");
    long at = moment();
    ClipFile.Wanted wanted =
        new ClipFile.Wanted(camera, at - millis("--pre", pre), at + millis("--post", post), at);
    Path target = out == null ? Path.of(camera + "-" + at + ".mp4") : out;
    try (RecordingDatabase database = RecordingDatabase.readOnly(folder.resolve("segments.db"))) {
      Footage footage =
          Footage.in(
              recordings.isEmpty() ? folder.resolve("recordings") : Path.of(recordings),
              folder.resolve("clips"),
              database);
      List<String> known = footage.cameras();
      if (!known.contains(camera)) {
        throw new MilepostException(
            FailureCode.NOT_FOUND,
            "nothing is recorded of camera '"
                + camera
                + "'; there are recordings of "
                + (known.isEmpty() ? "none" : String.join(", ", known)));
      }
      Optional<ClipFile.Made> made = ClipFile.make(footage, wanted, profile, target, progress());
      if (made.isEmpty()) {
        throw new MilepostException(
            FailureCode.UNAVAILABLE,
            "nothing is recorded of camera "
                + camera
                + " from "
                + Instant.ofEpochMilli(wanted.fromMillis())
                + " to "
                + Instant.ofEpochMilli(wanted.toMillis()));
      }
      print(made.get(), target);
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE, "the clip cannot be written: " + e.getMessage(), e);
    }
  }

  private long moment() {
    try {
      return moment.matches("\\d{1,15}")
          ? Long.parseLong(moment)
          : Instant.parse(moment).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "T0 must be UTC milliseconds or a time such as 2026-01-31T12:00:00Z, not " + moment);
    }
  }

  private long millis(String option, double seconds) {
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + " must be seconds from 0 to 3600, not " + seconds);
    }
    return Math.round(seconds * 1000);
  }

  /** A line on the screen that counts up; nothing when nobody looks. */
  private DoubleConsumer progress() {
    PrintWriter err = spec.commandLine().getErr();
    int[] told = {-1};
    return done -> {
      int percent = (int) (100 * done);
      if (System.console() != null && percent != told[0]) {
        told[0] = percent;
        err.print("\r" + percent + " %" + (percent >= 100 ? "\n" : ""));
        err.flush();
      }
    };
  }

  private void print(ClipFile.Made made, Path target) {
    PrintWriter to = spec.commandLine().getOut();
    ClipInfo info = made.info();
    if (json) {
      to.println(Json.write(info));
      to.flush();
      return;
    }
    line(to, "clip", target.toString());
    line(to, "shows", time(info.startMs()) + " to " + time(info.endMs()));
    line(to, "length", String.format(Locale.ROOT, "%.3f s", info.seconds()));
    line(to, "size", String.format(Locale.ROOT, "%.1f MB", info.bytes() / 1e6));
    line(to, "sha256", info.sha256());
    if (info.startsAtKeyPictureMs() < info.startMs()) {
      line(to, "key picture", time(info.startsAtKeyPictureMs()) + ", hidden by an edit list");
    }
    for (ClipInfo.Stretch gap : info.gaps()) {
      line(to, "gap", time(gap.fromMs()) + " to " + time(gap.toMs()) + ", nothing recorded");
    }
    for (ClipInfo.Stretch other : info.leftOut()) {
      line(to, "left out", time(other.fromMs()) + " to " + time(other.toMs()) + ", another format");
    }
    if (info.export() != null) {
      line(to, "encoded", info.export());
    }
    line(to, "took", String.format(Locale.ROOT, "%.2f s", made.tookSeconds()));
    to.flush();
  }

  private static void line(PrintWriter to, String name, String value) {
    to.printf("%-12s %s%n", name, value);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
