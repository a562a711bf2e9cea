package io.milepost.vehicle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.Grounds;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.event.Way;
import io.milepost.vehicle.position.Fix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  private static final long AT = 1_795_163_556_123L;
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");

  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldProveAgainWhyTheVehicleActed() {
    EvidenceRecord.Check check = EvidenceRecord.check(line(), KEYS);
    assertThat(check.sound()).as(check.text()).isTrue();
    assertThat(check.text())
        .contains("none -> slow_down", "because why", "position 37.5 127.0, speed 20.0 m/s")
        .contains("datagram rsu-a epoch 3 sequence 7 sent 2026-11-20T08:32:36.100Z, authentic");
  }

  @Test
  void shouldNotProveWhatWasChangedAfterwards() {
    ObjectNode record = (ObjectNode) Json.read(line(), JsonNode.class);
    ObjectNode nearer = record.deepCopy();
    ((ObjectNode) nearer.get("alert")).put("distance_m", 10);
    assertNotSound(nearer, KEYS, "SAYS SOMETHING ELSE");

    ObjectNode forged = record.deepCopy();
    byte[] bytes = Base64.getDecoder().decode(forged.get("datagram").asText());
    bytes[60] ^= 1;
    forged.put("datagram", Base64.getEncoder().encodeToString(bytes));
    assertNotSound(forged, KEYS, "WRONG TAG");

    assertNotSound(record, KeyRing.ofCommandLine("another key, also long"), "WRONG TAG");
    assertNotSound(record, KeyRing.empty(), "NOT CHECKED: key 0");
    KeyRing expired =
        new KeyRing(
            List.of(
                new KeyRing.Key(
                    0, KEYS.keys().get(0).secret(), Instant.EPOCH, Instant.ofEpochSecond(1))));
    assertNotSound(record, expired, "was not valid then");
    assertNotSound(record.deepCopy().put("datagram", "?"), KEYS, "not base64");
    assertNotSound(record.deepCopy().put("datagram", "TVA="), KEYS, "no datagram of version 1");
    ObjectNode without = record.deepCopy();
    without.remove("datagram");
    assertNotSound(without, KEYS, "was not kept");
    assertThat(EvidenceRecord.check("{\"half\": ", KEYS).sound()).isFalse();
    assertThat(EvidenceRecord.check("", KEYS).sound()).isFalse();
  }

  @Test
  void shouldNotProveAnAlertByADatagramThatSaysNothingOfIt() {
    ObjectNode record = (ObjectNode) Json.read(line(), JsonNode.class);
    HeartbeatBody beat =
        new HeartbeatBody(
            List.of(), 0, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(1, 0));
    byte[] heartbeat = datagram(EnvelopeWire.KIND_HEARTBEAT, beat.encode(1000), null);
    assertNotSound(
        record.deepCopy().put("datagram", Base64.getEncoder().encodeToString(heartbeat)),
        KEYS,
        "SAYS SOMETHING ELSE");
    assertNotSound(record.deepCopy().put("source", "rsu-b"), KEYS, "SAYS SOMETHING ELSE");
    assertNotSound(record.deepCopy().put("event", "rsu-a/2"), KEYS, "SAYS SOMETHING ELSE");
    ObjectNode unfounded = record.deepCopy();
    unfounded.remove(List.of("alert", "datagram"));
    assertNotSound(unfounded, KEYS, "names an action and no alert");
  }

  @Test
  void shouldAskForTheSignatureWhereTheRsuHasASigner() {
    SigningKey.Pair pair = SigningKey.generate();
    KeyRing signed =
        new KeyRing(
            KEYS.keys(),
            List.of(new Signer("rsu-a", pair.publicKey(), Instant.EPOCH, Instant.MAX)),
            null);
    ObjectNode record = (ObjectNode) Json.read(line(), JsonNode.class);
    assertNotSound(record, signed, "NOT SIGNED by rsu-a");
    byte[] good = datagram(EnvelopeWire.KIND_ALERT, body().encode(1000), pair.signing());
    record.put("datagram", Base64.getEncoder().encodeToString(good));
    EvidenceRecord.Check check = EvidenceRecord.check(Json.write(record), signed);
    assertThat(check.sound()).as(check.text()).isTrue();
    assertThat(check.text()).contains("authentic, key 0, signed by rsu-a");
    byte[] other =
        datagram(EnvelopeWire.KIND_ALERT, body().encode(1000), SigningKey.generate().signing());
    record.put("datagram", Base64.getEncoder().encodeToString(other));
    assertNotSound(record, signed, "NOT SIGNED by rsu-a");
    KeyRing ended =
        new KeyRing(
            KEYS.keys(),
            List.of(new Signer("rsu-a", pair.publicKey(), Instant.EPOCH, Instant.ofEpochSecond(9))),
            null);
    record.put("datagram", Base64.getEncoder().encodeToString(good));
    assertNotSound(record, ended, "NOT SIGNED by rsu-a");
  }

  @Test
  void shouldProveWithTheKeyOfItsRsuAlone() {
    KeyRing own =
        new KeyRing(
            List.of(
                new KeyRing.Key(
                    0, KEYS.keys().get(0).secret(), Instant.MIN, Instant.MAX, false, "rsu-b")));
    assertNotSound((ObjectNode) Json.read(line(), JsonNode.class), own, "NOT CHECKED: key 0");
  }

  /** A real full disk: every write to this device fails with ENOSPC. */
  @Test
  void shouldHoldNobodyUpAndLoseNothingUncountedWhenTheDiskIsFull() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "this machine has no /dev/full");
    Path file = folder.resolve("evidence.jsonl");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    EvidenceJournal journal = new EvidenceJournal(file, registry);
    journal.start();
    VehicleEvent decision = decision();
    long began = System.nanoTime();
    for (int i = 0; i < 3 * EvidenceJournal.MAX_WAITING; i++) {
      journal.accept(decision);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(registry.counter("milepost.vehicle.evidence.dropped").count())
        .isGreaterThanOrEqualTo(EvidenceJournal.MAX_WAITING);
    assertThat(registry.get("milepost.vehicle.evidence.depth").gauge().value())
        .isLessThanOrEqualTo(EvidenceJournal.MAX_WAITING);
    assertThat(registry.counter("milepost.vehicle.evidence.kept").count()).isZero();
    began = System.nanoTime();
    journal.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  private static void assertNotSound(ObjectNode record, KeyRing keys, String words) {
    EvidenceRecord.Check check = EvidenceRecord.check(Json.write(record), keys);
    assertThat(check.sound()).isFalse();
    assertThat(check.text()).contains(words);
  }

  @Test
  void shouldKeepTheFirstAndSayHowManyAreMissingWhenTheDiskStandsStill() throws IOException {
    EvidenceJournal journal = new EvidenceJournal(folder.resolve("evidence.jsonl"), registry);
    for (int i = 0; i < EvidenceJournal.MAX_WAITING + 5; i++) {
      journal.accept(decision());
    }
    assertThat(registry.counter("milepost.vehicle.evidence.dropped").count()).isEqualTo(5);
    assertThat(registry.get("milepost.vehicle.evidence.depth").gauge().value())
        .isEqualTo(EvidenceJournal.MAX_WAITING);
    journal.start();
    await()
        .until(
            () ->
                registry.counter("milepost.vehicle.evidence.kept").count()
                    == EvidenceJournal.MAX_WAITING);
    journal.accept(decision());
    journal.close();
    List<String> lines = Files.readAllLines(folder.resolve("evidence.jsonl"));
    assertThat(lines).hasSize(EvidenceJournal.MAX_WAITING + 1);
    String last = lines.get(EvidenceJournal.MAX_WAITING);
    assertThat(Json.read(last, JsonNode.class).get("lost_before").asInt()).isEqualTo(5);
  }

  @Test
  void shouldIgnoreWhatIsNoDecisionAndEndATornLine() throws IOException {
    Path file = folder.resolve("evidence.jsonl");
    Files.writeString(file, "{\"action\":\"sto");
    try (EvidenceJournal journal =
        new EvidenceJournal(folder.resolve("evidence.jsonl"), registry)) {
      journal.start();
      journal.accept(
          new VehicleEvent(
              Kind.LOST, AT, "rsu-a", null, Decision.NONE, Double.NaN, -1, true, "silent"));
      journal.accept(decision());
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(EvidenceRecord.check(lines.get(0), KEYS).sound()).isFalse();
    assertThat(EvidenceRecord.check(lines.get(1), KEYS).sound()).isTrue();
  }

  @Test
  void shouldSayWhichFolderCannotBeWritten() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    assertThatThrownBy(() -> new EvidenceJournal(plain.resolve("e"), registry))
        .hasMessageContaining("evidence file")
        .hasMessageContaining("plain/e cannot be written");
  }

  private static String line() {
    return EvidenceRecord.line(decision(), 0);
  }

  private static AlertBody body() {
    return new AlertBody(
        "rsu-a/1",
        1,
        AlertState.ACTIVE,
        IncidentType.COLLISION,
        2,
        0,
        Severity.HIGH,
        0.9,
        Suggestion.SLOW_DOWN,
        "A1",
        null,
        37.51,
        127,
        500,
        TrafficDirection.ALL,
        1,
        30,
        "사고 발생");
  }

  private static byte[] datagram(byte kind, byte[] body, SigningKey key) {
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    byte[] signature = key == null ? Envelope.NO_SIGNATURE : key.sign(kind, "rsu-a", body);
    EnvelopeWire.encode(
        new Envelope(kind, "rsu-a", 3, 7, AT - 23, body, signature),
        new Authenticator(KEYS.keys().get(0)),
        out);
    byte[] datagram = new byte[out.remaining()];
    out.get(datagram);
    return datagram;
  }

  private static VehicleEvent decision() {
    AlertBody body = body();
    byte[] datagram = datagram(EnvelopeWire.KIND_ALERT, body.encode(1000), null);
    ActiveAlert alert =
        new ActiveAlert("rsu-a", body, null, true, datagram, new Way(412.34, Way.Source.STRAIGHT));
    Grounds grounds = new Grounds(null, alert, "a rule", new Fix(37.5, 127, 20, 0, 1), null, false);
    return new VehicleEvent(
        Kind.DECIDE,
        AT,
        "rsu-a",
        null,
        new Decision(Suggestion.SLOW_DOWN, "rsu-a/1", "why"),
        Double.NaN,
        -1,
        grounds.verified(),
        "why",
        grounds);
  }
}
