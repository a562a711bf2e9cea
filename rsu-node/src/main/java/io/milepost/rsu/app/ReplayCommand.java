package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.recorded.DetectionReader;
import io.milepost.rsu.rules.RuleEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: rules over recorded detections, one set of rules or two side by side. */
@Command(
    name = "replay",
    description = {
      "Runs rules over recorded detections, faster than any camera; with --against, two sets of rules"
          + " side by side."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/milepost analyze crash.mp4 --record crash.jsonl",
      "  scripts/milepost replay crash.jsonl --config new.yaml --against old.yaml"
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "1..*",
      paramLabel = "RECORDING",
      description = "Made by analyze --record or evaluate --record; one camera each.")
  private List<Path> recordings;

  @Option(
      names = "--config",
      paramLabel = "CAMERA.yaml",
      description = "Camera configuration with the rules to run (default: the default rules).")
  private Path config;

  @Option(
      names = "--against",
      paramLabel = "CAMERA.yaml",
      description = "A second set of rules to compare with; 'default' for the default rules.")
  private String against;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Picture size of recordings that do not say it.")
  private String size;

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "Also writes the result to this file as one JSON object.")
  private Path json;

  @Override
  public Integer call() {
    try {
      AnalyzeConfig first =
          config == null ? AnalyzeConfig.defaults() : AnalyzeConfig.read(config, false);
      AnalyzeConfig second = against == null ? null : second();
      int[] pixels = size == null ? null : pixels();
      List<Comparison.Result> results = new ArrayList<>();
      for (Path recording : recordings) {
        Comparison comparison = replay(recording, first, second, pixels);
        comparison.print(spec.commandLine().getOut());
        results.add(comparison.result());
      }
      if (json != null) {
        Files.writeString(json, Json.write(results) + "\n");
      }
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      spec.commandLine().getErr().println("milepost replay: cannot write " + json);
      return CommandLine.ExitCode.USAGE;
    } catch (MilepostException e) {
      spec.commandLine().getErr().println("milepost replay: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private AnalyzeConfig second() {
    return against.equals("default")
        ? AnalyzeConfig.defaults()
        : AnalyzeConfig.read(Path.of(against), false);
  }

  private int[] pixels() {
    if (!size.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "--size must look like 640x360 but is " + size);
    }
    int cross = size.indexOf('x');
    return new int[] {
      Integer.parseInt(size.substring(0, cross)), Integer.parseInt(size.substring(cross + 1))
    };
  }

  private Comparison replay(
      Path recording, AnalyzeConfig first, AnalyzeConfig second, int[] pixels) {
    try (DetectionReader reader = new DetectionReader(recording, pixels)) {
      Comparison comparison = new Comparison(recording.toString(), second != null);
      RuleEngine one = first.engine(reader.header().camera());
      RuleEngine two = second == null ? null : second.engine(reader.header().camera());
      long begun = System.nanoTime();
      for (FrameDetections f = reader.next(); f != null; f = reader.next()) {
        comparison.frame(f);
        comparison.first(one.observe(f));
        if (two != null) {
          comparison.second(two.observe(f));
        }
      }
      comparison.took(System.nanoTime() - begun);
      reader.problem().ifPresent(words -> spec.commandLine().getErr().println(words));
      return comparison;
    }
  }
}
