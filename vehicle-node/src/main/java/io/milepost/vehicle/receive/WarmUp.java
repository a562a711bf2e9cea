package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.journal.EventLine;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.position.PositionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes made-up datagrams through socket, gate, tables and policy, in a receiver of its own, so
 * that the first real alert does not pay for class loading and interpretation.
 */
final class WarmUp {
  private static final int ROUNDS = 2000;
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final String SOURCE = "warm-up";

  private final Authenticator authenticator;
  private final ByteBuffer out = ByteBuffer.allocateDirect(EnvelopeWire.MAX_DATAGRAM);
  private final ByteBuffer in = ByteBuffer.allocateDirect(EnvelopeWire.MAX_DATAGRAM);
  private final byte[] datagram = new byte[EnvelopeWire.MAX_DATAGRAM];
  private final Reception reception;
  private final DatagramChannel source;
  private final DatagramChannel sink;
  private long sequence;

  private WarmUp(
      Policy policy, ReceiverMetrics metrics, DatagramChannel source, DatagramChannel sink) {
    KeyRing keys = KeyRing.ofCommandLine("warm-up key, never on a network");
    this.authenticator = new Authenticator(keys.keys().get(0));
    this.source = source;
    this.sink = sink;
    Reception.Settings settings =
        new Reception.Settings(() -> keys, true, Duration.ofSeconds(5), null);
    StringBuilder line = new StringBuilder();
    this.reception =
        new Reception(
            settings,
            new Decider(
                policy,
                new Approaches(null, Travel.UNKNOWN, Approaches.RELEVANT_M),
                PositionSource.fixed(37.497, 127, 0)),
            new EpochFloors(null),
            metrics,
            event -> {
              line.setLength(0);
              line.append(EventLine.text(event));
            },
            System::nanoTime);
  }

  /** Blocks for at most 600 ms. */
  static void run(Policy policy, ReceiverMetrics metrics) {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramChannel sink = DatagramChannel.open().bind(here);
        DatagramChannel source = DatagramChannel.open()) {
      source.connect(sink.getLocalAddress());
      sink.configureBlocking(false);
      WarmUp warmUp = new WarmUp(policy, metrics, source, sink);
      long end = System.nanoTime() + MAX_NANOS;
      for (int i = 1; i <= ROUNDS && System.nanoTime() - end < 0; i++) {
        warmUp.play(i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the loopback interface does not carry UDP", e);
    }
  }

  /** The same for signatures, which are slow until they are compiled. Blocks for at most 600 ms. */
  static void signatures() {
    SigningKey.Pair pair = SigningKey.generate();
    Signer signer = new Signer(SOURCE, pair.publicKey(), Instant.MIN, Instant.MAX);
    byte[] body = alert(SOURCE + "/1", 1, AlertState.ACTIVE).encode(1000);
    byte[] signature = pair.signing().sign(EnvelopeWire.KIND_ALERT, SOURCE, body);
    ByteBuffer buffer = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    Envelope envelope = new Envelope(EnvelopeWire.KIND_ALERT, SOURCE, 1, 1, 0, body, signature);
    EnvelopeWire.encode(envelope, null, buffer);
    EnvelopeView view = new EnvelopeView();
    view.wrap(buffer.array(), buffer.remaining());
    long end = System.nanoTime() + MAX_NANOS;
    for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
      if (!signer.verifies(view)) {
        throw new IllegalStateException("Ed25519 of this Java runtime does not verify its own");
      }
    }
  }

  private void play(int i) throws IOException {
    String event = SOURCE + "/" + i;
    send(EnvelopeWire.KIND_ALERT, alert(event, 1, AlertState.ACTIVE).encode(1000));
    HeartbeatBody heartbeat =
        new HeartbeatBody(
            List.of(new HeartbeatBody.Active(event, 1, 30)),
            0,
            new HeartbeatBody.Clock(true, 0),
            new HeartbeatBody.Cameras(1, 0));
    send(EnvelopeWire.KIND_HEARTBEAT, heartbeat.encode(1000));
    send(EnvelopeWire.KIND_ALERT, alert(event, 2, AlertState.CANCELLED).encode(1000));
    reception.onTick(System.nanoTime(), System.currentTimeMillis());
  }

  private void send(byte kind, byte[] body) throws IOException {
    EnvelopeWire.encode(
        new Envelope(
            kind, SOURCE, 1, ++sequence, System.currentTimeMillis(), body, Envelope.NO_SIGNATURE),
        authenticator,
        out);
    source.write(out);
    in.clear();
    // Loopback delivers before write returns; when it does not, this round is simply lost.
    sink.receive(in);
    int size = in.flip().remaining();
    in.get(datagram, 0, size);
    reception.onDatagram(datagram, size, System.nanoTime(), System.currentTimeMillis());
  }

  private static AlertBody alert(String event, int version, AlertState state) {
    return new AlertBody(
        event,
        version,
        state,
        IncidentType.COLLISION,
        2,
        0,
        Severity.HIGH,
        0.9,
        Suggestion.SLOW_DOWN,
        "A1",
        2,
        37.5,
        127,
        500,
        TrafficDirection.UPSTREAM,
        1,
        30,
        "made up");
  }
}
