package io.milepost.bench.proof;

import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry point of {@code scripts/prove}. */
@Command(
    name = "prove",
    description =
        "Proves the alert path over bad networks; prints a table and a last line of JSON.",
    mixinStandardHelpOptions = true)
public final class ProveMain {
  private ProveMain() {}

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
              description = "alerts per kind of loss (${DEFAULT-VALUE})")
          int alerts,
      @Option(
              names = "--per-second",
              defaultValue = "50",
              paramLabel = "N",
              description = "alerts per second, 1 to 60 (${DEFAULT-VALUE})")
          int perSecond,
      @Option(
              names = "--seed",
              defaultValue = "1",
              paramLabel = "N",
              description = "seed of the losses (${DEFAULT-VALUE})")
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
              description = "forged datagrams per second (${DEFAULT-VALUE})")
          int perSecond,
      @Option(
              names = "--seconds",
              defaultValue = "30",
              paramLabel = "N",
              description = "how long, at least 3 (${DEFAULT-VALUE})")
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
    System.err.println("prove: " + sentence);
    return 2;
  }

  private static Path folder() throws IOException {
    Path folder = Files.createTempDirectory("milepost-prove");
    System.err.println("prove: logs of all processes are in " + folder);
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
    CommandLine line = new CommandLine(new ProveMain());
    if (args.length == 0) {
      line.usage(System.err);
      System.exit(2);
    }
    System.exit(line.execute(args));
  }
}
