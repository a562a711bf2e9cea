package io.milepost.rsu.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * An MP4 that need not exist: its header, and the bytes of recorded files that follow it.
 * Immutable; it is right as long as those files stand.
 */
public final class Mp4Plan {
  private static final int CHUNK = 1 << 20;

  private final Facts facts;
  private final byte[] header;
  private final List<Slice> media;
  private final long length;

  /**
   * What it will show.
   *
   * @param startMicros UTC of the first picture shown, microseconds
   * @param endMicros UTC of the end of the last one
   * @param leadMicros how much earlier the file's own first picture is, the key picture that the
   *     first one shown needs
   * @param pictures pictures in the file
   * @param gaps where nothing was recorded inside the interval asked for, oldest first
   */
  public record Facts(
      long startMicros, long endMicros, long leadMicros, int pictures, List<Span> gaps) {
    /** What players play, seconds. */
    public double seconds() {
      return (endMicros - startMicros) / 1e6;
    }
  }

  Mp4Plan(Facts facts, byte[] header, List<Slice> media) {
    this.facts = facts;
    this.header = header;
    this.media = media;
    this.length = header.length + media.stream().mapToLong(Slice::length).sum();
  }

  /** What it will show. */
  public Facts facts() {
    return facts;
  }

  /** The first bytes of the file; do not change them. */
  public byte[] header() {
    return header;
  }

  /** What follows the header. */
  public List<Slice> media() {
    return media;
  }

  /** Bytes of the whole file. */
  public long length() {
    return length;
  }

  /**
   * Writes the file in one pass and puts it on the disk; blocks.
   *
   * @param progress told the bytes written so far, about once per megabyte
   * @return lower-case hex SHA-256 of the file
   * @throws IOException when a disk refuses or a recorded file has gone meanwhile
   */
  public String write(Path target, LongConsumer progress) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no SHA-256", e);
    }
    try (FileChannel out =
            FileChannel.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Inputs inputs = new Inputs()) {
      digest.update(header);
      put(out, ByteBuffer.wrap(header));
      long written = header.length;
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
      for (Slice slice : media) {
        long at = slice.offset();
        long end = at + slice.length();
        while (at < end) {
          chunk.limit((int) Math.min(chunk.capacity(), chunk.position() + end - at));
          int n = inputs.of(slice.file()).read(chunk, at);
          if (n < 0) {
            throw new IOException(slice.file() + " is shorter than its own headers say");
          }
          at += n;
          if (chunk.position() == chunk.capacity()) {
            written += flush(chunk, digest, out);
            progress.accept(written);
          }
        }
      }
      written += flush(chunk, digest, out);
      out.force(true);
      progress.accept(written);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static int flush(ByteBuffer chunk, MessageDigest digest, FileChannel out)
      throws IOException {
    chunk.flip();
    int n = chunk.remaining();
    digest.update(chunk.duplicate());
    put(out, chunk);
    chunk.clear();
    return n;
  }

  private static void put(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** The file being read; one at a time. */
  private static final class Inputs implements AutoCloseable {
    private Path path;
    private FileChannel channel;

    FileChannel of(Path file) throws IOException {
      if (!file.equals(path)) {
        close();
        channel = FileChannel.open(file, StandardOpenOption.READ);
        path = file;
      }
      return channel;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
        channel = null;
        path = null;
      }
    }
  }
}
