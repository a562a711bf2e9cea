package io.milepost.rsu.recording.playback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A video file that exists nowhere: its length is known before a byte is read, and any range of it
 * can be read alone. One thread at a time; reading blocks for the disk.
 */
public abstract class VirtualFile implements AutoCloseable {
  private FileChannel channel;
  private Path channelOf;

  VirtualFile() {}

  /** Bytes of the whole file. */
  public abstract long length();

  /** UTC of the first picture shown, microseconds. */
  public abstract long fromMicros();

  /** UTC of the end of the last picture, microseconds. */
  public abstract long toMicros();

  /** Stretches of the interval that are recorded but not in the file. */
  public abstract int leftOut();

  /** Changes when the file would. */
  public abstract String etag();

  /** Puts at least one byte of this place; returns how many. */
  abstract int readSome(long at, ByteBuffer into) throws IOException;

  /**
   * Fills the buffer from this place of the file on.
   *
   * @throws IOException when a recording has gone or the place lies outside
   */
  public void read(long from, ByteBuffer into) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      at += readSome(at, into);
    }
  }

  /** Reads bytes of a recording, at most so many. */
  int read(Path file, long at, ByteBuffer into, long most) throws IOException {
    if (!file.equals(channelOf)) {
      close();
      channel = FileChannel.open(file, StandardOpenOption.READ);
      channelOf = file;
    }
    int limit = into.limit();
    into.limit(into.position() + (int) Math.min(into.remaining(), most));
    try {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new IOException(file + " has become shorter while it was read");
      }
      return n;
    } finally {
      into.limit(limit);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      channelOf = null;
    }
  }
}
