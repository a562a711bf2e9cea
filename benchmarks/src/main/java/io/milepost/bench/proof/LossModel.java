package io.milepost.bench.proof;

/**
 * How many vehicles are told by formula. The relay makes the losses themselves. Bursts follow
 * Gilbert's model in time: the link is either good and loses nothing or bad and loses everything,
 * and stays so for exponentially distributed times.
 */
final class LossModel {
  /** Mean length of a burst. */
  static final double BURST_MILLIS = 40;

  private LossModel() {}

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
   * Chance that one of several copies reaches a vehicle over at least one of so many links.
   *
   * @param share lost share in the long run, 0 to below 1
   * @param copiesMillis when they are sent on each link, ascending
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
