package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vectors that third parties check their receivers with, made by {@code golden_vectors.py} from
 * the protocol page. Here: layout, key, tag and body; the vehicle's test judges all of it.
 */
class GoldenVectorsTest {
  private static final Set<String> LAYOUT =
      Set.of("length", "magic", "version", "kind", "auth", "header");

  /** Refused although the schema has nothing against them: what JSON Schema cannot see. */
  private static final Set<String> BEYOND_SCHEMA =
      Set.of("body-byte-order-mark", "body-utf-16", "body-lone-surrogate");

  private static final JsonNode FILE = file();
  private static final KeyRing KEYS = KeyRing.parse(Json.writeBytes(FILE), name -> null);

  private final EnvelopeView view = new EnvelopeView();

  static Stream<String> names() {
    return StreamSupport.stream(FILE.get("vectors").spliterator(), false)
        .map(vector -> vector.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldJudgeLayoutTagAndBodyAsTheVectorsSay(String name) {
    JsonNode vector = vector(name);
    byte[] bytes = bytes(vector);
    String verdict = vector.get("verdict").asText();
    RejectReason reason = view.wrap(bytes, bytes.length);
    if (LAYOUT.contains(verdict) || reason != null) {
      assertThat(reason).isNotNull();
      assertThat(reason.code()).isEqualTo(verdict);
      return;
    }
    Instant at = Instant.ofEpochMilli(vector.get("at").asLong());
    KeyRing.Key key = key(at);
    boolean known = !view.authenticated() || key != null;
    assertThat(known).isEqualTo(!verdict.equals("key"));
    boolean right =
        known
            && (!view.authenticated()
                || new Authenticator(key).verify(bytes, view.authenticatedLength()));
    assertThat(right).isEqualTo(!Set.of("key", "tag").contains(verdict));
    assertThat(view.source() == null).isEqualTo(verdict.equals("source"));
    if (right && view.source() != null) {
      byte[] body = Arrays.copyOfRange(bytes, view.bodyOffset(), view.bodyOffset() + bodyLength());
      boolean alert = view.kind() == EnvelopeWire.KIND_ALERT;
      boolean ok =
          alert
              ? AlertBody.read(body, 0, body.length).ok()
              : HeartbeatBody.read(body, 0, body.length).ok();
      assertThat(ok).isEqualTo(!verdict.equals("schema"));
      BodySchema schema = alert ? BodySchema.ALERT : BodySchema.HEARTBEAT;
      assertThat(schema.violations(body).isEmpty()).isEqualTo(ok || BEYOND_SCHEMA.contains(name));
    }
    if (verdict.equals("accepted")) {
      checkContent(vector, bytes);
    }
  }

  /** Says what the vector says, and would be written with the same bytes. */
  private void checkContent(JsonNode vector, byte[] bytes) {
    JsonNode envelope = vector.get("envelope");
    assertThat((int) view.kind()).isEqualTo(envelope.get("kind").asInt());
    assertThat(view.authenticated()).isEqualTo(envelope.get("authenticated").asBoolean());
    assertThat(view.keyId()).isEqualTo(envelope.get("key_id").asInt());
    assertThat(view.source()).isEqualTo(envelope.get("source").asText());
    assertThat(view.epoch()).isEqualTo(envelope.get("epoch").asLong());
    assertThat(view.sequence()).isEqualTo(envelope.get("sequence").asLong());
    assertThat(view.sentAt()).isEqualTo(envelope.get("sent_at").asLong());
    assertThat(view.signatureLength()).isEqualTo(envelope.get("signature_bytes").asInt());
    int end = view.bodyOffset() + bodyLength();
    byte[] body = Arrays.copyOfRange(bytes, view.bodyOffset(), end);
    byte[] expected = Json.writeBytes(vector.get("body"));
    if (view.kind() == EnvelopeWire.KIND_ALERT) {
      assertThat(AlertBody.read(body, 0, body.length).value())
          .isEqualTo(AlertBody.read(expected, 0, expected.length).value());
    } else {
      assertThat(HeartbeatBody.read(body, 0, body.length).value())
          .isEqualTo(HeartbeatBody.read(expected, 0, expected.length).value());
    }
    byte[] signature = Arrays.copyOfRange(bytes, end + 1, end + 1 + view.signatureLength());
    KeyRing.Key key =
        view.authenticated() ? key(Instant.ofEpochMilli(vector.get("at").asLong())) : null;
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(
            view.kind(),
            view.source(),
            view.epoch(),
            view.sequence(),
            view.sentAt(),
            body,
            signature),
        key == null ? null : new Authenticator(key),
        out);
    byte[] written = new byte[out.remaining()];
    out.get(written);
    assertThat(written).isEqualTo(bytes);
  }

  @Test
  void shouldVerifyTheEventSignatureOfTheVector() throws Exception {
    byte[] bytes = bytes(vector("alert-with-signature"));
    assertThat(view.wrap(bytes, bytes.length)).isNull();
    byte[] spki =
        HexFormat.of().parseHex("302a300506032b6570032100" + FILE.get("ed25519_public").asText());
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initVerify(key);
    ed25519.update("milepost-v1".getBytes(StandardCharsets.US_ASCII));
    ed25519.update(view.kind());
    ed25519.update("rsu-a".getBytes(StandardCharsets.US_ASCII));
    ed25519.update(bytes, view.bodyOffset(), bodyLength());
    assertThat(ed25519.verify(bytes, view.bodyOffset() + bodyLength() + 1, 64)).isTrue();
  }

  @Test
  void shouldBeJudgedAlikeByThePythonReceiver() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    Path home = Path.of(System.getProperty("milepost.home"));
    Path module = home.resolve("shared-protocol/src/test");
    Process python =
        new ProcessBuilder(
                List.of(
                    "python3",
                    module.resolve("python/check_receiver.py").toString(),
                    home.resolve("scripts/receive.py").toString(),
                    module
                        .resolve("resources/io/milepost/protocol/alert/golden-vectors.json")
                        .toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    int count = FILE.get("vectors").size();
    assertThat(said).endsWith(count + " of " + count + " vectors as expected\n");
    assertThat(python.exitValue()).isZero();
  }

  /** What the datagram's tag is checked with; one whose source is no UTF-8 has a shared key. */
  private KeyRing.Key key(Instant at) {
    String source = view.source();
    return source == null ? KEYS.entry(view.keyId(), at) : KEYS.verifying(source, view.keyId(), at);
  }

  private int bodyLength() {
    return view.bodyLength();
  }

  private static JsonNode vector(String name) {
    for (JsonNode each : FILE.get("vectors")) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no vector " + name);
  }

  private static byte[] bytes(JsonNode vector) {
    return HexFormat.of().parseHex(vector.get("hex").asText());
  }

  private static JsonNode file() {
    try (InputStream in = GoldenVectorsTest.class.getResourceAsStream("golden-vectors.json")) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
