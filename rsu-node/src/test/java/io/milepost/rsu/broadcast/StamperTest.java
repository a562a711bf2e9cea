package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.message.IncidentChanged;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StamperTest {
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");
  private static final SigningKey.Pair PAIR = SigningKey.generate();

  private final BroadcastConfig config = BroadcastConfig.defaults();
  private final AlertBook book = new AlertBook("rsu-a", 1, config);
  private final EnvelopeView view = new EnvelopeView();
  private KeyRing keys = KEYS.with(PAIR.signing());

  @Test
  void shouldSignEveryVersionOnceAndReuseTheSignature() {
    Stamper stamper = new Stamper("rsu-a", 3, () -> keys, true);
    AlertEntry entry = apply(Incidents.collision("i").confirmed());
    byte[] first = entry.signature(keys.signingKey(), "rsu-a");
    for (int i = 0; i < 5; i++) {
      assertThat(signatureOf(stamper.stamp(entry, i))).isEqualTo(first);
      assertThat(signer(PAIR).verifies(view)).isTrue();
      assertThat(entry.signature(keys.signingKey(), "rsu-a")).isSameAs(first);
    }
    entry.sent(1, 1, RepeatSchedule.of(config), 0.5);
    apply(Incidents.collision("i").next().resolved());
    assertThat(signatureOf(stamper.stamp(entry, 9)))
        .as("a cancel is signed too")
        .isNotEqualTo(first);
    assertThat(signer(PAIR).verifies(view)).isTrue();
    AlertBody body = AlertBody.read(view.array(), view.bodyOffset(), view.bodyLength()).value();
    assertThat(body.version()).isEqualTo(2);
  }

  @Test
  void shouldSignAnewWhenTheKeyChangesAndNotAtAllWithoutOne() {
    Stamper stamper = new Stamper("rsu-a", 3, () -> keys, true);
    AlertEntry entry = apply(Incidents.collision("i").confirmed());
    stamper.stamp(entry, 1);
    SigningKey.Pair next = SigningKey.generate();
    keys = KEYS.with(next.signing());
    signatureOf(stamper.stamp(entry, 2));
    assertThat(signer(next).verifies(view)).isTrue();
    keys = KEYS;
    assertThat(signatureOf(stamper.stamp(entry, 3))).isEmpty();
    stamper.stamp(EnvelopeWire.KIND_HEARTBEAT, new byte[] {'{', '}'}, 4);
    assertThat(view.signatureLength()).as("heartbeats are not signed").isZero();
  }

  @Test
  void shouldNeverUseANumberTwiceWhenTheNumbersOfAnEpochRunOut() {
    Stamper stamper = new Stamper("rsu-a", 7, EnvelopeWire.MAX_U32 - 2, () -> KEYS, true);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      read(stamper.stamp(EnvelopeWire.KIND_HEARTBEAT, new byte[] {'{', '}'}, i));
      used.add(view.epoch() + "/" + view.sequence());
    }
    assertThat(used)
        .containsExactlyInAnyOrder("7/4294967294", "7/4294967295", "8/1", "8/2", "8/3", "8/4");
  }

  @Test
  void shouldBeginTheNextEpochBeforeTheLastNumberWhenAsked() {
    Stamper fresh = new Stamper("rsu-a", 7, 0, () -> KEYS, true);
    assertThat(fresh.renewEpoch()).isFalse();
    Stamper old = new Stamper("rsu-a", 7, EnvelopeWire.MAX_U32 - 1000, () -> KEYS, true);
    assertThat(old.renewEpoch()).isTrue();
    assertThat(old.renewEpoch()).isFalse();
    read(old.stamp(EnvelopeWire.KIND_HEARTBEAT, new byte[] {'{', '}'}, 1));
    assertThat(view.epoch()).isEqualTo(8);
    assertThat(view.sequence()).isEqualTo(1);
  }

  private AlertEntry apply(IncidentChanged change) {
    book.apply(change, false, 0);
    return book.entries().iterator().next();
  }

  private byte[] signatureOf(ByteBuffer datagram) {
    read(datagram);
    int start = view.bodyOffset() + view.bodyLength() + 1;
    return Arrays.copyOfRange(view.array(), start, start + view.signatureLength());
  }

  private void read(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    assertThat(view.wrap(bytes, bytes.length)).isNull();
  }

  private static Signer signer(SigningKey.Pair pair) {
    return new Signer("rsu-a", pair.publicKey(), Instant.MIN, Instant.MAX);
  }
}
