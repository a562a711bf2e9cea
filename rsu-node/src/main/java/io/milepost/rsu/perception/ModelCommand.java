package io.milepost.rsu.perception;

import io.milepost.protocol.failure.MilepostException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model}: what there is to know about a detector file before it is used. */
@Command(
    name = "model",
    description = "Looks into detector files.",
    mixinStandardHelpOptions = true,
    subcommands = ModelCommand.Inspect.class)
public final class ModelCommand implements Callable<Integer> {
  private static final int RUNS = 20;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: inspect");
  }

  /** {@code model inspect FILE}. */
  @Command(
      name = "inspect",
      description = "Says whether a model can be used, what it finds and how fast it is here.",
      footer = {"", "Example:", "  scripts/milepost model inspect models/milepost-road.onnx"},
      mixinStandardHelpOptions = true)
  static final class Inspect implements Callable<Integer> {
    @Spec private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "ONNX file.")
    private Path file;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "1",
        description = "Threads for one inference, 1..16 (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() {
      try (Model model = new ModelLoader(threads).load(file);
          Detector detector = new Detector(model, DetectorConfig.defaults())) {
        print(model.info(), medianMillis(detector), spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
      } catch (MilepostException e) {
        spec.commandLine().getErr().println("milepost model inspect: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
    }

    private double medianMillis(Detector detector) {
      long[] nanos = new long[RUNS];
      for (int i = -3; i < RUNS; i++) {
        long begun = System.nanoTime();
        detector.run();
        nanos[Math.max(0, i)] = System.nanoTime() - begun;
      }
      Arrays.sort(nanos);
      return nanos[RUNS / 2] / 1e6;
    }

    private void print(ModelInfo info, double millis, PrintWriter out) {
      line(out, "file", info.path().toString());
      line(out, "sha256", info.sha256());
      line(out, "layout", info.layout().title());
      line(out, "input", info.inputWidth() + "x" + info.inputHeight());
      line(out, "classes", info.classes().size() + ": " + shown(info.classes()));
      line(out, "for rules", forRules(info.classes()));
      line(out, "licence", info.licence().isEmpty() ? "not declared" : info.licence());
      info.licenceWarning().ifPresent(words -> line(out, "note", words));
      line(out, "load", info.loadMillis() + " ms");
      line(
          out,
          "speed",
          String.format(
              Locale.ROOT,
              "%.1f ms per picture here (median of %d, %d thread%s)",
              millis,
              RUNS,
              threads,
              threads == 1 ? "" : "s"));
      out.flush();
    }

    private static String shown(List<String> classes) {
      return String.join(", ", classes.subList(0, Math.min(12, classes.size())))
          + (classes.size() > 12 ? ", …" : "");
    }

    private static String forRules(List<String> classes) {
      List<String> known =
          classes.stream().filter(c -> ObjectClass.of(c) != ObjectClass.OTHER).toList();
      return known.isEmpty() ? "none of them; no rule will ever fire" : String.join(", ", known);
    }

    private static void line(PrintWriter out, String name, String value) {
      out.printf("%-10s %s%n", name, value);
    }
  }
}
