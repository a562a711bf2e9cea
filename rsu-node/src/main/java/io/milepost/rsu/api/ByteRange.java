package io.milepost.rsu.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes of a file (RFC 9110 §14). Vert.x serves ranges only below a fixed folder, and
 * clips are found by their id.
 *
 * @param first first byte
 * @param last last byte, included
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  long length() {
    return last - first + 1;
  }

  /** Whether a Range header is one we serve; others are ignored, as the RFC allows. */
  static boolean isOne(String header) {
    return header != null && ONE.matcher(header).matches() && !"bytes=-".equals(header);
  }

  /** The range of a file of this size; empty when it is outside of it. */
  static Optional<ByteRange> of(String header, long size) {
    Matcher m = ONE.matcher(header);
    if (!m.matches()) {
      return Optional.empty();
    }
    long first;
    long last = size - 1;
    if (m.group(1).isEmpty()) {
      long suffix = Long.parseLong(m.group(2));
      if (suffix == 0) {
        return Optional.empty();
      }
      first = Math.max(0, size - suffix);
    } else {
      first = Long.parseLong(m.group(1));
      if (!m.group(2).isEmpty()) {
        last = Math.min(last, Long.parseLong(m.group(2)));
      }
    }
    return first <= last ? Optional.of(new ByteRange(first, last)) : Optional.empty();
  }
}
