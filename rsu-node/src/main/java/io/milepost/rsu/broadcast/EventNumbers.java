package io.milepost.rsu.broadcast;

import java.util.function.LongConsumer;

/**
 * Numbers of events. They are reserved on disk in blocks ahead of their use, so that none comes
 * twice although an alert never waits for the disk. Event-loop confined.
 */
final class EventNumbers {
  /** Numbers reserved at a time. */
  static final int BLOCK = 1000;

  /** Last number that fits into ten digits with a block to spare. */
  static final long LAST = 9_999_990_000L;

  private final LongConsumer reserve;
  private long next;
  private long reserved;

  /**
   * Numbers from {@code first} on, of which one block is reserved already.
   *
   * @param reserve is told up to which number, exclusive, they are to be reserved
   */
  EventNumbers(long first, LongConsumer reserve) {
    this.next = first;
    this.reserved = first + BLOCK;
    this.reserve = reserve;
  }

  long next() {
    if (reserved - next <= BLOCK / 2) {
      reserved += BLOCK;
      reserve.accept(reserved);
    }
    return next++;
  }
}
