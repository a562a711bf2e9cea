package io.milepost.rsu.app;

import io.milepost.rsu.config.ConfigLoader;
import io.milepost.rsu.config.ConfigSchema;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rsu}: runs one roadside unit until it is told to stop. */
@Command(
    name = "rsu",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one roadside unit until it is told to stop.",
      "Configuration is laid over each other in this order: conf/rsu.yaml, conf/profiles/PROFILE.yaml,"
          + " each --config file, MILEPOST_… variables, each --set."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/milepost keys generate --key-ring keys.json",
      "  scripts/milepost rsu --config my-node.yaml --check",
      "  scripts/milepost rsu --set node.id=rsu-7 --set broadcast.key_ring=keys.json",
      "",
      "docs/configuration.md lists the keys."
    })
final class RsuCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "${env:MILEPOST_PROFILE:-dev}",
      description = "dev, stage or prod (default: ${DEFAULT-VALUE}).")
  private String profile;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file; may be given again.")
  private List<Path> files = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One value, for example --set api.port=8080; may be given again.")
  private List<String> assignments = List.of();

  @Option(names = "--print-config", description = "Print the effective configuration and exit.")
  private boolean print;

  @Option(
      names = "--check",
      description = "Only check the configuration, key ring included; exit 0 when it is right.")
  private boolean check;

  @Option(names = "--exit-when-ready", hidden = true)
  private boolean exitWhenReady;

  @Option(names = "--stop-with-parent", hidden = true)
  private boolean stopWithParent;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ConfigLoader.Effective effective = effective();
    RsuConfig config = RsuConfig.of(effective.bind(RsuValues.class), home());
    if (print) {
      out.print(effective.describe());
      out.flush();
      return 0;
    }
    if (check) {
      config.openKeys();
      out.println("The configuration of " + config.node() + " is right.");
      return 0;
    }
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "rsu-stop"));
    if (stopWithParent) {
      ParentWatch.onParentExit(stop::countDown);
    }
    try (RsuNode node = RsuNode.start(config, rules(), written())) {
      announce(out, config);
      if (!exitWhenReady) {
        stop.await();
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private RuleFiles rules() {
    List<Path> watched = new ArrayList<>(List.of(standard(), layer()));
    watched.addAll(files);
    return new RuleFiles(watched, () -> effective().bind(RsuValues.class));
  }

  private static Path standard() {
    return home().resolve("conf").resolve("rsu.yaml");
  }

  private Path layer() {
    return home().resolve("conf").resolve("profiles").resolve(profile + ".yaml");
  }

  /** Without what was laid over the cameras while the node ran. */
  private RsuValues written() {
    return loader().load().bind(RsuValues.class);
  }

  private ConfigLoader.Effective effective() {
    return loader()
        .adjust(all -> new CameraFiles(Path.of(all.at("/node/data").asText("."))).lay(all))
        .load();
  }

  private ConfigLoader loader() {
    Path layer = layer();
    if (!Files.isRegularFile(layer)) {
      throw new ParameterException(
          spec.commandLine(), "--profile must be dev, stage or prod, not '" + profile + "'");
    }
    ConfigLoader loader =
        new ConfigLoader(ConfigSchema.beside(ConfigSchema.class, "rsu.schema.json"))
            .file(standard())
            .file(layer);
    files.forEach(loader::file);
    return loader.environment(System.getenv()).assignments(assignments);
  }

  private static Path home() {
    return Path.of(System.getProperty("milepost.home", ".")).toAbsolutePath().normalize();
  }

  private static void announce(PrintWriter out, RsuConfig config) {
    int port = config.api().port();
    out.println(
        "Console: http://"
            + config.api().host()
            + (port == 0 ? ", at the port that the log names after 'api listening'" : ":" + port));
    if (config.passwordMade()) {
      out.println(
          "Sign in as admin with the password "
              + config.api().adminPassword()
              + " (made up for this run; set api.admin_password to choose one)");
    }
    out.flush();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
