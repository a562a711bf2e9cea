package io.milepost.rsu.keys;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every {@code keys} command has. */
final class KeyRingOption {
  @Option(
      names = "--key-ring",
      paramLabel = "FILE",
      defaultValue = "${env:MILEPOST_BROADCAST_KEY_RING:-keys.json}",
      description = "key ring file (default: ${DEFAULT-VALUE})")
  private Path file;

  Path file() {
    return file;
  }

  KeyRingDocument read() {
    return KeyRingDocument.of(SecretFile.read(file));
  }

  void replace(KeyRingDocument document) {
    SecretFile.replace(file, document.bytes());
  }
}
