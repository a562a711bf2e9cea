package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: checks an exported case on any machine, without the node that made it. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks an exported case: its seal, its files, the hash chains its clips come from, and the",
      "signatures. Says one sentence per finding. Needs neither the node nor a network."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the case is what the node exported", "1:something is broken", "2:wrong use"},
    footer = {"", "Example:", "  scripts/milepost verify case.zip --key keys.json"})
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CASE", description = "The ZIP file as it was exported.")
  private Path file;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "Whom you trust: a key ring with the node as a signer, or its public key as PEM or"
              + " base64. Get it from whoever runs the node, not with the case.")
  private Path key;

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      throw new MilepostException(FailureCode.NOT_FOUND, file + " does not exist; check the path");
    }
    TrustedKeys keys = TrustedKeys.read(key);
    List<CaseCheck.Finding> findings;
    try {
      findings = CaseCheck.of(file, keys);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.NOT_FOUND, file + " cannot be read: " + e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(f -> out.println((f.good() ? "ok      " : "BROKEN  ") + f.sentence()));
    long broken = findings.stream().filter(f -> !f.good()).count();
    out.println(
        broken == 0
            ? file + " is what the node exported."
            : file
                + " is NOT to be relied on: "
                + broken
                + " of "
                + findings.size()
                + " findings.");
    out.flush();
    return broken == 0 ? 0 : 1;
  }
}
