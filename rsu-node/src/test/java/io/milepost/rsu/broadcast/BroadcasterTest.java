package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.message.AlertOnAir;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
  private static final long MILLI = 1_000_000;
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");

  private final List<Sent> sent = new ArrayList<>();
  private final List<AlertOnAir> told = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private KeyRing keys = KEYS;
  private boolean linkDown;
  private String poison;
  private long now = 5_000 * MILLI;
  private Broadcaster broadcaster = broadcaster(false, 50, false);

  private record Sent(long atMillis, long sequence, AlertBody alert, HeartbeatBody heartbeat) {}

  @Test
  void shouldSendTheBurstAndThenEverySecondWhenAnIncidentIsConfirmed() {
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    assertThat(alerts()).hasSize(1);
    runFor(10_000);
    List<Long> times = alerts().stream().map(Sent::atMillis).toList();
    assertThat(times.subList(0, 6)).containsExactly(0L, 20L, 60L, 140L, 300L, 620L);
    for (int i = 6; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isBetween(900L, 1101L);
    }
    assertThat(times).hasSizeBetween(14, 17);
    assertThat(alerts()).extracting(s -> s.alert().event()).containsOnly("rsu-a/1");
    assertThat(alerts().get(0).alert().suggest()).isEqualTo(Suggestion.SLOW_DOWN);
    assertThat(new HashSet<>(sent.stream().map(Sent::sequence).toList())).hasSameSizeAs(sent);
    assertThat(told).singleElement().satisfies(a -> assertThat(a.stages()).containsKey("sign"));
  }

  @Test
  void shouldGoOnTellingTheOthersWhenOneAlertCannotBeSent() {
    poison = "rsu-a/1\"";
    assertThatThrownBy(
            () ->
                broadcaster.onIncident(
                    Incidents.collision("i").severity(Severity.CRITICAL).confirmed()))
        .hasMessage("made for a test");
    broadcaster.onIncident(Incidents.collision("j").confirmed());
    assertThat(alerts()).extracting(s -> s.alert().event()).containsExactly("rsu-a/2");
    now += 150 * MILLI;
    assertThatThrownBy(broadcaster::pump).hasMessage("made for a test");
    assertThat(alerts()).filteredOn(s -> s.alert().event().equals("rsu-a/2")).hasSize(2);
    poison = null;
    runFor(200);
    assertThat(alerts()).extracting(s -> s.alert().event()).contains("rsu-a/1");
  }

  @Test
  void shouldKeepHundredMillisecondsApartWhenEtsiStrict() {
    broadcaster = broadcaster(true, 50, false);
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    now += 30 * MILLI;
    broadcaster.onIncident(Incidents.collision("i").severity(Severity.CRITICAL).updated());
    now += 30 * MILLI;
    broadcaster.onIncident(Incidents.collision("i").next().next().resolved());
    runFor(3_000);
    List<Long> times = alerts().stream().map(Sent::atMillis).toList();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(100);
    }
    assertThat(alerts().get(1).alert().state()).isEqualTo(AlertState.CANCELLED);
  }

  @Test
  void shouldRepeatTheCancelUntilTheAlertWouldHaveExpired() {
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    runFor(2_000);
    long lastActive = alerts().get(alerts().size() - 1).atMillis();
    long cancelAt = now / MILLI - 5_000;
    broadcaster.onIncident(Incidents.collision("i").next().resolved());
    int before = alerts().size();
    runFor(60_000);
    List<Sent> cancels = alerts().subList(before - 1, alerts().size());
    assertThat(cancels).allMatch(s -> s.alert().state() == AlertState.CANCELLED);
    assertThat(cancels.get(0).alert().version()).isEqualTo(2);
    assertThat(cancels.get(5).atMillis() - cancelAt).isEqualTo(620);
    long last = cancels.get(cancels.size() - 1).atMillis();
    assertThat(last).isBetween(lastActive + 28_000, lastActive + 30_000);
    assertThat(told).extracting(AlertOnAir::state).containsExactly("active", "cancelled");
    assertThat(broadcaster.alertsOnAir()).isZero();
  }

  @Test
  void shouldCancelWhenTheIncidentWasAFalseAlarmOrWasMerged() {
    broadcaster.onIncident(Incidents.collision("a").confirmed());
    broadcaster.onIncident(Incidents.collision("b").confirmed());
    broadcaster.onIncident(Incidents.collision("a").next().falseAlarm());
    broadcaster.onIncident(Incidents.collision("b").next().merged());
    assertThat(told)
        .extracting(AlertOnAir::state)
        .containsExactly("active", "active", "cancelled", "cancelled");
    assertThat(told)
        .extracting(AlertOnAir::event)
        .containsExactly("rsu-a/1", "rsu-a/2", "rsu-a/1", "rsu-a/2");
  }

  @Test
  void shouldBurstAgainOnlyWhenSeverityRises() {
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    runFor(3_000);
    sent.clear();
    long start = now / MILLI - 5_000;
    Incidents nearer = Incidents.collision("i").distance(300);
    broadcaster.onIncident(nearer.updated());
    runFor(500);
    assertThat(alerts()).hasSize(1);
    assertThat(alerts().get(0).alert().version()).isEqualTo(2);
    sent.clear();
    broadcaster.onIncident(nearer.severity(Severity.CRITICAL).updated());
    runFor(640);
    assertThat(alerts()).hasSize(6).allMatch(s -> s.alert().version() == 3);
    assertThat(alerts().get(0).atMillis() - start).isEqualTo(500);
  }

  @Test
  void shouldNotMakeAVersionWhenNothingADriverCaresForChanges() {
    Incidents incident = Incidents.collision("i");
    broadcaster.onIncident(incident.confirmed());
    broadcaster.onIncident(incident.next().updated());
    broadcaster.onIncident(incident.confidence(0.85).updated());
    broadcaster.onIncident(incident.confirmed());
    assertThat(told).hasSize(1);
    broadcaster.onIncident(incident.next().confidence(0.5).updated());
    assertThat(told).hasSize(2);
  }

  @Test
  void shouldLetTheMildestWaitWhenTokensRunOut() {
    broadcaster = broadcaster(false, 10, false);
    for (int i = 0; i < 40; i++) {
      Severity severity = i % 2 == 0 ? Severity.LOW : Severity.CRITICAL;
      broadcaster.onIncident(Incidents.collision("i" + i).severity(severity).confirmed());
    }
    runFor(10_000);
    for (long second = 0; second < 9; second++) {
      long from = second * 1000;
      long count =
          sent.stream().filter(s -> s.atMillis() >= from && s.atMillis() < from + 1000).count();
      assertThat(count).isBetween(9L, second == 0 ? 20L : 11L);
    }
    long low = alerts().stream().filter(s -> s.alert().severity() == Severity.LOW).count();
    long critical = alerts().size() - low;
    assertThat(critical).isGreaterThan(40);
    // Only while the bucket was still full.
    assertThat(low).isLessThanOrEqualTo(5);
    assertThat(registry.counter("milepost.broadcast.token.waits").count()).isPositive();
  }

  @Test
  void shouldTellTheActiveListInHeartbeats() {
    runFor(2_900);
    List<Sent> quiet = heartbeats();
    assertThat(quiet).hasSize(3).allMatch(s -> s.heartbeat().active().isEmpty());
    assertThat(quiet.get(0).heartbeat().cameras().up()).isEqualTo(2);
    broadcaster.onIncident(Incidents.collision("low").severity(Severity.LOW).confirmed());
    broadcaster.onIncident(Incidents.collision("high").confirmed());
    sent.clear();
    runFor(1_000);
    assertThat(heartbeats()).hasSizeBetween(5, 6);
    assertThat(heartbeats().get(0).heartbeat().active())
        .extracting(HeartbeatBody.Active::event)
        .containsExactly("rsu-a/2", "rsu-a/1");
    assertThat(heartbeats().get(0).heartbeat().active().get(0).remainingS()).isEqualTo(30);
  }

  @Test
  void shouldTryAgainWhenNoLinkTakesTheDatagram() {
    linkDown = true;
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    runFor(1_000);
    assertThat(told).isEmpty();
    linkDown = false;
    runFor(100);
    assertThat(told).hasSize(1);
    assertThat(alerts()).isNotEmpty();
  }

  @Test
  void shouldSendNothingWhenASignatureIsRequiredAndNoKeyIsValid() {
    broadcaster = broadcaster(false, 50, true);
    keys =
        new KeyRing(
            List.of(new KeyRing.Key(1, new byte[16], Instant.MIN, Instant.ofEpochSecond(1))));
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    runFor(500);
    assertThat(sent).isEmpty();
    assertThat(registry.counter("milepost.broadcast.send.errors", "reason", "no_key").count())
        .isPositive();
    keys = KEYS;
    runFor(200);
    assertThat(alerts()).isNotEmpty();
  }

  @Test
  void shouldExpireWhenTheIncidentHasNotBeenHeardOfForTooLong() {
    broadcaster.onIncident(Incidents.collision("i").confirmed());
    now += 86_401_000L * MILLI;
    broadcaster.pump();
    assertThat(told).extracting(AlertOnAir::state).containsExactly("active", "expired");
    assertThat(broadcaster.alertsOnAir()).isZero();
  }

  private Broadcaster broadcaster(boolean strict, int tokens, boolean required) {
    BroadcastConfig d = BroadcastConfig.defaults();
    BroadcastConfig config =
        new BroadcastConfig(
            d.group(),
            d.port(),
            0,
            List.of("lo"),
            0,
            null,
            null,
            required,
            1,
            strict,
            tokens,
            1,
            0.2,
            30,
            86_400,
            500,
            200);
    return new Broadcaster(
        config,
        "rsu-a",
        new AlertBook("rsu-a", 1, config),
        new Stamper("rsu-a", 7, () -> keys, required),
        this::receive,
        new BroadcastMetrics(registry),
        new Broadcaster.Clocks(() -> now, () -> now / MILLI, new Random(3)),
        () ->
            new HeartbeatBody(
                List.of(), 0, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(2, 1)),
        told::add);
  }

  private int receive(ByteBuffer datagram) {
    if (linkDown) {
      return 0;
    }
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    EnvelopeView view = new EnvelopeView();
    assertThat(view.wrap(bytes, bytes.length)).isNull();
    assertThat(new Authenticator(KEYS.keys().get(0)).verify(bytes, view.authenticatedLength()))
        .isTrue();
    assertThat(view.epoch()).isEqualTo(7);
    boolean alert = view.kind() == EnvelopeWire.KIND_ALERT;
    if (poison != null && alert && new String(bytes, StandardCharsets.UTF_8).contains(poison)) {
      throw new IllegalStateException("made for a test");
    }
    long at = now / MILLI - 5_000;
    sent.add(
        new Sent(
            at,
            view.sequence(),
            alert ? AlertBody.read(bytes, view.bodyOffset(), view.bodyLength()).value() : null,
            alert
                ? null
                : HeartbeatBody.read(bytes, view.bodyOffset(), view.bodyLength()).value()));
    return 1;
  }

  /** Lets time pass as the verticle's millisecond timer would. */
  private void runFor(long millis) {
    long end = now + millis * MILLI;
    long wait = broadcaster.pump();
    while (now + Math.max(MILLI, wait) <= end) {
      now += Math.max(MILLI, (wait + MILLI - 1) / MILLI * MILLI);
      wait = broadcaster.pump();
    }
    now = end;
  }

  private List<Sent> alerts() {
    return sent.stream().filter(s -> s.alert() != null).toList();
  }

  private List<Sent> heartbeats() {
    return sent.stream().filter(s -> s.heartbeat() != null).toList();
  }
}
