package io.milepost.rsu.camera.mp4;

import java.util.Optional;

/**
 * What browsers call the codec of an MP4 (RFC 6381), read from its initialisation segment: for
 * H.264 ISO/IEC 14496-15 §5.3.3.1, for H.265 the same, annex E.3.
 */
public final class CodecName {
  private static final int COMPATIBILITY_BITS = 32;
  private static final int CONSTRAINT_BYTES = 6;

  private CodecName() {}

  /** For example {@code avc1.64001f} or {@code hvc1.1.6.L93.b0}; empty for any other codec. */
  public static Optional<String> of(byte[] init) {
    int avc = find(init, "avcC");
    if (avc >= 0 && avc + 4 <= init.length) {
      return Optional.of(
          String.format(
              "avc1.%02x%02x%02x", init[avc + 1] & 255, init[avc + 2] & 255, init[avc + 3] & 255));
    }
    int hevc = find(init, "hvcC");
    return hevc >= 0 && hevc + 13 <= init.length ? Optional.of(hevc(init, hevc)) : Optional.empty();
  }

  private static String hevc(byte[] init, int at) {
    int profile = init[at + 1] & 255;
    int space = profile >> 6;
    StringBuilder name = new StringBuilder("hvc1.");
    if (space > 0) {
      name.append((char) ('A' + space - 1));
    }
    name.append(profile & 31).append('.');
    int compatibility = 0;
    for (int i = 2; i < 6; i++) {
      compatibility = compatibility << 8 | init[at + i] & 255;
    }
    int reversed = 0;
    for (int bit = 0; bit < COMPATIBILITY_BITS; bit++) {
      reversed |= (compatibility >>> bit & 1) << COMPATIBILITY_BITS - 1 - bit;
    }
    name.append(Integer.toHexString(reversed)).append('.');
    name.append((profile & 32) == 0 ? 'L' : 'H').append(init[at + 12] & 255);
    int last = CONSTRAINT_BYTES;
    while (last > 0 && init[at + 5 + last] == 0) {
      last--;
    }
    for (int i = 1; i <= last; i++) {
      name.append('.').append(Integer.toHexString(init[at + 5 + i] & 255));
    }
    return name.toString();
  }

  /** Offset behind the name of a box, -1 when there is none. */
  private static int find(byte[] in, String name) {
    for (int i = 0; i + name.length() <= in.length; i++) {
      int n = 0;
      while (n < name.length() && in[i + n] == name.charAt(n)) {
        n++;
      }
      if (n == name.length()) {
        return i + n;
      }
    }
    return -1;
  }
}
