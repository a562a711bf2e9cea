package io.milepost.rsu.keys;

import io.milepost.protocol.alert.Envelope;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Names of RSUs on the command line. */
final class Names {
  private Names() {}

  static void require(CommandSpec spec, String rsu) {
    if (!Envelope.isSource(rsu)) {
      throw new ParameterException(
          spec.commandLine(), "--rsu must have 1 to 32 bytes, without '/' and control characters");
    }
  }
}
