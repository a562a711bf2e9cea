package io.milepost.vehicle.keys;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Command-line options that say which keys a vehicle believes. */
public final class KeyOptions {
  @Option(
      names = "--hmac-key",
      paramLabel = "KEY",
      description = "Key 0, for trials: base64, or plain text of at least 16 bytes.")
  private String hmacKey;

  @Option(
      names = "--key-ring",
      paramLabel = "FILE",
      description = "Key ring (JSON), read again whenever it changes.")
  private Path keyRing;

  @Option(names = "--strict-keys", description = "Refuse weak keys and --hmac-key; for production.")
  private boolean strict;

  /** Whether there are keys at all. */
  public boolean given() {
    return hmacKey != null || keyRing != null;
  }

  /**
   * Reads the keys. Blocks on the file.
   *
   * @throws MilepostException CONFIGURATION with a sentence
   */
  public LiveKeys open() {
    if (hmacKey != null && keyRing != null) {
      throw refuse("--hmac-key and --key-ring exclude each other; give one");
    }
    if (strict && hmacKey != null) {
      throw refuse("--strict-keys refuses --hmac-key, which others can read; give --key-ring");
    }
    if (hmacKey != null) {
      return LiveKeys.of(KeyRing.ofCommandLine(hmacKey));
    }
    return keyRing == null ? LiveKeys.of(KeyRing.empty()) : new LiveKeys(this::load);
  }

  private KeyRing load() {
    try {
      KeyRing ring = KeyRing.read(keyRing, System::getenv);
      return strict ? ring.requireStrong() : ring;
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "key ring " + keyRing + " cannot be read; check path and owner",
          e);
    }
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
