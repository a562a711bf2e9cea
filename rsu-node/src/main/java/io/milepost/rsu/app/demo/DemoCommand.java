package io.milepost.rsu.app.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: everything at once on one machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Two roadside units with three simulated cameras, one database and one vehicle, on this machine.",
      "A crash happens after some seconds; the vehicle is told, the clip is kept, the console shows it.",
      "Ctrl-C stops everything."
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--once",
      description =
          "Run until one incident has gone all the way, print a one-line JSON summary and exit 0;"
              + " or exit 1 and say which step is missing.")
  private boolean once;

  @Option(names = "--fresh", description = "Forget what earlier demos have left.")
  private boolean fresh;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/demo",
      description = "Folder for everything the demo writes (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description = "How long --once waits for the story to end (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Port of rsu-a's console; another free one is taken when it is in use (default:"
              + " ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws Exception {
    if (timeoutSeconds < 10 || timeoutSeconds > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--timeout must be 10 to 3600 seconds, not " + timeoutSeconds);
    }
    if (port < 1 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port must be 1 to 65535, not " + port);
    }
    DemoSite site = DemoSite.prepare(data.toAbsolutePath().normalize(), fresh, port);
    try (Demo demo = new Demo(site, spec.commandLine().getOut())) {
      demo.start();
      return once ? demo.runOnce(timeoutSeconds) : demo.runUntilStopped();
    }
  }
}
