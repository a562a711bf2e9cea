package io.milepost.bench;

import io.milepost.bench.alert.AlertBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code scripts/bench}. */
@Command(
    name = "bench",
    description = "Measures Milepost on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {SliceBench.class, AlertBench.class})
public final class BenchMain {
  private BenchMain() {}

  /** Runs one benchmark and ends the process with its exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchMain()).execute(args));
  }
}
