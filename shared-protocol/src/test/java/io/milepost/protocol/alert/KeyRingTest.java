package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingTest {
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODw==";

  @Test
  void shouldSignWithTheNewestAndVerifyWithEveryValidKeyWhenKeysOverlap() {
    KeyRing ring =
        parse(
            """
            {"keys": [
              {"id": 1, "secret": "%s", "not_after": "2026-02-01T00:00:00Z"},
              {"id": 2, "secret": "%s", "not_before": "2026-01-15T00:00:00Z"},
              {"id": 3, "secret_env": "NEXT_KEY", "not_before": "2026-06-01T00:00:00Z"}]}
            """
                .formatted(SECRET, SECRET));
    Instant before = Instant.parse("2026-01-01T00:00:00Z");
    Instant overlap = Instant.parse("2026-01-20T00:00:00Z");
    Instant after = Instant.parse("2026-02-02T00:00:00Z");
    assertThat(ring.signing("rsu-a", before).id()).isEqualTo(1);
    assertThat(ring.signing("rsu-a", overlap).id()).isEqualTo(2);
    assertThat(ring.verifying("rsu-a", 1, overlap)).isNotNull();
    assertThat(ring.verifying("rsu-a", 2, overlap)).isNotNull();
    assertThat(ring.verifying("rsu-a", 1, after)).isNull();
    assertThat(ring.verifying("rsu-a", 3, after)).isNull();
    assertThat(ring.verifying("rsu-a", 200, after)).isNull();
    assertThat(ring.signing("rsu-a", Instant.parse("2026-07-01T00:00:00Z")).id()).isEqualTo(3);
  }

  @Test
  void shouldTakeBase64OrPlainTextWhenTheKeyComesFromTheCommandLine() {
    assertThat(KeyRing.ofCommandLine(SECRET).keys().get(0).secret()).hasSize(16).startsWith(0, 1);
    assertThat(KeyRing.ofCommandLine("a plain sentence").keys().get(0).secret())
        .isEqualTo("a plain sentence".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> KeyRing.ofCommandLine("short"))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("at least 16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | not JSON",
        "{} | has no keys",
        "{\"keys\": []} | has no keys",
        "{\"keys\": [{\"secret\": \"x\"}]} | keys[0].id must be",
        "{\"keys\": [{\"id\": 0, \"secret\": \"x\"}]} | keys[0].id must be",
        "{\"keys\": [{\"id\": 1}]} | either secret",
        "{\"keys\": [{\"id\": 1, \"secret\": \"???\"}]} | not base64",
        "{\"keys\": [{\"id\": 1, \"secret\": \"c2hvcnQ=\"}]} | has 5 bytes",
        "{\"keys\": [{\"id\": 1, \"secret_env\": \"NOBODY\"}]} | NOBODY, which is not set",
        "{\"keys\": [{\"id\": 1, \"secret\": \"AAECAwQFBgcICQoLDA0ODw==\", \"not_after\": \"soon\"}]}"
            + " | keys[0].not_after must be",
        "{\"keys\": [{\"id\": 1, \"secret\": \"AAECAwQFBgcICQoLDA0ODw==\"},"
            + "{\"id\": 1, \"secret\": \"AAECAwQFBgcICQoLDA0ODw==\"}]} | key 1 twice",
      })
  void shouldNameTheFaultWhenTheFileIsWrong(String json, String words) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining(words);
  }

  @Test
  void shouldNeverShowTheSecretWhenPrinted() {
    KeyRing.Key key = KeyRing.ofCommandLine("correct horse battery").keys().get(0);
    assertThat(key.toString()).doesNotContain("horse").contains("id=0");
    assertThat(key.weakness()).contains("text");
    assertThat(KeyRing.ofCommandLine("aaaaaaaaaaaaaaaaaaaaa").keys().get(0).isWeak()).isTrue();
  }

  @Test
  void shouldDeriveAKeyPerRsuThatTheRsuCanBeGivenAlone() {
    String master = "{\"keys\":[{\"id\":5,\"secret\":\"%s\",\"per_rsu\":true}]}".formatted(SECRET);
    KeyRing ring = parse(master);
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    KeyRing.Key a = ring.signing("rsu-a", now);
    assertThat(a).isSameAs(ring.signing("rsu-a", now)).isNotEqualTo(ring.signing("rsu-b", now));
    assertThat(ring.verifying("rsu-a", 5, now)).isEqualTo(a);
    KeyRing own =
        parse(
            "{\"keys\":[{\"id\":5,\"rsu\":\"rsu-a\",\"secret\":\"%s\"}]}"
                .formatted(Base64.getEncoder().encodeToString(a.secret())));
    assertThat(own.signing("rsu-a", now)).isEqualTo(a);
    assertThat(own.signing("rsu-b", now)).isNull();
    assertThat(own.verifying("rsu-b", 5, now)).isNull();
  }

  @Test
  void shouldVerifyAMinuteAroundItsTimeWhenClocksDiffer() {
    KeyRing ring =
        parse(
            ("{\"keys\":[{\"id\":1,\"secret\":\"%s\",\"not_before\":\"2026-01-01T00:00:00Z\","
                    + "\"not_after\":\"2026-01-02T00:00:00Z\"}]}")
                .formatted(SECRET));
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    Instant end = Instant.parse("2026-01-02T00:00:00Z");
    assertThat(ring.verifying("a", 1, begin.minusSeconds(60))).isNotNull();
    assertThat(ring.verifying("a", 1, begin.minusSeconds(61))).isNull();
    assertThat(ring.verifying("a", 1, end.plusSeconds(60))).isNotNull();
    assertThat(ring.verifying("a", 1, end.plusSeconds(61))).isNull();
    assertThat(ring.signing("a", begin.minusSeconds(1))).isNull();
    assertThat(ring.signing("a", end.plusSeconds(1))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=, run of numbers",
    "AQIDBAUGBwgBAgMEBQYHCAECAwQFBgcIAQIDBAUGBwg=, repeats itself every 8",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, only 1 different",
    "YSBzZW50ZW5jZSB0aGF0IHNvbWVib2R5IHR5cGVkIGlu, is text",
    "6kMKlLv5tYbQn0Jq5gkLWg==, has 16 bytes",
  })
  void shouldRefuseWeakKeysWhenStrongOnesAreRequired(String secret, String words) {
    KeyRing ring = parse("{\"keys\":[{\"id\":9,\"secret\":\"%s\"}]}".formatted(secret));
    assertThatThrownBy(ring::requireStrong)
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("key 9 is weak")
        .hasMessageContaining(words)
        .hasMessageNotContaining(secret);
  }

  @Test
  void shouldLetRandomKeysPassAndRefuseTheCommandLine() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      KeyRing.Key key = new KeyRing.Key(1, secret, Instant.MIN, Instant.MAX);
      assertThat(key.weakness()).isNull();
    }
    assertThatThrownBy(() -> KeyRing.ofCommandLine("correct horse battery").requireStrong())
        .hasMessageContaining("command line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | signers must be a list",
        "[{\"rsu\": \"a\"}] | signers[0] needs a public_key",
        "[{\"public_key\": \"%1$s\"}] | signers[0].rsu must be",
        "[{\"rsu\": \"a\", \"public_key\": \"AAAA\"}] | must be an Ed25519 key",
        "[{\"rsu\": \"a\", \"public_key\": \"%1$s\"}, {\"rsu\": \"b\", \"public_key\": \"%1$s\"}]"
            + " | a and b have the same public key",
      })
  void shouldNameTheFaultWhenASignerIsWrong(String signers, String words) {
    String key = Base64.getEncoder().encodeToString(SigningKey.generate().publicKey());
    String file =
        "{\"keys\":[{\"id\":1,\"secret\":\"%s\"}],\"signers\":%s}"
            .formatted(SECRET, signers.formatted(key));
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(words);
  }

  private static KeyRing parse(String json) {
    return KeyRing.parse(
        json.getBytes(StandardCharsets.UTF_8),
        Map.of("NEXT_KEY", "AQIDBAUGBwgJCgsMDQ4PEA==\n")::get);
  }
}
