package io.milepost.rsu.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Looks at the top-level boxes of a fragmented MP4 (ISO/IEC 14496-12 §4.2). */
final class FragmentedFile {
  private static final int HEADER = 8;
  private static final int LARGE_HEADER = 16;
  private static final int MOOV = fourcc("moov");
  private static final int MOOF = fourcc("moof");
  private static final int MDAT = fourcc("mdat");

  private FragmentedFile() {}

  private static int fourcc(String name) {
    return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
  }

  /**
   * Length of the part that can be read: up to the end of the last whole fragment.
   *
   * @return 0 when there is no whole fragment
   */
  static long wholeLength(Path file) throws IOException {
    return fragments(file, null);
  }

  /** As the other; adds where each whole fragment begins, bytes from the start of the file. */
  static long fragments(Path file, List<Long> begins) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long at = 0;
      long whole = 0;
      boolean moov = false;
      int before = 0;
      long last = 0;
      ByteBuffer header = ByteBuffer.allocate(LARGE_HEADER);
      while (at + HEADER <= size) {
        header.clear();
        channel.read(header, at);
        header.flip();
        if (header.remaining() < HEADER) {
          break;
        }
        long length = header.getInt() & 0xffffffffL;
        int type = header.getInt();
        if (length == 1 && header.remaining() >= HEADER) {
          length = header.getLong();
        }
        if (length < HEADER || length > size - at) {
          break;
        }
        at += length;
        moov |= type == MOOV;
        if (moov && type == MDAT && before == MOOF) {
          whole = at;
          if (begins != null) {
            begins.add(last);
          }
        }
        before = type;
        last = at - length;
      }
      return whole;
    }
  }
}
