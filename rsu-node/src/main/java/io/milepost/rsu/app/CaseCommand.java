package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code case}: fetches the case of an incident from a running unit. */
@Command(
    name = "case",
    mixinStandardHelpOptions = true,
    description = "Fetches the case of an incident from a running unit, as one sealed ZIP.",
    footer = {"", "Example:", "  scripts/milepost case rsu-1-3-7 --out case.zip"})
final class CaseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "INCIDENT", description = "Id of the incident.")
  private String incident;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the ZIP goes; never overwritten.")
  private Path out;

  @Mixin private final UnitApi unit;

  CaseCommand() {
    this(System.getenv());
  }

  CaseCommand(Map<String, String> environment) {
    this.unit = new UnitApi(environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    unit.check();
    if (!incident.matches("[A-Za-z0-9._:-]{1,128}")) {
      throw wrong("'" + incident + "' is no id of an incident");
    }
    if (Files.exists(out)) {
      throw new MilepostException(
          FailureCode.CONFLICT, out + " exists and is not overwritten; move it away first");
    }
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      try (InputStream body = unit.open("POST", "/api/v1/events/" + incident + "/case", null)) {
        Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, out);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE, "no case from " + unit.url() + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(part);
    }
    spec.commandLine().getOut().println(out + ": " + Files.size(out) + " bytes");
    return 0;
  }

  private static MilepostException wrong(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
