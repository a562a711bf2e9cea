package io.milepost.bench.proof;

import io.milepost.bench.BenchMain;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code scripts/prove}. */
@Command(
    name = "milepost prove",
    description =
        "Proves the alert path over bad networks; prints a table and a last line of JSON.",
    mixinStandardHelpOptions = true)
public final class ProveMain implements Runnable {
  @Spec private CommandSpec spec;

  private ProveMain() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: network or flood");
  }

  @Command(
      name = "network",
      mixinStandardHelpOptions = true,
      description =
          "One and two RSUs, three vehicles, two interfaces, in network namespaces: loss, late"
              + " joiner, lost and early cancels, unicast copies, deaths, replay, clock, keys.")
  int network(
      @Option(
              names = "--alerts",
              defaultValue = "2000",
              paramLabel = "N",
              description = "Alerts per kind of loss (default: ${DEFAULT-VALUE}).")
          int alerts,
      @Option(
              names = "--per-second",
              defaultValue = "50",
              paramLabel = "N",
              description = "Alerts per second, 1 to 60 (default: ${DEFAULT-VALUE}).")
          int perSecond,
      @Option(
              names = "--seed",
              defaultValue = "1",
              paramLabel = "N",
              description = "Seed of the losses (default: ${DEFAULT-VALUE}).")
          long seed)
      throws IOException {
    if (alerts < 1 || perSecond < 1 || perSecond > 60) {
      return refuse("--alerts must be at least 1 and --per-second from 1 to 60");
    }
    if (NetworkProof.unavailable() != null) {
      return refuse(NetworkProof.unavailable());
    }
    try (NetworkProof proof = new NetworkProof(folder(), true, seed, ProveMain::row)) {
      List<Finding> findings = new ArrayList<>(proof.scenarios());
      findings.addAll(proof.losses(alerts, perSecond));
      return report("network", findings);
    }
  }

  @Command(
      name = "flood",
      mixinStandardHelpOptions = true,
      description = "Forged datagrams against one vehicle while ten true alerts a second arrive.")
  int flood(
      @Option(
              names = "--per-second",
              defaultValue = "100000",
              paramLabel = "N",
              description = "Forged datagrams per second (default: ${DEFAULT-VALUE}).")
          int perSecond,
      @Option(
              names = "--seconds",
              defaultValue = "30",
              paramLabel = "N",
              description = "How long, at least 3 (default: ${DEFAULT-VALUE}).")
          int seconds)
      throws IOException {
    if (perSecond < 1 || seconds < 3) {
      return refuse("--per-second must be at least 1 and --seconds at least 3");
    }
    if (NetworkProof.unavailable() != null) {
      return refuse(NetworkProof.unavailable());
    }
    Finding finding = FloodProof.run(folder(), perSecond, seconds);
    row(finding);
    return report("flood", List.of(finding));
  }

  private static int refuse(String sentence) {
    System.err.println("milepost prove: " + sentence);
    return 2;
  }

  private static Path folder() throws IOException {
    Path folder = Files.createTempDirectory("milepost-prove");
    System.err.println("milepost prove: logs of all processes are in " + folder);
    return folder;
  }

  private static void row(Finding each) {
    String verdict = each.passed() ? "holds" : isComparison(each) ? "below" : "FAILS";
    System.out.printf("%-66s %-6s %s%n", each.name(), verdict, figures(each.figures()));
  }

  private static int report(String what, List<Finding> findings) {
    boolean passed = findings.stream().allMatch(each -> each.passed() || isComparison(each));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("proof", what);
    line.put("passed", passed);
    line.put("findings", findings);
    System.out.println(Json.write(line));
    return passed ? 0 : 1;
  }

  /** The promise is made for two interfaces and bad links; the others are there to compare. */
  private static boolean isComparison(Finding finding) {
    return finding.name().contains(", 1 interface") || finding.name().startsWith("no loss");
  }

  private static String figures(Map<String, Object> figures) {
    StringBuilder text = new StringBuilder();
    figures.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }

  /** Runs one proof and ends the process with its exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    System.exit(BenchMain.commandLine(new ProveMain()).execute(args));
  }
}
