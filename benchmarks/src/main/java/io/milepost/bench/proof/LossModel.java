package io.milepost.bench.proof;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Which datagrams one link loses. Bursts follow Gilbert's model in time: the link is either good
 * and loses nothing or bad and loses everything, and stays so for exponentially distributed times.
 * Not thread-safe.
 */
final class LossModel {
  /** Mean length of a burst. */
  static final double BURST_MILLIS = 40;

  private final SplittableRandom random;
  private final Kind kind;
  private final double share;
  private boolean bad;
  private long until;
  private boolean begun;

  /** How losses come. */
  enum Kind {
    /** Not at all. */
    NONE,
    /** Each datagram for itself. */
    RANDOM,
    /** All of them for a while. */
    BURST
  }

  /**
   * A link.
   *
   * @param share lost share in the long run, 0 to below 1
   */
  LossModel(Kind kind, double share, long seed) {
    this.kind = kind;
    this.share = share;
    this.random = new SplittableRandom(seed);
  }

  /** Whether a datagram at this time, monotonic nanoseconds, is lost. */
  boolean loses(long nanos) {
    return switch (kind) {
      case NONE -> false;
      case RANDOM -> random.nextDouble() < share;
      case BURST -> isBad(nanos);
    };
  }

  private boolean isBad(long nanos) {
    if (!begun) {
      begun = true;
      bad = random.nextDouble() < share;
      until = nanos + stay();
    }
    while (nanos - until >= 0) {
      bad = !bad;
      until += stay();
    }
    return bad;
  }

  private long stay() {
    double mean = bad ? BURST_MILLIS : BURST_MILLIS * (1 - share) / share;
    double millis = -mean * Math.log(1 - random.nextDouble());
    return Math.max(1, (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)));
  }

  /**
   * Chance that copies sent at these times, milliseconds, reach a vehicle over at least one of so
   * many links.
   */
  static double expected(Kind kind, double share, int links, long... copiesMillis) {
    double allLost = 1;
    for (int i = 0; i < copiesMillis.length; i++) {
      boolean correlated = kind == Kind.BURST && i > 0;
      double kept = 0;
      if (correlated) {
        // The chain forgets at the sum of both rates.
        double rate = 1 / BURST_MILLIS + share / (BURST_MILLIS * (1 - share));
        kept = Math.exp(-(copiesMillis[i] - copiesMillis[i - 1]) * rate);
      }
      allLost *= share + (1 - share) * kept;
    }
    return kind == Kind.NONE ? 1 : 1 - Math.pow(allLost, links);
  }
}
