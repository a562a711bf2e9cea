package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody who has the shared HMAC key can and cannot do to an RSU that signs. */
class SignedAlertsTest {
  private static final long START = 1_795_163_556_000L;
  private static final SigningKey.Pair PAIR = SigningKey.generate();

  private final List<VehicleEvent> events = new ArrayList<>();
  private final Sender rsu = new Sender("rsu-a");
  private final Sender forger = new Sender("rsu-a");
  private KeyRing keys = ring(signer("rsu-a", PAIR));
  private long millis;
  private final ReceiverMetrics metrics = new ReceiverMetrics(new SimpleMeterRegistry());
  private final Reception reception =
      new Reception(
          new Reception.Settings(() -> keys, true, Duration.ofSeconds(5), null),
          Policy.standard(),
          new EpochFloors(null),
          metrics,
          events::add,
          this::nanos);

  SignedAlertsTest() {
    rsu.signing = PAIR.signing();
    forger.sequence = 100_000;
  }

  @Test
  void shouldBelieveOnlyWhatTheRsuSigned() {
    assertThat(deliver(forger.alert(utc(), Sender.active("rsu-a/1", 1))))
        .as("tag right, no signature")
        .isEqualTo(RejectReason.SIGNATURE);
    forger.signing = SigningKey.generate().signing();
    assertThat(deliver(forger.alert(utc(), Sender.active("rsu-a/1", 1))))
        .as("tag right, signed by somebody else")
        .isEqualTo(RejectReason.SIGNATURE);
    assertThat(decision()).isEqualTo("none");
    rsu.sequence = forger.sequence;
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
    assertThat(metrics.rejections(RejectReason.SIGNATURE)).isEqualTo(2);
  }

  @Test
  void shouldIgnoreSignaturesOfRsusWithoutSigner() {
    Sender other = new Sender("rsu-b");
    other.signing = SigningKey.generate().signing();
    assertThat(deliver(other.alert(utc(), Sender.active("rsu-b/1", 1)))).isNull();
    other.signing = null;
    assertThat(deliver(other.alert(utc(), Sender.active("rsu-b/1", 2)))).isNull();
  }

  @Test
  void shouldCheckOncePerVersionAndAgainWhenTheBodyDiffers() {
    SignatureCheck check = new SignatureCheck();
    AlertBody body = Sender.active("rsu-a/1", 1);
    for (int i = 0; i < 20; i++) {
      assertThat(judge(check, body, rsu.alert(utc(), body))).isNull();
    }
    assertThat(check.checks()).isEqualTo(1);
    byte[] signature = rsu.signing.sign(EnvelopeWire.KIND_ALERT, "rsu-a", body.encode(1000));
    AlertBody nearer = Sender.body(body.event(), 1, body.state(), body.type(), body.severity(), 9);
    byte[] other = rsu.make(EnvelopeWire.KIND_ALERT, utc(), nearer.encode(1000), signature);
    assertThat(judge(check, nearer, other)).isEqualTo(RejectReason.SIGNATURE);
    assertThat(check.checks()).isEqualTo(2);
    assertThat(judge(check, body, rsu.alert(utc(), body))).as("still remembered").isNull();
    assertThat(check.checks()).isEqualTo(2);
    AlertBody cancel = Sender.cancel("rsu-a/1", 2);
    assertThat(judge(check, cancel, rsu.alert(utc(), cancel))).isNull();
    assertThat(judge(check, cancel, rsu.alert(utc(), cancel))).isNull();
    assertThat(check.checks()).isEqualTo(3);
  }

  @Test
  void shouldBoundMemoryAndTimeWhenVersionsFlood() {
    SignatureCheck check = new SignatureCheck();
    int refused = 0;
    for (int i = 1; i <= 400; i++) {
      millis += 5;
      AlertBody body = Sender.active("rsu-a/1", i);
      RejectReason reason = judge(check, body, rsu.alert(utc(), body));
      refused += reason == RejectReason.CAPACITY ? 1 : 0;
    }
    // One second in advance, and two seconds that passed.
    assertThat(check.checks()).isBetween(148L, 152L);
    assertThat(refused).isEqualTo(400 - (int) check.checks());
    assertThat(check.remembered()).isEqualTo(SignatureCheck.MAX_REMEMBERED);
    millis += 1000;
    AlertBody later = Sender.active("rsu-a/2", 1);
    assertThat(judge(check, later, rsu.alert(utc(), later))).isNull();
  }

