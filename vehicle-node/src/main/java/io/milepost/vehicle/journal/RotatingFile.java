package io.milepost.vehicle.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of UTF-8 lines that is only ever appended to. One that would grow beyond its size becomes
 * {@code .1}, the one before {@code .2}, and so on. A line left torn by a power cut is ended before
 * the next is written. Confined to one thread.
 */
final class RotatingFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final String header;
  private final long maxBytes;
  private final int keep;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private FileChannel channel;
  private long size;

  /**
   * Opens the file, and its folder, to append.
   *
   * @param header first line of every file, null for none
   * @param maxBytes size at which it is rotated
   * @param keep rotated files kept
   */
  RotatingFile(Path file, String header, long maxBytes, int keep) throws IOException {
    this.file = file.toAbsolutePath();
    this.header = header;
    this.maxBytes = maxBytes;
    this.keep = keep;
    Files.createDirectories(this.file.getParent());
    open();
    flush();
  }

  private void open() throws IOException {
    boolean torn = endsTorn();
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    size = channel.size();
    if (torn) {
      put(new byte[0]);
    }
    if (size == 0 && header != null) {
      put(header.getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean endsTorn() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      read.read(last, read.size() - 1);
      return last.get(0) != '\n';
    }
  }

  /** Appends a line; it reaches the operating system with {@link #flush} at the latest. */
  void append(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (channel == null) {
      open();
    }
    long first = header == null ? 0 : header.getBytes(StandardCharsets.UTF_8).length + 1L;
    if (size + bytes.length + 1 > maxBytes && size > first) {
      rotate();
    }
    put(bytes);
  }

  private void put(byte[] line) throws IOException {
    if (buffer.remaining() <= line.length) {
      flush();
    }
    if (line.length >= buffer.capacity()) {
      write(ByteBuffer.wrap(line));
    } else {
      buffer.put(line);
    }
    buffer.put((byte) '\n');
    size += line.length + 1L;
  }

  private void rotate() throws IOException {
    close();
    for (int i = keep; i >= 1; i--) {
      Path from = i == 1 ? file : numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    open();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  /** Brings lines to the operating system; what could not be written is tried again next time. */
  void flush() throws IOException {
    if (channel != null) {
      buffer.flip();
      try {
        write(buffer);
      } finally {
        buffer.compact();
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Brings lines to the disk itself. */
  void force() throws IOException {
    flush();
    if (channel != null) {
      channel.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      FileChannel closing = channel;
      try {
        flush();
      } finally {
        channel = null;
        closing.close();
      }
    }
  }
}
