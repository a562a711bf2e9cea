package io.milepost.bench;

import io.milepost.bench.alert.AlertBench;
import io.milepost.bench.perception.PerceptionBench;
import io.milepost.bench.video.VideoBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code scripts/bench}. */
@Command(
    name = "milepost bench",
    description = "Measures Milepost on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {SliceBench.class, AlertBench.class, PerceptionBench.class, VideoBench.class})
public final class BenchMain implements Runnable {
  @Spec private CommandSpec spec;

  private BenchMain() {}

  /** Runs one benchmark and ends the process with its exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    System.exit(commandLine(new BenchMain()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: slice, alert, perception or video");
  }

  /** A command line that answers wrong use with one sentence and exit code 2. */
  public static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(
            (e, arguments) -> {
              CommandLine wrong = e.getCommandLine();
              String name = wrong.getCommandSpec().qualifiedName();
              wrong.getErr().println(name + ": " + e.getMessage() + "; see " + name + " --help");
              return CommandLine.ExitCode.USAGE;
            });
  }
}