  @Test
  void shouldNotEndAnAlertByForgedCancelOrHeartbeat() {
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    forger.epoch = 2;
    assertThat(deliver(forger.alert(utc(), Sender.cancel("rsu-a/1", 2))))
        .isEqualTo(RejectReason.SIGNATURE);
    for (int i = 0; i < 10; i++) {
      assertThat(deliver(forger.heartbeat(utc()))).isNull();
    }
    assertThat(decision()).isEqualTo("slow_down");
    // Nor prolong it: it runs out although heartbeats name it.
    for (int s = 0; s < 29; s++) {
      millis += 1000;
      deliver(forger.heartbeat(utc(), "rsu-a/1@1"));
      reception.onTick(nanos(), utc());
    }
    assertThat(decision()).isEqualTo("slow_down");
    millis += 1100;
    deliver(forger.heartbeat(utc(), "rsu-a/1@1"));
    reception.onTick(nanos(), utc());
    assertThat(decision()).isEqualTo("none");
  }

  @Test
  void shouldNotLetRecordedSignaturesOfAnOlderAlertOrVersionWinWhenStampedAnew() {
    AlertBody yesterday = at(Sender.cancel("rsu-a/1", 9), 1_000);
    AlertBody first = at(Sender.active("rsu-a/1", 1), 2_000);
    AlertBody second = at(Sender.active("rsu-a/1", 2), 2_000);
    assertThat(deliver(rsu.alert(utc(), first))).isNull();
    assertThat(deliver(rsu.alert(utc(), second))).isNull();
    forger.epoch = 2;
    assertThat(deliver(recorded(yesterday))).isEqualTo(RejectReason.OUTDATED);
    assertThat(deliver(recorded(first))).isEqualTo(RejectReason.OUTDATED);
    assertThat(decision()).isEqualTo("slow_down");
    assertThat(deliver(recorded(at(Sender.cancel("rsu-a/1", 3), 2_000)))).isNull();
    forger.epoch = 3;
    assertThat(deliver(recorded(second))).as("cancelled").isEqualTo(RejectReason.CANCELLED);
    assertThat(deliver(recorded(at(Sender.active("rsu-a/1", 1), 3_000))))
        .as("the first event of the RSU's next boot")
        .isNull();
  }

  /** What the RSU once signed, with a stamp of somebody else who has the HMAC key. */
  private byte[] recorded(AlertBody body) {
    byte[] bytes = body.encode(1000);
    byte[] signature = PAIR.signing().sign(EnvelopeWire.KIND_ALERT, "rsu-a", bytes);
    return forger.make(EnvelopeWire.KIND_ALERT, utc(), bytes, signature);
  }

  private static AlertBody at(AlertBody b, long detectedAt) {
    return new AlertBody(
        b.event(),
        b.version(),
        b.state(),
        b.type(),
        b.cause(),
        b.subcause(),
        b.severity(),
        b.confidence(),
        b.suggest(),
        b.road(),
        b.lane(),
        b.lat(),
        b.lon(),
        b.distanceM(),
        b.direction(),
        detectedAt,
        b.ttlS(),
        b.text());
  }

  @Test
  void shouldEndAnAlertByItsSignedCancel() {
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    assertThat(deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)))).isNull();
    assertThat(decision()).isEqualTo("none");
  }

  @Test
  void shouldTakeEitherKeyWhileSignersRotateAndNoneThatWasRevoked() {
    SigningKey.Pair next = SigningKey.generate();
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    keys = ring(signer("rsu-a", PAIR), signer("rsu-a", next));
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)))).isNull();
    rsu.signing = next.signing();
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 2)))).isNull();
    keys = ring(signer("rsu-a", next));
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 2)))).isNull();
    rsu.signing = PAIR.signing();
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 3))))
        .isEqualTo(RejectReason.SIGNATURE);
    Instant past = Instant.ofEpochMilli(START - 3_600_000);
    keys = ring(new Signer("rsu-a", next.publicKey(), Instant.MIN, past));
    rsu.signing = next.signing();
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 2))))
        .as("remembered, but its key has ended")
        .isEqualTo(RejectReason.SIGNATURE);
  }

  private RejectReason judge(SignatureCheck check, AlertBody body, byte[] bytes) {
    EnvelopeView view = new EnvelopeView();
    assertThat(view.wrap(bytes, bytes.length)).isNull();
    return check.check(keys.signers("rsu-a"), view, body, Instant.ofEpochMilli(utc()), nanos());
  }

  private static Signer signer(String rsu, SigningKey.Pair pair) {
    return new Signer(rsu, pair.publicKey(), Instant.MIN, Instant.MAX);
  }

  private static KeyRing ring(Signer... signers) {
    return new KeyRing(Sender.KEYS.keys(), List.of(signers), null);
  }

  private RejectReason deliver(byte[] bytes) {
    return reception.onDatagram(bytes, bytes.length, nanos(), utc());
  }

  private String decision() {
    return reception.state(nanos()).decision();
  }

  private long nanos() {
    return millis * 1_000_000;
  }

  private long utc() {
    return START + millis;
  }
}
