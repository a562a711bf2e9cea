package io.milepost.bench.video;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.bench.FigureTable;
import io.milepost.bench.Sample;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench video}: what keeping and showing video costs, beside FFmpeg in the same run. */
@Command(
    name = "video",
    mixinStandardHelpOptions = true,
    description = {
      "Measures recording, clips, live video and the timeline.",
      "Recording and clips are measured beside ffmpeg (Debian's package ffmpeg must be installed),"
          + " with H.264 of 1280x720 at 4 Mb/s. Prints a table and, last, one JSON line."
    })
public final class VideoBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Repeats of each comparison, 1..20 (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "Length of one recording, 5..600 (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "12",
      description = "Cameras recorded at a time, 1..100 (default: ${DEFAULT-VALUE}).")
  private int cameras;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Also record for so long and watch completeness and memory, 0..600 (default:"
              + " ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Only these of record, motion, clip, timeline, live.")
  private List<String> only = List.of();

  private final FigureTable table = new FigureTable();
  private PrintWriter progress;

  /** Made by picocli. */
  public VideoBench() {}

  @Override
  public Integer call() throws Exception {
    FigureTable.require(spec, "--repeats", repeats, 1, 20);
    FigureTable.require(spec, "--seconds", seconds, 5, 600);
    FigureTable.require(spec, "--cameras", cameras, 1, 100);
    FigureTable.require(spec, "--minutes", minutes, 0, 600);
    List<String> parts = List.of("record", "motion", "clip", "timeline", "live");
    for (String each : only) {
      if (!parts.contains(each)) {
        throw new ParameterException(
            spec.commandLine(), "--only knows " + String.join(", ", parts) + ", not " + each);
      }
    }
    if (!Peer.has("ffmpeg")) {
      throw new ParameterException(
          spec.commandLine(), "ffmpeg is not installed; install Debian's package ffmpeg");
    }
    progress = spec.commandLine().getErr();
    Path work = Files.createTempDirectory("milepost-bench");
    try {
      measure(work);
    } finally {
      try (Stream<Path> left = Files.walk(work)) {
        for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return 0;
  }

  private void measure(Path work) throws Exception {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("cpus", Runtime.getRuntime().availableProcessors());
    if (wanted("timeline")) {
      say("a timeline of thirty days …");
      Sample millis = new TimelineCost(Files.createDirectories(work.resolve("timeline"))).run(200);
      table.row("a day of thirty, ms", millis, "≤ 50");
      table.row("  slowest of 100", millis.quantile(0.99), "");
      line.put("timeline_ms", FigureTable.round(millis.median()));
      line.put("timeline_p99_ms", FigureTable.round(millis.quantile(0.99)));
    }
    say("encoding the cameras' video …");
    Path video = VideoFiles.fourMegabits(work);
    if (wanted("record")) {
      record(line, new RecordCost(video, work, cameras, seconds));
    }
    if (wanted("motion")) {
      motion(line, new MotionCost(video, work, Math.min(cameras, 4), seconds));
    }
    if (wanted("clip")) {
      clip(line, new ClipCost(video, work));
    }
    if (wanted("live")) {
      say("live pictures in a browser, and many viewers …");
      new LiveCost(progress, (int) seconds)
          .run(work)
          .forEach((name, value) -> live(line, name, value));
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.println(line);
    out.flush();
  }

  private boolean wanted(String part) {
    return only.isEmpty() || only.contains(part);
  }

  private void record(ObjectNode line, RecordCost cost) throws IOException {
    say("recording " + cameras + " cameras, and ffmpeg doing so …");
    RecordCost.Result result = cost.run(repeats, progress);
    table.row("recording, % of a core per camera", result.ours(), "≤ 1");
    table.row("  ffmpeg -c copy -f segment", result.ffmpeg(), "");
    table.row("  ratio", result.ratio(), "≤ 1.2");
    table.row("  Mb/s per camera", result.megabits(), "");
    line.put("record_cpu_ratio", FigureTable.round(result.ratio().median()));
    line.put("record_cpu_percent_per_camera", FigureTable.round(result.ours().median()));
    line.put("record_cpu_percent_ffmpeg", FigureTable.round(result.ffmpeg().median()));
    if (minutes > 0) {
      say("recording for " + minutes + " minutes …");
      RecordCost.Long run = cost.run(minutes, progress);
      table.row(
          "recorded of " + minutes + " min, worst camera, %", run.completeness() * 100, "100");
      table.row("  growth of memory, MiB", run.endMib() - run.beginMib(), "0");
      line.put("completeness", run.completeness());
      line.put("rss_begin_mb", FigureTable.round(run.beginMib()));
      line.put("rss_end_mb", FigureTable.round(run.endMib()));
    }
  }

  private void motion(ObjectNode line, MotionCost cost) throws IOException {
    if (!Peer.has("motion")) {
      say("motion is not installed: that comparison is left out");
      return;
    }
    say("motion recording the same cameras …");
    Sample percent = cost.run(repeats);
    table.row("  motion, % of a core per camera", percent, "");
    line.put("record_cpu_percent_motion", FigureTable.round(percent.median()));
  }

  private void clip(ObjectNode line, ClipCost cost) throws Exception {
    say("clips of 600 seconds, and ffmpeg making them …");
    ClipCost.Result result = cost.run(repeats);
    table.row("clip of 600 s, seconds", result.ours(), "≤ 3");
    table.row("  ffmpeg -f concat -c copy", result.ffmpeg(), "");
    table.row("  ratio", result.ratio(), "≤ 1.2");
    table.row("first part of a clip, seconds after the trigger", result.partial(), "≤ 3");
    line.put("clip_seconds", FigureTable.round(result.ours().median()));
    line.put("clip_seconds_ffmpeg", FigureTable.round(result.ffmpeg().median()));
    line.put("clip_ratio", FigureTable.round(result.ratio().median()));
    line.put("partial_seconds", FigureTable.round(result.partial().median()));
  }

  private void live(ObjectNode line, String name, double value) {
    table.row(name, value, LiveCost.GOALS.getOrDefault(name, ""));
    line.put(name, FigureTable.round(value));
  }

  private void say(String words) {
    progress.println(words);
    progress.flush();
  }
}
