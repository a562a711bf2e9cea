package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatementSignatureTest {
  private static final byte[] STATEMENT = "all is well".getBytes(StandardCharsets.UTF_8);

  @Test
  void shouldVerifyOnlyTheSameStatementForTheSamePurpose() {
    SigningKey.Pair pair = SigningKey.generate();
    Signer signer = new Signer("rsu-a", pair.publicKey(), Instant.MIN, Instant.MAX);
    byte[] signature = pair.signing().sign("root", STATEMENT);
    assertThat(signer.verifies("root", STATEMENT, signature)).isTrue();
    assertThat(signer.verifies("case", STATEMENT, signature)).isFalse();
    assertThat(signer.verifies("root", new byte[] {1}, signature)).isFalse();
    assertThat(signer.verifies("root", STATEMENT, new byte[3])).isFalse();
    byte[] alert = pair.signing().sign((byte) 1, "rsu-a", STATEMENT);
    assertThat(signer.verifies("root", STATEMENT, alert)).isFalse();
  }

  @Test
  void shouldTellThePublicHalfOfAnyKey() {
    for (int i = 0; i < 20; i++) {
      SigningKey.Pair pair = SigningKey.generate();
      assertThat(SigningKey.ofPem(pair.pem().getBytes(StandardCharsets.US_ASCII)).publicKey())
          .isEqualTo(pair.publicKey());
    }
  }
}
