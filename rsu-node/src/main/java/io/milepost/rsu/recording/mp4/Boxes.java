package io.milepost.rsu.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks boxes inside a box that is in memory (ISO/IEC 14496-12 §4.2). */
final class Boxes {
  private static final int HEADER = 8;

  private Boxes() {}

  /** A box; {@code body} begins after its header, {@code whole} with it. */
  record Box(String type, ByteBuffer body, ByteBuffer whole) {}

  static List<Box> in(ByteBuffer parent) throws IOException {
    List<Box> found = new ArrayList<>();
    ByteBuffer rest = parent.slice();
    while (rest.remaining() >= HEADER) {
      int at = rest.position();
      long size = rest.getInt(at) & 0xffffffffL;
      byte[] name = new byte[4];
      rest.get(at + 4, name);
      if (size == 0) {
        size = rest.remaining();
      }
      if (size < HEADER || size > rest.remaining()) {
        throw new IOException("a box inside it is damaged");
      }
      found.add(
          new Box(
              new String(name, StandardCharsets.ISO_8859_1),
              rest.slice(at + HEADER, (int) size - HEADER),
              rest.slice(at, (int) size)));
      rest.position(at + (int) size);
    }
    return found;
  }

  /** The first box of this path. */
  static Optional<Box> find(ByteBuffer parent, String... path) throws IOException {
    ByteBuffer in = parent;
    Box last = null;
    for (String type : path) {
      last = in(in).stream().filter(box -> box.type().equals(type)).findFirst().orElse(null);
      if (last == null) {
        return Optional.empty();
      }
      in = last.body();
    }
    return Optional.ofNullable(last);
  }

  static ByteBuffer need(ByteBuffer parent, String... path) throws IOException {
    return find(parent, path)
        .orElseThrow(() -> new IOException("it has no box " + String.join("/", path)))
        .body();
  }
}
