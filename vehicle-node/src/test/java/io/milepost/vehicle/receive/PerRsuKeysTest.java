package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyDerivation;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerRsuKeysTest {
  private static final long START = 1_795_163_556_000L;
  private static final int FLOOD = 40_000;

  private final KeyRing.Key first = master(1, 1);
  private final KeyRing.Key second = master(2, 2);
  private KeyRing keys = new KeyRing(List.of(first, second));
  private final Reception reception =
      new Reception(
          new Reception.Settings(() -> keys, true, Duration.ofSeconds(5), null),
          Policy.standard(),
          new EpochFloors(null),
          new ReceiverMetrics(new SimpleMeterRegistry()),
          event -> {},
          System::nanoTime);

  @Test
  void shouldBelieveEachRsuOnlyWithItsOwnKey() {
    Sender a = sender("rsu-a", first, "rsu-a");
    Sender b = sender("rsu-b", first, "rsu-b");
    assertThat(alert(a, 1)).isNull();
    assertThat(alert(b, 1)).isNull();
    Sender stolen = sender("rsu-b", first, "rsu-a");
    stolen.sequence = 500;
    assertThat(alert(stolen, 2))
        .as("rsu-a's key cannot speak for rsu-b")
        .isEqualTo(RejectReason.TAG);
    Sender stranger = sender("rsu-c", first, "rsu-a");
    assertThat(alert(stranger, 1)).isEqualTo(RejectReason.TAG);
    assertThat(reception.state(0).rsus()).hasSize(2);
    assertThat(alert(b, 2)).isNull();
  }

  @Test
  void shouldRejectNothingWhenMastersRotateAndTheFileIsReadAnew() {
    Sender a = sender("rsu-a", first, "rsu-a");
    for (int i = 1; i <= 40; i++) {
      if (i == 20) {
        a.key = new KeyDerivation(second).of("rsu-a");
      }
      if (i % 7 == 0) {
        keys = new KeyRing(List.of(master(1, 1), master(2, 2)));
      }
      assertThat(alert(a, i)).isNull();
    }
    keys = new KeyRing(List.of(second));
    a.key = new KeyDerivation(first).of("rsu-a");
    assertThat(alert(a, 50)).as("revoked").isEqualTo(RejectReason.KEY);
  }

  @Test
  void shouldTakeAKeyOfOneRsuOnlyForThisRsu() {
    keys = new KeyRing(List.of(new KeyDerivation(first).of("rsu-a")));
    assertThat(alert(sender("rsu-a", first, "rsu-a"), 1)).isNull();
    assertThat(alert(sender("rsu-b", first, "rsu-a"), 1)).isEqualTo(RejectReason.KEY);
  }

  @Test
  void shouldRememberNothingAndHearEverybodyWhenNamesAreMadeUp() {
    Sender known = sender("rsu-a", first, "rsu-a");
    assertThat(alert(known, 1)).isNull();
    byte[][] flood = new byte[1000][];
    for (int i = 0; i < flood.length; i++) {
      Sender madeUp = sender("fake-" + i, first, "guessed");
      flood[i] = madeUp.alert(START, Sender.active("fake-" + i + "/1", 1));
    }
    Sender forger = sender("rsu-a", first, "guessed");
    forger.sequence = 10;
    byte[][] knownName = {forger.alert(START, Sender.active("rsu-a/1", 1))};
    refuse(flood);
    refuse(knownName);
    System.out.printf(
        "refused by tag: made-up names %.0f ns, a known name %.0f ns%n",
        refuse(flood), refuse(knownName));
    assertThat(reception.state(0).rsus()).hasSize(1);
    assertThat(alert(known, 2)).isNull();
    assertThat(alert(sender("rsu-new", second, "rsu-new"), 1)).as("a newcomer").isNull();
  }

  private double refuse(byte[][] flood) {
    long began = System.nanoTime();
    for (int i = 0; i < FLOOD; i++) {
      byte[] bytes = flood[i % flood.length];
      if (reception.onDatagram(bytes, bytes.length, i, START) != RejectReason.TAG) {
        throw new AssertionError("datagram " + i + " was not refused by its tag");
      }
    }
    return (System.nanoTime() - began) / (double) FLOOD;
  }

  private RejectReason alert(Sender sender, int version) {
    byte[] bytes = sender.alert(START, Sender.active(sender.source + "/1", version));
    return reception.onDatagram(bytes, bytes.length, System.nanoTime(), START);
  }

  private static Sender sender(String name, KeyRing.Key master, String keyOf) {
    Sender sender = new Sender(name);
    sender.key = new KeyDerivation(master).of(keyOf);
    return sender;
  }

  private static KeyRing.Key master(int id, long seed) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    return new KeyRing.Key(id, secret, Instant.MIN, Instant.MAX, true, null);
  }
}
