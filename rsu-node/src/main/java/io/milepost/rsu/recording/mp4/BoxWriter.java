package io.milepost.rsu.recording.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes nested boxes into memory; their sizes are filled in when they end. One thread. */
final class BoxWriter {
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private final Deque<Integer> open = new ArrayDeque<>();

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + more));
      bytes = larger.put(bytes.flip());
    }
    return bytes;
  }

  BoxWriter begin(String type) {
    open.push(bytes.position());
    return i32(0).text(type);
  }

  /** A box with version and flags (§4.2). */
  BoxWriter beginFull(String type, int version, int flags) {
    return begin(type).i32(version << 24 | flags);
  }

  BoxWriter end() {
    int at = open.pop();
    bytes.putInt(at, bytes.position() - at);
    return this;
  }

  BoxWriter i32(int value) {
    room(4).putInt(value);
    return this;
  }

  BoxWriter i64(long value) {
    room(8).putLong(value);
    return this;
  }

  BoxWriter i16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  BoxWriter zeros(int n) {
    return raw(new byte[n]);
  }

  BoxWriter text(String ascii) {
    return raw(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  BoxWriter raw(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  /** Where the next byte goes; for counts that are known later. */
  int mark() {
    return bytes.position();
  }

  void patch(int at, int value) {
    bytes.putInt(at, value);
  }

  byte[] done() {
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    return all;
  }
}
