package io.milepost.host.check;

import io.milepost.protocol.failure.MilepostException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code check}: looks at the machine; exit code 0 when all is well, 1 when not, 2 for wrong use.
 */
@Command(
    name = "milepost check",
    mixinStandardHelpOptions = true,
    description = "Looks at the machine that a node runs on.",
    subcommands = ClockCommand.class)
public final class CheckCommand implements Callable<Integer> {
  static final int BAD = 1;
  private static final int WRONG_USE = 2;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to check: clock");
  }

  /** A command line that answers wrong use with one sentence and exit code 2. */
  public static CommandLine commandLine() {
    return new CommandLine(new CheckCommand())
        .setParameterExceptionHandler(
            (e, args) -> {
              CommandLine wrong = e.getCommandLine();
              String name = wrong.getCommandSpec().qualifiedName();
              say(wrong, e.getMessage() + "; see " + name + " --help");
              return WRONG_USE;
            })
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              if (e instanceof MilepostException known) {
                say(line, known.getMessage());
                return WRONG_USE;
              }
              throw e;
            });
  }

  private static void say(CommandLine line, String sentence) {
    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + sentence);
    line.getErr().flush();
  }
}
