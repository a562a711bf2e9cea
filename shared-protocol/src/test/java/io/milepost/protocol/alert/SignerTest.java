package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SignerTest {
  // RFC 8032 §7.1, test 1, as PKCS #8 (RFC 8410 §7) and raw.
  private static final String PRIVATE =
      "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc4"
          + "4449c5697b326919703bac031cae7f60";
  private static final String PUBLIC =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  /** Made with another program: Ed25519 over "milepost-v1" ‖ 01 ‖ "rsu-a" ‖ body of alert.hex. */
  private static final String SIGNATURE =
      "3159b989dd9f7172a8df4155cc5e8cfd6096b7e855363df2a146548197b3e998"
          + "68497ae22685139adda1ddfd68d77b841ec62c5f655edc54f37a44500870da04";

  private final SigningKey key = SigningKey.ofPem(pem(PRIVATE));
  private final Signer signer = signer("rsu-a", hex(PUBLIC));
  private final EnvelopeView view = new EnvelopeView();

  @Test
  void shouldMakeTheGoldenSignatureAndVerifyIt() {
    byte[] body = Golden.ALERT.encode(1000);
    byte[] signature = key.sign(EnvelopeWire.KIND_ALERT, "rsu-a", body);
    assertThat(signature).isEqualTo(hex(SIGNATURE));
    assertThat(verifies("rsu-a", body, signature)).isTrue();
    assertThat(verifies("rsu-b", body, signature)).isFalse();
    assertThat(verifies("rsu-a", body, Envelope.NO_SIGNATURE)).isFalse();
    assertThat(verifies("rsu-a", body, new byte[64])).isFalse();
  }

  @Test
  void shouldRefuseEveryFlippedBitOfWhatIsSigned() {
    byte[] body = Golden.CANCEL.encode(1000);
    byte[] signature = key.sign(EnvelopeWire.KIND_ALERT, "rsu-a", body);
    for (int i = 0; i < body.length; i += 7) {
      byte[] other = body.clone();
      other[i] ^= 1;
      assertThat(verifies("rsu-a", other, signature)).as("byte %d of the body", i).isFalse();
    }
    for (int i = 0; i < signature.length; i += 3) {
      byte[] other = signature.clone();
      other[i] ^= (byte) 0x80;
      assertThat(verifies("rsu-a", body, other)).as("byte %d of the signature", i).isFalse();
    }
    byte[] heartbeat = key.sign(EnvelopeWire.KIND_HEARTBEAT, "rsu-a", body);
    assertThat(verifies("rsu-a", body, heartbeat)).as("kind is signed").isFalse();
  }

  @Test
  void shouldTakeAPublicKeyInBothForms() {
    Signer spki = signer("rsu-a", hex("302a300506032b6570032100" + PUBLIC));
    assertThat(spki).isEqualTo(signer).hasSameHashCodeAs(signer);
    assertThat(spki.publicKey()).isEqualTo(hex(PUBLIC));
    assertThat(key.belongsTo(spki)).isTrue();
    assertThat(SigningKey.generate().signing().belongsTo(spki)).isFalse();
    assertThatThrownBy(() -> signer("rsu-a", new byte[44])).hasMessageContaining("Ed25519");
    assertThatThrownBy(() -> signer("a/b", hex(PUBLIC))).hasMessageContaining("'/'");
  }

  @Test
  void shouldReadBackWhatItGeneratesAndNeverShowIt() {
    SigningKey.Pair pair = SigningKey.generate();
    SigningKey read = SigningKey.ofPem(pair.pem().getBytes(StandardCharsets.US_ASCII));
    assertThat(read).isEqualTo(pair.signing()).hasSameHashCodeAs(pair.signing());
    assertThat(read.belongsTo(signer("x", pair.publicKey()))).isTrue();
    assertThat(read + pair.toString()).isEqualTo("SigningKey[]Pair[]");
  }

  @Test
  void shouldSayWhatIsWrongWithAPrivateKey() {
    assertThatThrownBy(() -> SigningKey.ofPem("hello".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("no PEM file");
    assertThatThrownBy(() -> SigningKey.ofPem(pem("3000")))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("no Ed25519 private key")
        .hasMessageNotContaining("3000");
  }

  private boolean verifies(String source, byte[] body, byte[] signature) {
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(EnvelopeWire.KIND_ALERT, source, 1, 1, 0, body, signature), null, out);
    assertThat(view.wrap(out.array(), out.remaining())).isNull();
    return signer.verifies(view);
  }

  private static Signer signer(String rsu, byte[] key) {
    return new Signer(rsu, key, Instant.MIN, Instant.MAX);
  }

  private static byte[] pem(String hex) {
    String base64 = Base64.getEncoder().encodeToString(hex(hex));
    return ("-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
