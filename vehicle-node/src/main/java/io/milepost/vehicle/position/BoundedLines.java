package io.milepost.vehicle.position;

import java.io.IOException;
import java.io.InputStream;

/** Reads lines into one buffer; a line that does not fit is skipped, not kept. One thread. */
final class BoundedLines {
  private final InputStream in;
  private final byte[] chunk = new byte[4096];
  private final byte[] line;
  private int read;
  private int limit;
  private int length;
  private boolean tooLong;

  BoundedLines(InputStream in, int maxBytes) {
    this.in = in;
    this.line = new byte[maxBytes];
  }

  /** Waits for the next line; false at the end of the stream. */
  boolean next() throws IOException {
    length = 0;
    tooLong = false;
    while (true) {
      if (read == limit) {
        limit = in.read(chunk);
        read = 0;
        if (limit < 0) {
          limit = 0;
          return false;
        }
      }
      byte each = chunk[read++];
      if (each == '\n') {
        return true;
      }
      if (length < line.length) {
        line[length++] = each;
      } else {
        tooLong = true;
      }
    }
  }

  /** The line's bytes; valid up to {@link #length} and until the next call. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  /** Whether the line was longer than the bound, so that its bytes are not the whole of it. */
  boolean tooLong() {
    return tooLong;
  }
}
