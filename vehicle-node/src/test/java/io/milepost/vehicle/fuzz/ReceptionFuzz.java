package io.milepost.vehicle.fuzz;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.receive.FuzzedReception;
import io.milepost.vehicle.receive.VehicleState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole receiver through a story of datagrams, time, reboots, replays and forgeries, told by
 * the input. Three RSUs share a key, so that the story gets past the tag.
 */
public final class ReceptionFuzz {
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");
  private static final Authenticator SIGNER = new Authenticator(KEYS.keys().get(0));
  private static final int RAW = 0;
  private static final int ALERT = 1;
  private static final int HEARTBEAT = 2;
  private static final int PASS = 3;
  private static final int REPLAY = 4;
  private static final int FORGE = 5;
  private static final int BODY = 6;
  private static final int REBOOT = 7;
  private static final long TOMBSTONE_MILLIS = 60_000;

  private final ByteBuffer in;
  private final FuzzedReception receiver = new FuzzedReception(KEYS);
  private final EnvelopeView view = new EnvelopeView();
  private final List<byte[]> heard = new ArrayList<>();
  private final Set<ByteBuffer> believed = new HashSet<>();
  private final long[] epochs = {1, 1, 1};
  private final long[] sequences = new long[3];

  /** Event to the version that was cancelled, within the present boot of its RSU. */
  private final Map<String, Integer> cancelled = new HashMap<>();

  private long passed;

  private ReceptionFuzz(byte[] data) {
    in = ByteBuffer.wrap(data);
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    new ReceptionFuzz(data).play();
  }

  /** A story of one datagram. */
  static byte[] raw(byte[] datagram) {
    byte[] story = new byte[datagram.length + 3];
    story[1] = (byte) (datagram.length >> 8);
    story[2] = (byte) datagram.length;
    System.arraycopy(datagram, 0, story, 3, datagram.length);
    return story;
  }

  /** Stories in which each step occurs. */
  static List<byte[]> stories() {
    return List.of(
        new byte[] {HEARTBEAT, 0, 0, 0, 0, ALERT, 0, 0, 1, 1, 0, 2, 5, PASS, 10, REPLAY, 0},
        new byte[] {ALERT, 0, 0, 1, 2, 1, 2, 5, ALERT, 0, 0, 1, 1, 0, 2, 5, PASS, 127},
        new byte[] {
          ALERT, 1, 0, 1, 1, 0, 3, 9, REBOOT, 1, 1, ALERT, 1, 0, 1, 1, 0, 3, 9, FORGE, 0, 60, 1
        },
        new byte[] {
          BODY, 2, 1, 2, '{', '}', ALERT, 2, 9, 1, 1, 0, 3, 1, PASS, 120, HEARTBEAT, 2, 0, 1, 1, 1
        });
  }

  private void play() {
    while (in.remaining() > 1) {
      switch (next() % 8) {
        case RAW -> deliver(bytes(next() << 8 | next()));
        case ALERT -> alert();
        case HEARTBEAT -> heartbeat();
        case PASS -> pass();
        case REPLAY -> replay();
        case FORGE -> forge();
        case BODY -> deliver(sign((byte) (1 + next() % 2), next() % 3, 0, bytes(next())));
        default -> reboot();
      }
      check();
    }
  }

  private void alert() {
    int rsu = next() % 3;
    int late = next();
    String event = "rsu-" + rsu + "/" + (1 + next() % 80);
    int version = 1 + next() % 4;
    AlertState state = next() % 2 == 0 ? AlertState.ACTIVE : AlertState.CANCELLED;
    Severity severity = Severity.values()[next() % 4];
    AlertBody body =
        new AlertBody(
            event,
            version,
            state,
            IncidentType.COLLISION,
            2,
            0,
            severity,
            0.9,
            Suggestion.SLOW_DOWN,
            "A1",
            null,
            37.5,
            127,
            400,
            TrafficDirection.ALL,
            1,
            1 + next() % 40,
            "");
    byte[] datagram = sign(EnvelopeWire.KIND_ALERT, rsu, late, body.encode(1000));
    boolean accepted = deliver(datagram);
    if (accepted && state == AlertState.CANCELLED) {
      cancelled.merge(event, version, Math::max);
    } else if (accepted && version > cancelled.getOrDefault(event, 0)) {
      cancelled.remove(event);
    }
  }

