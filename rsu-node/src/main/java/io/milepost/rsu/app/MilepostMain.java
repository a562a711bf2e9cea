package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.app.demo.DemoCommand;
import io.milepost.rsu.keys.KeysCommand;
import io.milepost.rsu.perception.ModelCommand;
import io.milepost.rsu.recording.evidence.VerifyCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the commands that live in this module. */
@Command(
    name = "milepost",
    description = "A roadside unit in software.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RsuCommand.class,
      AlertCommand.class,
      AnalyzeCommand.class,
      ReplayCommand.class,
      ModelCommand.class,
      CameraCommand.class,
      ClipCommand.class,
      DatabaseCommand.class,
      KeysCommand.class,
      CaseCommand.class,
      HoldCommand.class,
      VerifyCommand.class,
      DemoCommand.class
    })
public final class MilepostMain {
  /** Exit code for a wrong command line or configuration, as picocli has it. */
  public static final int EXIT_USAGE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(MilepostMain.class);

  private MilepostMain() {}

  /** Runs a command and ends the process with its exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with our way of reporting failures: one sentence, no stack trace. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new MilepostMain());
    String version =
        Optional.ofNullable(MilepostMain.class.getPackage().getImplementationVersion())
            .orElse("built from source");
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().version("Milepost " + version));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (e, args) -> {
              CommandLine command = e.getCommandLine();
              String name = command.getCommandSpec().qualifiedName();
              command.getErr().println(name + ": " + e.getMessage() + "; see " + name + " --help");
              return EXIT_USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof MilepostException known) {
                command.getErr().println("milepost: " + known.getMessage());
                return exitCode(known.code());
              }
              command.getErr().println("milepost: unexpected failure, please report it: " + e);
              LOG.error("command failed", e);
              return 1;
            });
  }

  private static int exitCode(FailureCode code) {
    return switch (code) {
      case CONFIGURATION, BAD_REQUEST, CONFLICT, NOT_FOUND -> EXIT_USAGE;
      default -> 1;
    };
  }
}
