package io.milepost.rsu.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.alert.KeyDerivation;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RsuKeysTest {
  private static final KeysConfig LAX = new KeysConfig(null, false);
  private static final KeysConfig STRICT = new KeysConfig(null, true);

  @TempDir private Path folder;
  private KeyRing ring = new KeyRing(List.of(key(Instant.MAX, true)));

  @Test
  void shouldRefuseTrialAndWeakKeysWhenStrict() {
    ring = KeyRing.ofCommandLine("correct horse battery");
    assertThat(open(LAX).live().get()).isSameAs(ring);
    assertThatThrownBy(() -> open(STRICT))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining("broadcast.hmac_key is for trials")
        .hasMessageContaining("milepost keys generate");
    ring = new KeyRing(List.of(new KeyRing.Key(3, new byte[32], Instant.MIN, Instant.MAX)));
    assertThatThrownBy(() -> open(STRICT)).hasMessageContaining("key 3 is weak");
    ring = new KeyRing(List.of(key(Instant.MAX, false)));
    assertThat(open(STRICT).problem()).isEmpty();
  }

  @Test
  void shouldKeepTheGoodRingAndSayItWhenAWeakOneComes() {
    RsuKeys keys = open(STRICT);
    KeyRing good = ring;
    ring = new KeyRing(List.of(new KeyRing.Key(3, new byte[32], Instant.MIN, Instant.MAX)));
    assertThat(keys.live().check()).isFalse();
    assertThat(keys.live().get()).isSameAs(good);
    assertThat(keys.problem()).get().asString().contains("stay in use").contains("key 3 is weak");
  }

  @Test
  void shouldRefuseTheRingOfAnotherRsu() {
    ring = new KeyRing(List.of(new KeyDerivation(key(Instant.MAX, true)).of("rsu-b")));
    assertThatThrownBy(() -> open(LAX))
        .hasMessageContaining("that of rsu-b, this is rsu-a")
        .hasMessageContaining("derive --rsu rsu-a");
  }

  @Test
  void shouldCheckTheSigningKeyAgainstTheRing() throws Exception {
    SigningKey.Pair pair = SigningKey.generate();
    Path pem = folder.resolve("rsu-a.pem");
    Files.writeString(pem, pair.pem());
    KeysConfig config = new KeysConfig(pem, true);
    assertThat(open(config).live().get().signingKey()).isEqualTo(pair.signing());
    ring = with(ring, pair);
    assertThat(open(config).live().get().signingKey()).isEqualTo(pair.signing());
    assertThat(open(STRICT).problem())
        .get()
        .asString()
        .contains("receivers")
        .contains("signing_key");
    ring = with(new KeyRing(ring.keys()), SigningKey.generate());
    assertThatThrownBy(() -> open(config)).hasMessageContaining("refuse every alert");
    assertThatThrownBy(() -> open(new KeysConfig(folder.resolve("none.pem"), false)))
        .hasMessageContaining("none.pem cannot be read");
  }

  @Test
  void shouldWarnAWeekBeforeTheLastKeyEnds() {
    Instant now = Instant.parse("2026-11-20T00:00:00Z");
    ring = new KeyRing(List.of(key(now.plusSeconds(6 * 86_400), true)));
    assertThat(open(LAX).endingSoon(now)).get().asString().contains("2026-11-26T00:00:00Z");
    assertThat(open(LAX).endingSoon(now.minusSeconds(2 * 86_400))).isEmpty();
  }

  private RsuKeys open(KeysConfig config) {
    return new RsuKeys("rsu-a", config, () -> ring);
  }

  private static KeyRing with(KeyRing ring, SigningKey.Pair pair) {
    Signer signer = new Signer("rsu-a", pair.publicKey(), Instant.MIN, Instant.MAX);
    return new KeyRing(ring.keys(), List.of(signer), null);
  }

  private static KeyRing.Key key(Instant until, boolean perRsu) {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new KeyRing.Key(1, secret, Instant.MIN, until, perRsu, null);
  }
}