  private void heartbeat() {
    int rsu = next() % 3;
    int late = next();
    List<HeartbeatBody.Active> active = new ArrayList<>();
    for (int i = next() % 4; i > 0; i--) {
      String event = "rsu-" + rsu + "/" + (1 + next() % 80);
      active.add(new HeartbeatBody.Active(event, 1 + next() % 4, next()));
    }
    HeartbeatBody body =
        new HeartbeatBody(
            active, next() % 2, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(1, 0));
    deliver(sign(EnvelopeWire.KIND_HEARTBEAT, rsu, late, body.encode(1000)));
  }

  private void pass() {
    long millis = next() * 40L;
    passed += millis;
    receiver.pass(millis);
    if (passed >= TOMBSTONE_MILLIS) {
      cancelled.clear();
      passed = 0;
    }
  }

  private void replay() {
    if (!heard.isEmpty()) {
      deliver(heard.get(next() % heard.size()));
    }
  }

  private void forge() {
    if (heard.isEmpty()) {
      return;
    }
    byte[] forged = heard.get(next() % heard.size()).clone();
    if (forged.length == 0) {
      return;
    }
    forged[(next() << 8 | next()) % forged.length] ^= (byte) Math.max(1, next());
    boolean signed = view.wrap(forged, forged.length) == null && view.authenticated();
    boolean accepted = receiver.deliver(forged) == null;
    Fuzz.require(!(signed && accepted) || isGenuine(forged), "a forged datagram is believed");
  }

  private boolean isGenuine(byte[] datagram) {
    return heard.stream().anyMatch(each -> Arrays.equals(each, datagram));
  }

  private void reboot() {
    int rsu = next() % 3;
    int by = next() % 3 - 1;
    epochs[rsu] = Math.max(1, epochs[rsu] + by);
    sequences[rsu] = by > 0 ? 0 : sequences[rsu];
    cancelled.keySet().removeIf(event -> event.startsWith("rsu-" + rsu));
  }

  /**
   * A genuine datagram of an RSU.
   *
   * @param late how it is sent: up to 127 late by 20 ms each, above that ahead by 20 ms each
   */
  private byte[] sign(byte kind, int rsu, int late, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    long sentAt = receiver.utc() - (byte) late * 20L;
    EnvelopeWire.encode(
        new Envelope(
            kind, "rsu-" + rsu, epochs[rsu], ++sequences[rsu], sentAt, body, Envelope.NO_SIGNATURE),
        SIGNER,
        out);
    return Arrays.copyOf(out.array(), out.limit());
  }

  private boolean deliver(byte[] datagram) {
    boolean accepted = receiver.deliver(datagram) == null;
    boolean signed = view.wrap(datagram, datagram.length) == null && view.authenticated();
    if (accepted && signed) {
      Fuzz.require(believed.add(ByteBuffer.wrap(datagram)), "a replayed datagram is believed");
    }
    heard.add(datagram);
    return accepted;
  }

  private void check() {
    VehicleState state = receiver.state();
    Fuzz.require(state.rsus().size() <= 64, "more than 64 senders");
    Fuzz.require(state.alerts().size() <= 64 * state.rsus().size(), "too many alerts");
    Fuzz.require(
        !state.alerts().isEmpty() || state.decision().equals("none"), "acts without an alert");
    for (VehicleState.Alert alert : state.alerts()) {
      String event = alert.body().event();
      Fuzz.require(event.startsWith(alert.source() + "/"), "an alert of another RSU");
      boolean ours = alert.source().matches("rsu-[0-2]");
      Fuzz.require(
          !ours || alert.body().version() > cancelled.getOrDefault(event, 0),
          "a cancelled alert holds again");
    }
  }

  private int next() {
    return in.hasRemaining() ? in.get() & 0xFF : 0;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[Math.min(Math.min(count, in.remaining()), 1000)];
    in.get(bytes);
    return bytes;
  }
}
