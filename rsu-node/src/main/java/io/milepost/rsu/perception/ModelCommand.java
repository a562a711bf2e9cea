package io.milepost.rsu.perception;

import io.milepost.protocol.failure.MilepostException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
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
  private static final int WARM_UP = 3;

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

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "50",
        description = "Runs to measure, 1..100000 (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
        names = "--provider",
        paramLabel = "NAME",
        defaultValue = "cpu",
        description = "cpu, cuda or tensorrt (default: ${DEFAULT-VALUE}).")
    private String provider;

    @Option(
        names = "--size",
        paramLabel = "WxH",
        defaultValue = "",
        description =
            "Input size for a model that leaves it open (default: its own, else 640x640).")
    private String size;

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
      if (runs < 1 || runs > 100_000) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--runs must be 1..100000 but is " + runs);
      }
      try {
        ModelOptions options =
            new ModelOptions(threads, ExecutionProvider.of(provider), InputSize.of(size));
        OrtRuntime.environment();
        long before = ResidentMemory.bytes();
        try (Model model = new ModelLoader(options).load(file);
            Detector detector = new Detector(model, DetectorConfig.defaults())) {
          double[] millis = new double[runs];
          double[] cpuMillis = new double[runs];
          measure(detector, millis, cpuMillis);
          ModelReport report =
              new ModelReport(
                  model.info(),
                  threads,
                  millis,
                  onThisThread() ? cpuMillis[runs / 2] : 0,
                  Math.max(0, ResidentMemory.bytes() - before));
          PrintWriter out = spec.commandLine().getOut();
          out.print(json ? report.json() + System.lineSeparator() : report.text());
          out.flush();
        }
        return CommandLine.ExitCode.OK;
      } catch (MilepostException e) {
        spec.commandLine().getErr().println("milepost model inspect: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
    }

    private boolean onThisThread() {
      return threads == 1 && provider.equals("cpu");
    }

    /** Milliseconds of every run, and of the processor in it, ascending. */
    private void measure(Detector detector, double[] millis, double[] cpuMillis) {
      ThreadMXBean thread = ManagementFactory.getThreadMXBean();
      boolean watched = System.console() != null && !json;
      for (int i = -WARM_UP; i < runs; i++) {
        long cpu = thread.getCurrentThreadCpuTime();
        long begun = System.nanoTime();
        detector.run();
        millis[Math.max(0, i)] = (System.nanoTime() - begun) / 1e6;
        cpuMillis[Math.max(0, i)] = (thread.getCurrentThreadCpuTime() - cpu) / 1e6;
        if (watched && (i + 1) % Math.max(1, runs / 50) == 0) {
          System.err.printf("\rmeasuring %3d %%", Math.max(0, i + 1) * 100 / runs);
        }
      }
      if (watched) {
        System.err.print("\r               \r");
      }
      Arrays.sort(millis);
      Arrays.sort(cpuMillis);
    }
  }
}
