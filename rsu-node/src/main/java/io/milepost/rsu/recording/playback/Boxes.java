package io.milepost.rsu.recording.playback;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Boxes inside a piece of an MP4 that lies in memory (ISO/IEC 14496-12 §4.2). Only what fragments
 * need; a library that makes objects of all boxes could not change eight bytes in their place.
 */
final class Boxes {
  static final int HEADER = 8;

  private Boxes() {}

  /**
   * One box.
   *
   * @param type four characters
   * @param at where its header begins in the piece
   * @param length with its header
   */
  record Box(String type, int at, int length) {
    /** Where its content begins. */
    int content() {
      return at + HEADER;
    }

    int end() {
      return at + length;
    }
  }

  /** The boxes between two places; stops at what is no box. */
  static List<Box> between(ByteBuffer piece, int from, int to) {
    List<Box> found = new ArrayList<>();
    int at = from;
    while (at + HEADER <= to) {
      int length = piece.getInt(at);
      if (length < HEADER || length > to - at) {
        break;
      }
      found.add(new Box(type(piece, at + 4), at, length));
      at += length;
    }
    return found;
  }

  /** The boxes inside a box. */
  static List<Box> in(ByteBuffer piece, Box box) {
    return between(piece, box.content(), box.end());
  }

  /** The first box on a path of types inside a box. */
  static Optional<Box> find(ByteBuffer piece, Box from, String... path) {
    Optional<Box> box = Optional.of(from);
    for (String type : path) {
      box =
          box.flatMap(
              outer ->
                  in(piece, outer).stream().filter(each -> each.type().equals(type)).findFirst());
    }
    return box;
  }

  static String type(ByteBuffer piece, int at) {
    char[] four = new char[4];
    for (int i = 0; i < four.length; i++) {
      four[i] = (char) (piece.get(at + i) & 0xff);
    }
    return new String(four);
  }
}
