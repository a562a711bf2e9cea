package io.milepost.rsu.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the groups of pictures of a segment begin: for each, when its key picture is shown and
 * where in the file the fragment lies that begins with it. From there on a decoder needs nothing
 * before. Key pictures that follow another by less than half a second begin no fragment of their
 * own and are left out, as in Motion JPEG. Immutable.
 */
public final class Gops {
  /** None known. */
  public static final Gops NONE = new Gops(new long[0], new long[0]);

  /** Two varints of at most ten bytes each. */
  private static final int MOST_BYTES_EACH = 20;

  private static final int PAYLOAD_BITS = 7;
  private static final int PAYLOAD = 0x7f;
  private static final int MORE = 0x80;

  private final long[] micros;
  private final long[] offsets;

  private Gops(long[] micros, long[] offsets) {
    this.micros = micros;
    this.offsets = offsets;
  }

  /** How many. */
  public int size() {
    return micros.length;
  }

  /** When the key picture is shown, microseconds from the start of the segment. */
  public long micros(int gop) {
    return micros[gop];
  }

  /** Where its fragment begins, bytes from the start of the file. */
  public long byteOffset(int gop) {
    return offsets[gop];
  }

  /**
   * The group that shows a time: the last that begins at or before it.
   *
   * @param fromStartMicros microseconds from the start of the segment
   * @return 0 for times before the first, -1 when none is known
   */
  public int at(long fromStartMicros) {
    int found = Arrays.binarySearch(micros, fromStartMicros);
    return micros.length == 0 ? -1 : Math.max(0, found >= 0 ? found : -found - 2);
  }

  /** As stored: the differences of times and of offsets in turn, zigzag varints. */
  byte[] toBytes() {
    ByteBuffer to = ByteBuffer.allocate(micros.length * MOST_BYTES_EACH);
    for (int i = 0; i < micros.length; i++) {
      put(to, micros[i] - (i == 0 ? 0 : micros[i - 1]));
      put(to, offsets[i] - (i == 0 ? 0 : offsets[i - 1]));
    }
    return Arrays.copyOf(to.array(), to.position());
  }

  /** Reads what {@link #toBytes} wrote; null and what was cut off give what is whole. */
  static Gops of(byte[] stored) {
    if (stored == null || stored.length == 0) {
      return NONE;
    }
    Builder gops = new Builder();
    ByteBuffer from = ByteBuffer.wrap(stored);
    long time = 0;
    long offset = 0;
    while (from.hasRemaining()) {
      time += get(from);
      if (!from.hasRemaining()) {
        break;
      }
      offset += get(from);
      gops.add(time, offset);
    }
    return gops.build();
  }

  private static void put(ByteBuffer to, long value) {
    long left = value << 1 ^ value >> Long.SIZE - 1;
    while ((left & ~(long) PAYLOAD) != 0) {
      to.put((byte) (left & PAYLOAD | MORE));
      left >>>= PAYLOAD_BITS;
    }
    to.put((byte) left);
  }

  private static long get(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; from.hasRemaining(); shift += PAYLOAD_BITS) {
      byte next = from.get();
      value |= (long) (next & PAYLOAD) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value >>> 1 ^ -(value & 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gops gops
        && Arrays.equals(micros, gops.micros)
        && Arrays.equals(offsets, gops.offsets);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(micros) + Arrays.hashCode(offsets);
  }

  @Override
  public String toString() {
    return micros.length + " groups";
  }

  /** Collects groups in the order of the file. */
  static final class Builder {
    private long[] micros = new long[16];
    private long[] offsets = new long[16];
    private int size;

    /** One more group. */
    void add(long fromStartMicros, long byteOffset) {
      if (size == micros.length) {
        micros = Arrays.copyOf(micros, 2 * size);
        offsets = Arrays.copyOf(offsets, 2 * size);
      }
      micros[size] = fromStartMicros;
      offsets[size++] = byteOffset;
    }

    Gops build() {
      return new Gops(Arrays.copyOf(micros, size), Arrays.copyOf(offsets, size));
    }
  }
}
