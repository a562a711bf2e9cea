package io.milepost.vehicle;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.journal.EvidenceRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vehicle evidence}: says why a vehicle acted, and whether the bytes it kept prove it. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Checks kept decisions. Exit code 0 when every one is proven, 1 when one is not.",
    footer = {
      "",
      "Example:",
      "  scripts/milepost vehicle evidence --key-ring keys.json alerts.evidence.jsonl"
    })
final class EvidenceCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files named evidence.jsonl, and older ones.")
  private List<Path> files;

  @Option(names = "--key-ring", paramLabel = "FILE", description = "Key ring (JSON).")
  private Path keyRing;

  @Option(names = "--hmac-key", paramLabel = "KEY", description = "Key 0, as on the vehicle.")
  private String hmacKey;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    KeyRing keys = keys();
    PrintWriter out = spec.commandLine().getOut();
    int proven = 0;
    int total = 0;
    for (Path file : files) {
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          EvidenceRecord.Check check = EvidenceRecord.check(line, keys);
          out.println(check.text());
          proven += check.sound() ? 1 : 0;
          total++;
        }
      } catch (IOException e) {
        throw new MilepostException(
            FailureCode.CONFIGURATION, "evidence file " + file + " cannot be read as text", e);
      }
    }
    out.println(total + " decisions, " + proven + " proven, " + (total - proven) + " not");
    out.flush();
    return proven == total ? 0 : 1;
  }

  private KeyRing keys() {
    if ((keyRing == null) == (hmacKey == null)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "evidence needs the keys: give --key-ring or --hmac-key");
    }
    if (hmacKey != null) {
      return KeyRing.ofCommandLine(hmacKey);
    }
    try {
      return KeyRing.read(keyRing, System::getenv);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "key ring " + keyRing + " cannot be read; check the path", e);
    }
  }
}
