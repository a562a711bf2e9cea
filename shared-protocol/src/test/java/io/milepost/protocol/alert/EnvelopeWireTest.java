package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeWireTest {
  private static final byte ALERT = EnvelopeWire.KIND_ALERT;

  private final Authenticator authenticator = new Authenticator(Golden.KEY);
  private final ByteBuffer out = ByteBuffer.allocateDirect(EnvelopeWire.MAX_DATAGRAM);
  private final EnvelopeView view = new EnvelopeView();

  @Test
  void shouldWriteTheGoldenBytesWhenEncoding() {
    byte[] alert = Golden.ALERT.encode(1000);
    byte[] none = Envelope.NO_SIGNATURE;
    assertThat(encode(new Envelope(ALERT, "rsu-a", 3, 1, 1795163556123L, alert, none)))
        .isEqualTo(Golden.bytes("alert"));
    EnvelopeWire.encode(new Envelope(ALERT, "rsu-a", 3, 2, 1795163556143L, alert, none), null, out);
    assertThat(written()).isEqualTo(Golden.bytes("alert-unsigned"));
    byte[] heartbeat = Golden.HEARTBEAT.encode(1000);
    assertThat(
            encode(
                new Envelope(
                    EnvelopeWire.KIND_HEARTBEAT, "rsu-a", 3, 3, 1795163556323L, heartbeat, none)))
        .isEqualTo(Golden.bytes("heartbeat"));
    byte[] signature = new byte[64];
    for (int i = 0; i < signature.length; i++) {
      signature[i] = (byte) i;
    }
    byte[] cancel = Golden.CANCEL.encode(1000);
    assertThat(
            encode(new Envelope(ALERT, "rsu-a", 3, 4294967295L, 1795163586000L, cancel, signature)))
        .isEqualTo(Golden.bytes("cancel-signed"));
  }

  @Test
  void shouldReadWhatTheGoldenBytesSayWhenTheyArrive() {
    byte[] bytes = Golden.bytes("cancel-signed");
    assertThat(view.wrap(bytes, bytes.length)).isNull();
    assertThat(view.kind()).isEqualTo(ALERT);
    assertThat(view.authenticated()).isTrue();
    assertThat(view.keyId()).isEqualTo(7);
    assertThat(view.source()).isEqualTo("rsu-a");
    assertThat(view.sourceIs("rsu-a".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(view.sourceIs("rsu-b".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(view.epoch()).isEqualTo(3);
    assertThat(view.sequence()).isEqualTo(4294967295L);
    assertThat(view.sentAt()).isEqualTo(1795163586000L);
    assertThat(view.signatureLength()).isEqualTo(64);
    assertThat(authenticator.verify(bytes, view.authenticatedLength())).isTrue();
    assertThat(AlertBody.read(bytes, view.bodyOffset(), view.bodyLength()).value())
        .isEqualTo(Golden.CANCEL);

    byte[] beat = Golden.bytes("heartbeat");
    assertThat(view.wrap(beat, beat.length)).isNull();
    assertThat(HeartbeatBody.read(beat, view.bodyOffset(), view.bodyLength()).value())
        .isEqualTo(Golden.HEARTBEAT);
    byte[] unsigned = Golden.bytes("alert-unsigned");
    assertThat(view.wrap(unsigned, unsigned.length)).isNull();
    assertThat(view.authenticated()).isFalse();
    assertThat(AlertBody.read(unsigned, view.bodyOffset(), view.bodyLength()).value())
        .isEqualTo(Golden.ALERT);
  }

  @Test
  void shouldReadAndWriteTheGoldenHelloAndKeepItFromWhoListensToRsus() {
    byte[] hello = Golden.bytes("hello");
    assertThat(view.wrap(hello, hello.length)).isEqualTo(RejectReason.KIND);
    EnvelopeView hellos = EnvelopeView.ofHellos();
    assertThat(hellos.wrap(hello, hello.length)).isNull();
    assertThat(authenticator.verify(hello, hellos.authenticatedLength())).isTrue();
    assertThat(hellos.source()).isEqualTo("v-0123456789ab");
    HelloBody body = HelloBody.read(hello, hellos.bodyOffset(), hellos.bodyLength()).value();
    assertThat(body).isEqualTo(new HelloBody("rsu-a", "10.20.30.40", 40_000, "A1", null, null));
    byte[] none = Envelope.NO_SIGNATURE;
    assertThat(
            encode(
                new Envelope(
                    EnvelopeWire.KIND_HELLO,
                    "v-0123456789ab",
                    5,
                    9,
                    1795163556400L,
                    body.encode(),
                    none)))
        .isEqualTo(hello);
    byte[] alert = Golden.bytes("alert");
    assertThat(hellos.wrap(alert, alert.length)).isEqualTo(RejectReason.KIND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alert", "cancel-signed", "heartbeat"})
  void shouldRejectEverySingleBitFlipWhenTheDatagramIsAuthenticated(String name) {
    byte[] good = Golden.bytes(name);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(isBelieved(bad, bad.length)).as("bit %d", bit).isFalse();
    }
    assertThat(isBelieved(good, good.length)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alert", "alert-unsigned", "cancel-signed", "heartbeat"})
  void shouldRejectWhenBytesAreMissingOrAdded(String name) {
    byte[] good = Golden.bytes(name);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThat(view.wrap(cut, length)).as("%d bytes", length).isNotNull();
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThat(view.wrap(longer, longer.length)).isEqualTo(RejectReason.LENGTH);
  }

  @Test
  void shouldNameTheReasonWhenTheFixedPartIsWrong() {
    assertThat(reasonWith(0, 'X')).isEqualTo(RejectReason.MAGIC);
    assertThat(reasonWith(2, 2)).isEqualTo(RejectReason.VERSION);
    assertThat(reasonWith(3, 3)).isEqualTo(RejectReason.KIND);
    assertThat(reasonWith(4, 9)).isEqualTo(RejectReason.AUTH);
    assertThat(reasonWith(6, 0)).isEqualTo(RejectReason.SOURCE);
    assertThat(reasonWith(6, 33)).isEqualTo(RejectReason.SOURCE);
    assertThat(reasonWith(7, '/')).isEqualTo(RejectReason.SOURCE);
    assertThat(reasonWith(7, '\n')).isEqualTo(RejectReason.SOURCE);
    assertThat(view.wrap(new byte[1201], 1201)).isEqualTo(RejectReason.LENGTH);
  }

  @Test
  void shouldNeverThrowWhenBytesAreRandom() {
    Random random = new Random(20);
    byte[] frame = Golden.bytes("alert");
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        // A right start lets the bytes reach the later checks.
        System.arraycopy(frame, 0, bytes, 0, Math.min(bytes.length, 4 + random.nextInt(26)));
      }
      assertThat(isBelieved(bytes, bytes.length)).isFalse();
    }
  }

  @Test
  void shouldRefuseToSendWhenTheDatagramWouldBeTooLong() {
    byte[] body = new byte[EnvelopeWire.maxBody("rsu-a") + EnvelopeWire.SIGNATURE_BYTES];
    Envelope fits = new Envelope(ALERT, "rsu-a", 1, 1, 0, body, Envelope.NO_SIGNATURE);
    assertThat(encode(fits)).hasSize(EnvelopeWire.MAX_DATAGRAM);
    Envelope more =
        new Envelope(ALERT, "rsu-a", 1, 1, 0, new byte[body.length + 1], Envelope.NO_SIGNATURE);
    assertThatThrownBy(() -> encode(more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1201 bytes");
  }

  @Test
  void shouldRefuseAnEnvelopeThatNoReceiverWouldAccept() {
    byte[] none = Envelope.NO_SIGNATURE;
    for (String source : new String[] {"", "a/b", "a\nb", "x".repeat(33), "길".repeat(11)}) {
      assertThatThrownBy(() -> new Envelope(ALERT, source, 1, 1, 0, none, none))
          .hasMessageContaining("source");
    }
    assertThatThrownBy(() -> new Envelope(ALERT, "a", 0, 1, 0, none, none))
        .hasMessageContaining("epoch");
    assertThatThrownBy(() -> new Envelope(ALERT, "a", 1, 1L << 32, 0, none, none))
        .hasMessageContaining("sequence");
    assertThatThrownBy(() -> new Envelope(ALERT, "a", 1, 1, 0, none, new byte[63]))
        .hasMessageContaining("signature");
  }

  private RejectReason reasonWith(int offset, int value) {
    byte[] bytes = Golden.bytes("alert");
    bytes[offset] = (byte) value;
    return view.wrap(bytes, bytes.length);
  }

  private boolean isBelieved(byte[] bytes, int length) {
    return view.wrap(bytes, length) == null
        && view.authenticated()
        && view.keyId() == Golden.KEY.id()
        && authenticator.verify(bytes, view.authenticatedLength());
  }

  private byte[] encode(Envelope envelope) {
    EnvelopeWire.encode(envelope, authenticator, out);
    return written();
  }

  private byte[] written() {
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }
}
