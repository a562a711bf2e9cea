package io.milepost.vehicle;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.keys.KeyOptions;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.ros.RosOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vehicle}: listens until it is told to stop. */
@Command(
    name = "milepost vehicle",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = EvidenceCommand.class,
    description = "Receives alerts, verifies them, decides, and keeps a journal.",
    footer = {
      "",
      "Examples:",
      "  scripts/milepost vehicle --iface eth0 --key-ring keys.json --drop-unsigned",
      "  scripts/milepost vehicle --key-ring keys.json --log alerts.csv \\",
      "    --gpsd localhost --road A1 --display-port 8090",
      "",
      "docs/vehicle.md and docs/ros2.md tell the rest."
    })
public final class VehicleCommand implements Callable<Integer> {
  private static final int WRONG_USE = 2;

  @Option(
      names = "--iface",
      split = ",",
      paramLabel = "NAME",
      description = "Interface to listen on; repeat or separate by commas (default: all).")
  private List<String> interfaces = new ArrayList<>();

  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(names = "--port", paramLabel = "N", description = "UDP port (default: ${DEFAULT-VALUE}).")
  private int port = EnvelopeWire.DEFAULT_PORT;

  @Mixin private KeyOptions keys = new KeyOptions();

  @Option(names = "--drop-unsigned", description = "Drop datagrams without authentication.")
  private boolean dropUnsigned;

  @Option(
      names = "--rsu-timeout-s",
      paramLabel = "S",
      description = "Silence after which an RSU is lost (default: ${DEFAULT-VALUE}).")
  private double rsuTimeoutSeconds = 5;

  @Option(
      names = "--road",
      paramLabel = "ROAD",
      description = "Act only on alerts of this road; others are shown.")
  private String road;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Rules of what to do, YAML (default: docs/vehicle.md shows them).")
  private Path policy;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Journal as CSV, 10 MB each, 5 older ones kept.")
  private Path log;

  @Option(names = "--json", description = "One JSON line per event besides the line for people.")
  private boolean json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that remembers boot numbers (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data", "vehicle");

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description =
          "/health/live, /metrics and /state on 127.0.0.1, 0 for a free port (default: off).")
  private Integer metricsPort;

  @Mixin private DriverOptions driver = new DriverOptions();
  @Mixin private RosOptions ros = new RosOptions();

  private final PrintStream screen;
  private final CountDownLatch stop;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Prints to standard output and runs until the process is told to end. */
  public VehicleCommand() {
    this(new PrintStream(System.out, false, StandardCharsets.UTF_8), new CountDownLatch(1));
  }

  VehicleCommand(PrintStream screen, CountDownLatch stop) {
    this.screen = screen;
    this.stop = stop;
  }

  /** A command line that answers wrong use with one sentence and exit code 2. */
  public static CommandLine commandLine(VehicleCommand command) {
    return new CommandLine(command)
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
                return known.code() == FailureCode.CONFIGURATION ? WRONG_USE : 1;
              }
              throw e;
            });
  }

  private static void say(CommandLine line, String sentence) {
    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + sentence);
    line.getErr().flush();
  }

  @Override
  public Integer call() throws InterruptedException {
    Thread hook = new Thread(this::endAndWait, "vehicle-stop");
    try (VehicleNode node = new VehicleNode(config(), screen)) {
      Runtime.getRuntime().addShutdownHook(hook);
      ready(node);
      node.show();
      stop.await();
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /** The process ends only after journal and boot numbers are on disk. */
  private void endAndWait() {
    stop.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ready(VehicleNode node) {
    screen.println(
        "[READY] group="
            + network.group()
            + ":"
            + node.receiver().port()
            + " iface="
            + String.join(",", node.receiver().interfaces())
            + " authentication="
            + (!keys.given() ? "off" : dropUnsigned ? "required" : "on")
            + (node.statusPort() < 0 ? "" : " status=http://127.0.0.1:" + node.statusPort())
            + (node.displayUrl() == null ? "" : " display=" + node.displayUrl()));
    screen.flush();
  }

  private VehicleConfig config() {
    if (!(rsuTimeoutSeconds >= 0.5 && rsuTimeoutSeconds <= 3600)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "--rsu-timeout-s must be from 0.5 to 3600");
    }
    return new VehicleConfig(
        network.group(),
        port,
        interfaces,
        keys.open(),
        dropUnsigned,
        Duration.ofMillis((long) (rsuTimeoutSeconds * 1000)),
        road,
        policy == null ? Policy.standard() : Policy.read(policy),
        log,
        json,
        data,
        metricsPort,
        network.config(road),
        driver.config(log),
        ros.config(System::getenv));
  }
}
