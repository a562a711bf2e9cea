package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An RSU for tests: makes datagrams with whatever epoch, sequence and clock a test wants. */
final class Sender {
  static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");

  final String source;
  long epoch = 1;
  long sequence;
  boolean signed = true;
  KeyRing.Key key = KEYS.keys().get(0);
  SigningKey signing;
  private final ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);

  Sender(String source) {
    this.source = source;
  }

  byte[] alert(long sentAt, AlertBody body) {
    return make(EnvelopeWire.KIND_ALERT, sentAt, body.encode(1000));
  }

  byte[] heartbeat(long sentAt, String... eventsWithVersion) {
    List<HeartbeatBody.Active> active = new ArrayList<>();
    for (String each : eventsWithVersion) {
      String[] parts = each.split("@");
      active.add(new HeartbeatBody.Active(parts[0], Integer.parseInt(parts[1]), 30));
    }
    return heartbeat(sentAt, 0, active);
  }

  byte[] heartbeat(long sentAt, int more, List<HeartbeatBody.Active> active) {
    HeartbeatBody body =
        new HeartbeatBody(
            active, more, new HeartbeatBody.Clock(true, 0), new HeartbeatBody.Cameras(1, 0));
    return make(EnvelopeWire.KIND_HEARTBEAT, sentAt, body.encode(1000));
  }

  byte[] make(byte kind, long sentAt, byte[] body) {
    boolean sign = signing != null && kind == EnvelopeWire.KIND_ALERT;
    return make(
        kind, sentAt, body, sign ? signing.sign(kind, source, body) : Envelope.NO_SIGNATURE);
  }

  byte[] make(byte kind, long sentAt, byte[] body, byte[] signature) {
    EnvelopeWire.encode(
        new Envelope(kind, source, epoch, ++sequence, sentAt, body, signature),
        signed ? new Authenticator(key) : null,
        out);
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  static AlertBody active(String event, int version) {
    return body(event, version, AlertState.ACTIVE, IncidentType.COLLISION, Severity.HIGH, 400);
  }

  static AlertBody cancel(String event, int version) {
    return body(event, version, AlertState.CANCELLED, IncidentType.COLLISION, Severity.HIGH, 400);
  }

  static AlertBody body(
      String event,
      int version,
      AlertState state,
      IncidentType type,
      Severity severity,
      double distance) {
    return new AlertBody(
        event,
        version,
        state,
        type,
        type.cause(),
        type.subcause(),
        severity,
        0.9,
        Suggestion.SLOW_DOWN,
        "A1",
        null,
        37.5,
        127,
        distance,
        TrafficDirection.ALL,
        1,
        30,
        "made up");
  }
}
