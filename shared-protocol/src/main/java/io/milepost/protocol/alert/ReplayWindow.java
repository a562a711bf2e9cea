package io.milepost.protocol.alert;

import java.util.Arrays;

/**
 * Sliding window over the sequence numbers of one epoch of one sender, as RFC 4303 §3.4.3 does it.
 * Ask {@link #isFresh} before the tag is checked and call {@link #advance} only after it was right,
 * so that forged numbers cannot move the window. Not thread-safe.
 */
public final class ReplayWindow {
  /** Numbers remembered behind the highest one. */
  public static final int SIZE = 1024;

  private final long[] seen = new long[SIZE / Long.SIZE];
  private long highest;

  /** Whether this number has not been accepted before and is not too old to know. */
  public boolean isFresh(long sequence) {
    if (sequence > highest) {
      return true;
    }
    return sequence > highest - SIZE && sequence > 0 && (word(sequence) & bit(sequence)) == 0;
  }

  /** Whether this number has been accepted and is still remembered. */
  public boolean hasSeen(long sequence) {
    return sequence > 0
        && sequence <= highest
        && sequence > highest - SIZE
        && (word(sequence) & bit(sequence)) != 0;
  }

  /** Remembers an authentic number. */
  public void advance(long sequence) {
    if (sequence > highest) {
      if (sequence - highest >= SIZE) {
        Arrays.fill(seen, 0);
      } else {
        for (long gone = highest + 1; gone <= sequence; gone++) {
          seen[index(gone)] &= ~bit(gone);
        }
      }
      highest = sequence;
    }
    seen[index(sequence)] |= bit(sequence);
  }

  /** Counts every number up to this one as accepted before; instead of what was remembered. */
  public void startAfter(long sequence) {
    Arrays.fill(seen, sequence == 0 ? 0 : -1);
    highest = sequence;
  }

  /** Highest number accepted, 0 before the first. */
  public long highest() {
    return highest;
  }

  /** Forgets everything; for a new epoch. */
  public void reset() {
    Arrays.fill(seen, 0);
    highest = 0;
  }

  private long word(long sequence) {
    return seen[index(sequence)];
  }

  private static int index(long sequence) {
    return (int) (sequence % SIZE) / Long.SIZE;
  }

  private static long bit(long sequence) {
    return 1L << (sequence % Long.SIZE);
  }
}
