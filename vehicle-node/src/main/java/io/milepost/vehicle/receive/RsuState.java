package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.ReplayWindow;
import java.nio.charset.StandardCharsets;

/**
 * What a vehicle knows of one sender. What is said without a tag is kept in a state of its own and
 * can never move the state of an authenticated sender. Not thread-safe.
 */
final class RsuState {
  final String source;
  final byte[] sourceBytes;
  final boolean authenticated;
  final ReplayWindow window = new ReplayWindow();
  final ClockOffset clock = new ClockOffset();
  final EventTable events = new EventTable();
  final Authenticators.Own keys = new Authenticators.Own();
  final SignatureCheck signatures = new SignatureCheck();
  long epoch;
  boolean heard;
  boolean lost;
  boolean clockTrusted = true;
  long lastHeardNanos;
  long received;
  private long firstOfEpoch;
  private long receivedOfEpoch;

  /**
   * A sender that has not been heard yet.
   *
   * @param epoch lowest boot number to accept
   */
  RsuState(String source, boolean authenticated, long epoch) {
    this.source = source;
    this.sourceBytes = source.getBytes(StandardCharsets.UTF_8);
    this.authenticated = authenticated;
    this.epoch = epoch;
  }

  /**
   * Takes note of a datagram whose tag was right, fresh or not.
   *
   * @return whether it began a new boot
   */
  boolean accept(long datagramEpoch, long sequence) {
    boolean newer = datagramEpoch > epoch;
    if (newer) {
      epoch = datagramEpoch;
      window.reset();
      clock.reset();
      firstOfEpoch = 0;
      receivedOfEpoch = 0;
    }
    window.advance(sequence);
    if (firstOfEpoch == 0) {
      firstOfEpoch = sequence;
    }
    if (sequence >= firstOfEpoch) {
      receivedOfEpoch++;
    }
    received++;
    return newer;
  }

  /** Takes note of one that was fresh as well: only that is a sign of life. */
  void heardAt(long now) {
    heard = true;
    lastHeardNanos = now;
  }

  /** Share of datagrams of this boot that did not arrive, 0..1. */
  double loss() {
    long expected = window.highest() - firstOfEpoch + 1;
    return firstOfEpoch == 0 || expected <= 0
        ? 0
        : Math.max(0, 1 - receivedOfEpoch / (double) expected);
  }
}
