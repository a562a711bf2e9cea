package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.policy.Policy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * How many datagrams one core judges in a second, everything after the socket included: tag,
 * freshness, schema, event table, policy. Genuine ones are copies of one alert under ever new
 * sequence numbers; forged ones name a known RSU and key and differ from genuine ones only in the
 * tag, which is the most expensive lie.
 */
public final class ReceptionRate {
  private static final int DATAGRAMS = 50_000;
  private static final int WARM_UP = 4;
  private static final String RSU = "rsu_server_01";

  private final KeyRing keys = KeyRing.ofCommandLine("bench-key-bench-key-bench-key");
  private final byte[] body = body().encode(EnvelopeWire.maxBody(RSU));
  private final byte[][] datagrams = new byte[DATAGRAMS][];
  private long epoch;
  private long utc;

  private static AlertBody body() {
    return new AlertBody(
        RSU + "/1",
        1,
        AlertState.ACTIVE,
        IncidentType.COLLISION,
        2,
        0,
        Severity.HIGH,
        0.9,
        Suggestion.SLOW_DOWN,
        "road-1",
        2,
        37.5665,
        126.978,
        500,
        TrafficDirection.UPSTREAM,
        1_700_000_000_000L,
        30,
        "Collision in 500 m. Slow down.");
  }

  /** Datagrams per second in one repeat. */
  public record Rates(double[] verified, double[] forged, int bytes) {}

  /** Measures on the calling thread. */
  public Rates run(int repeats) {
    double[] verified = new double[repeats];
    double[] forged = new double[repeats];
    for (int i = -WARM_UP; i < repeats; i++) {
      double v = once(false);
      double f = once(true);
      if (i >= 0) {
        verified[i] = v;
        forged[i] = f;
      }
    }
    return new Rates(verified, forged, datagrams[0].length);
  }

  private double once(boolean forge) {
    prepare(forge);
    Reception reception =
        new Reception(
            new Reception.Settings(() -> keys, true, Duration.ofSeconds(5), null),
            Policy.standard(),
            new EpochFloors(null),
            new ReceiverMetrics(new SimpleMeterRegistry()),
            event -> {},
            System::nanoTime);
    byte[] first = stamp(1);
    reception.onDatagram(first, first.length, System.nanoTime(), utc);
    RejectReason wanted = forge ? RejectReason.TAG : null;
    long start = System.nanoTime();
    for (byte[] each : datagrams) {
      if (reception.onDatagram(each, each.length, start, utc) != wanted) {
        throw new IllegalStateException("a datagram was not judged as it should be");
      }
    }
    return DATAGRAMS * 1e9 / (System.nanoTime() - start);
  }

  private void prepare(boolean forge) {
    epoch++;
    utc = System.currentTimeMillis();
    for (int i = 0; i < DATAGRAMS; i++) {
      datagrams[i] = stamp(i + 2);
      if (forge) {
        datagrams[i][datagrams[i].length - 1] ^= 1;
      }
    }
  }

  private byte[] stamp(long sequence) {
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(
            EnvelopeWire.KIND_ALERT, RSU, epoch, sequence, utc, body, Envelope.NO_SIGNATURE),
        new Authenticator(keys.signing(RSU, Instant.now())),
        out);
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }
}
