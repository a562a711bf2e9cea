package io.milepost.rsu.keys;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What one RSU sends with: key ring and signing key, checked against each other. Thread-safe. */
public final class RsuKeys {
  private static final Duration SOON = Duration.ofDays(7);

  private final String node;
  private final LiveKeys keys;

  /**
   * Reads everything for the first time; blocks.
   *
   * @param node this RSU
   * @param ring reads the key ring
   * @throws MilepostException CONFIGURATION with a sentence
   */
  public RsuKeys(String node, KeysConfig config, LiveKeys.Loader ring) {
    this.node = node;
    this.keys = new LiveKeys(() -> load(node, config, ring));
  }

  private static KeyRing load(String node, KeysConfig config, LiveKeys.Loader loader)
      throws IOException {
    KeyRing ring = loader.load();
    if (config.strict()) {
      requireStrong(ring);
    }
    List<String> owners = ring.keys().stream().map(KeyRing.Key::rsu).toList();
    if (!owners.isEmpty() && owners.stream().allMatch(o -> o != null && !o.equals(node))) {
      throw refuse(
          "the key ring is that of "
              + owners.get(0)
              + ", this is "
              + node
              + "; make its own with 'milepost keys derive --rsu "
              + node
              + "'");
    }
    return config.signingKey() == null ? ring : ring.with(signingKey(node, config, ring));
  }

  private static void requireStrong(KeyRing ring) {
    if (ring.keys().stream().anyMatch(key -> key.id() == KeyRing.COMMAND_LINE_ID)) {
      throw refuse(
          "broadcast.hmac_key is for trials and keys.strict refuses it; make a key ring with"
              + " 'milepost keys generate' and name it in broadcast.key_ring");
    }
    ring.requireStrong();
  }

  private static SigningKey signingKey(String node, KeysConfig config, KeyRing ring) {
    byte[] pem;
    try {
      pem = Files.readAllBytes(config.signingKey());
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "keys.signing_key " + config.signingKey() + " cannot be read; check path and owner",
          e);
    }
    SigningKey key = SigningKey.ofPem(pem);
    List<Signer> signers = ring.signers(node);
    if (!signers.isEmpty() && signers.stream().noneMatch(key::belongsTo)) {
      throw refuse(
          "keys.signing_key is not the key of any signer of "
              + node
              + " in the key ring, so receivers with this ring would refuse every alert");
    }
    return key;
  }

  /** The keys as they are now. */
  public LiveKeys live() {
    return keys;
  }

  /** One sentence when something about the keys needs somebody's hand. Any thread. */
  public Optional<String> problem() {
    return keys.problem().or(this::unsigned).or(() -> endingSoon(Instant.now()));
  }

  private Optional<String> unsigned() {
    KeyRing ring = keys.get();
    return ring.signers(node).isEmpty() || ring.signingKey() != null
        ? Optional.empty()
        : Optional.of(
            "receivers with this key ring want signed alerts; set keys.signing_key to the private"
                + " key of "
                + node);
  }

  /** A ring that runs out ends in silence; nobody may learn of it on that day. */
  Optional<String> endingSoon(Instant now) {
    Optional<Instant> end =
        usable()
            .map(KeyRing.Key::notAfter)
            .filter(until -> !until.isBefore(now))
            .max(Instant::compareTo);
    return end.filter(until -> until.isBefore(now.plus(SOON)))
        .map(until -> "the last key ends at " + until + "; rotate with 'milepost keys rotate'");
  }

  private Stream<KeyRing.Key> usable() {
    return keys.get().keys().stream()
        .filter(key -> Objects.isNull(key.rsu()) || key.rsu().equals(node));
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
