package io.milepost.rsu.perception;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Turns whole buffers from and to IEEE 754 half precision. Java 17 has no instruction for it, and
 * ONNX Runtime's own conversions allocate a buffer each.
 */
final class Float16 {
  private static final int CHUNK = 1024;

  /** Exponent bias of single minus that of half precision, at half's place. */
  private static final int BIAS = (127 - 15) << 10;

  /** Smallest normal half, 2^-14, as bits of a single. */
  private static final int LEAST_NORMAL = 0x38800000;

  private final float[] singles = new float[CHUNK];
  private final short[] halves = new short[CHUNK];

  /**
   * Packs pixel values.
   *
   * @param from values 0..65504; what is below 2^-14 becomes 0, rounding is to the nearest even
   * @param to as many places
   */
  void pack(FloatBuffer from, ShortBuffer to) {
    for (int at = 0; at < from.capacity(); at += CHUNK) {
      int count = Math.min(CHUNK, from.capacity() - at);
      from.get(at, singles, 0, count);
      for (int i = 0; i < count; i++) {
        int bits = Float.floatToRawIntBits(singles[i]);
        int rounded = (bits + 0xfff + (bits >>> 13 & 1) >>> 13) - BIAS;
        halves[i] = (short) (bits < LEAST_NORMAL ? 0 : rounded);
      }
      to.put(at, halves, 0, count);
    }
  }

  /** Unpacks any values, by table. */
  void unpack(ShortBuffer from, FloatBuffer to) {
    float[] all = Table.ALL;
    for (int at = 0; at < from.capacity(); at += CHUNK) {
      int count = Math.min(CHUNK, from.capacity() - at);
      from.get(at, halves, 0, count);
      for (int i = 0; i < count; i++) {
        singles[i] = all[halves[i] & 0xffff];
      }
      to.put(at, singles, 0, count);
    }
  }

  /** Made when the first half-precision model is loaded; 256 KiB. */
  private static final class Table {
    static final float[] ALL = new float[1 << 16];

    static {
      for (int i = 0; i < ALL.length; i++) {
        ALL[i] = Fp16Conversions.fp16ToFloat((short) i);
      }
    }

    private Table() {}
  }
}
