package io.milepost.rsu.keys;

import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every {@code keys} command has. */
final class KeyRingOption {
  @Option(
      names = "--key-ring",
      paramLabel = "FILE",
      defaultValue = "${env:MILEPOST_BROADCAST_KEY_RING:-keys.json}",
      description = "Key ring file (default: ${DEFAULT-VALUE}).")
  private Path file;

  Path file() {
    return file;
  }

  KeyRingDocument read() {
    byte[] content = SecretFile.read(file);
    try {
      return KeyRingDocument.of(content);
    } catch (MilepostException e) {
      throw new MilepostException(e.code(), file + ": " + e.getMessage(), e);
    }
  }

  void replace(KeyRingDocument document) {
    SecretFile.replace(file, document.bytes());
  }
}
