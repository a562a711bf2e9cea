package io.milepost.rsu.broadcast;

import io.milepost.bench.alert.Talker;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import java.nio.charset.StandardCharsets;

/**
 * The real stamper and sender: sequence number, time, tag and send on every link, of a body that
 * was written before, as for every copy of an alert. Each message is a new version of one of four
 * alerts, so that the receiver has news to decide on. The time of the call travels as {@code
 * detected_at}.
 */
public final class StampingTalker implements Talker {
  private static final long PLACEHOLDER = 1_000_000_000_000_000L;
  private static final byte[] DIGITS =
      Long.toString(PLACEHOLDER).getBytes(StandardCharsets.US_ASCII);
  private static final int ALERTS = 4;

  private final MulticastSender sender;
  private final Stamper stamper;
  private final int room;

  /** Sends to the benchmark's group at this port. */
  public StampingTalker(int port) {
    BroadcastConfig config = BroadcastTalker.config(port);
    KeyRing keys = KeyRing.ofCommandLine(config.hmacKey());
    sender = BroadcastTalker.sender(config);
    stamper = new Stamper(BroadcastTalker.NODE, BroadcastTalker.epoch(), () -> keys, true);
    room = EnvelopeWire.maxBody(BroadcastTalker.NODE);
  }

  @Override
  public void tell(int i) {
    byte[] body = body(i).encode(room);
    int at = indexOf(body);
    long now = System.nanoTime();
    long rest = detectedAt(now);
    for (int digit = DIGITS.length - 1; digit >= 0; digit--) {
      body[at + digit] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    sender.send(stamper.stamp(EnvelopeWire.KIND_ALERT, body, System.currentTimeMillis()));
  }

  /** A monotonic time as {@code detected_at}: always 16 digits, exact in JSON. */
  static long detectedAt(long nanos) {
    return PLACEHOLDER + nanos % PLACEHOLDER;
  }

  /** The monotonic time that a receiver reads from {@code detected_at}. */
  public static long sentAt(long detectedAt) {
    return System.nanoTime() / PLACEHOLDER * PLACEHOLDER + detectedAt - PLACEHOLDER;
  }

  private static AlertBody body(int i) {
    return new AlertBody(
        BroadcastTalker.NODE + "/" + (1 + i % ALERTS),
        1 + i / ALERTS,
        AlertState.ACTIVE,
        IncidentType.COLLISION,
        2,
        0,
        Severity.HIGH,
        0.9,
        Suggestion.SLOW_DOWN,
        "road-" + i % ALERTS,
        2,
        37.5665,
        126.978,
        500 - i % 400,
        TrafficDirection.UPSTREAM,
        PLACEHOLDER,
        30,
        "Collision in " + (500 - i % 400) + " m. Slow down.");
  }

  private static int indexOf(byte[] body) {
    for (int at = 0; at <= body.length - DIGITS.length; at++) {
      int same = 0;
      while (same < DIGITS.length && body[at + same] == DIGITS[same]) {
        same++;
      }
      if (same == DIGITS.length) {
        return at;
      }
    }
    throw new IllegalStateException("the body has no detected_at");
  }

  @Override
  public void close() {
    sender.close();
  }
}
