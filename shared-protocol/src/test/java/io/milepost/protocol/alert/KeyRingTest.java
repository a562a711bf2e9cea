package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
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

  private static KeyRing parse(String json) {
    return KeyRing.parse(
        json.getBytes(StandardCharsets.UTF_8),
        Map.of("NEXT_KEY", "AQIDBAUGBwgJCgsMDQ4PEA==\n")::get);
  }
}
