package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hold}: what running units must not delete; lists it unless told to set or release. */
@Command(
    name = "hold",
    mixinStandardHelpOptions = true,
    description = "Lists what running units must not delete; sets or releases a hold.",
    footer = {
      "",
      "Examples:",
      "  scripts/milepost hold",
      "  scripts/milepost hold --incident rsu-1-3-7 --reason \"insurer 4711\"",
      "  scripts/milepost hold --camera cam-1 --from 2026-01-31T12:00:00Z"
          + " --to 2026-01-31T12:10:00Z --legal --reason \"court order 7\"",
      "  scripts/milepost hold --release hold-6e0d… --reason \"the court is done\""
    })
final class HoldCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final UnitApi unit;

  @Option(
      names = "--incident",
      paramLabel = "ID",
      description = "Hold what all cameras show of this incident.")
  private String incident;

  @Option(names = "--camera", paramLabel = "ID", description = "Hold recordings of this camera.")
  private String camera;

  @Option(names = "--from", paramLabel = "TIME", description = "UTC, ISO 8601; with --camera.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "UTC, ISO 8601; with --camera.")
  private String to;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Ends by itself then; without it, when it is released.")
  private String until;

  @Option(
      names = "--legal",
      description = "A legal hold: has no end, only an administrator lifts it.")
  private boolean legal;

  @Option(names = "--release", paramLabel = "HOLD", description = "Hold this no more.")
  private String release;

  @Option(
      names = "--reason",
      paramLabel = "WORDS",
      description = "Why; written down. Needed to set and to release.")
  private String reason;

  HoldCommand() {
    this(System.getenv());
  }

  HoldCommand(Map<String, String> environment) {
    this.unit = new UnitApi(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean sets = incident != null || camera != null;
    boolean one = incident == null || camera == null;
    if (!one || release != null && sets) {
      throw wrong("choose one of --incident, --camera and --release");
    }
    if ((sets || release != null) && (reason == null || reason.isBlank())) {
      throw wrong("say why with --reason \"…\"");
    }
    if (!sets && release == null) {
      return list();
    }
    JsonNode told =
        sets
            ? unit.ask("POST", "/api/v1/holds", order())
            : unit.ask("DELETE", "/api/v1/holds/" + id() + "?reason=" + encoded(reason), null);
    if (release != null) {
      spec.commandLine().getOut().println("released: " + line(told));
      return 0;
    }
    told.path("items").forEach(hold -> spec.commandLine().getOut().println(line(hold)));
    told.path("refused")
        .forEach(
            each ->
                warn(
                    "not held: camera "
                        + each.path("camera").asText()
                        + ": "
                        + each.path("reason").asText()));
    return told.path("refused").isEmpty() ? 0 : 1;
  }

  /** Fails when a node does not answer: what it holds is not in the list. */
  private int list() throws InterruptedException {
    JsonNode told = unit.ask("GET", "/api/v1/holds", null);
    told.path("items").forEach(hold -> spec.commandLine().getOut().println(line(hold)));
    told.path("missing")
        .forEach(node -> warn("no answer from node " + node.asText() + "; it may hold more"));
    return told.path("missing").isEmpty() ? 0 : 1;
  }

  private Map<String, Object> order() {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("kind", legal ? "hold" : "pin");
    order.put("reason", reason);
    put(order, "incident", incident);
    put(order, "camera", camera);
    put(order, "from", from);
    put(order, "to", to);
    put(order, "until", until);
    return order;
  }

  private static void put(Map<String, Object> order, String name, String value) {
    if (value != null) {
      order.put(name, value);
    }
  }

  private String id() {
    if (!release.matches("[A-Za-z0-9._:-]{1,128}")) {
      throw wrong("'" + release + "' is no id of a hold; scripts/milepost hold lists them");
    }
    return release;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String line(JsonNode hold) {
    return hold.path("id").asText()
        + "  "
        + hold.path("kind").asText()
        + "  "
        + hold.path("node").asText()
        + "/"
        + hold.path("camera").asText()
        + "  "
        + time(hold.path("from"))
        + " to "
        + time(hold.path("to"))
        + "  "
        + hold.path("by").asText()
        + ": "
        + hold.path("reason").asText();
  }

  private static String time(JsonNode millis) {
    return Instant.ofEpochMilli(millis.asLong()).toString();
  }

  private void warn(String sentence) {
    spec.commandLine().getErr().println("milepost: " + sentence);
  }

  private static MilepostException wrong(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
