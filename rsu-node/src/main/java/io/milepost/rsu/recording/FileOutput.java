package io.milepost.rsu.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A file that FFmpeg writes front to back through us, so that we can hash what goes by, put it on
 * the platter when we promised to, and say in words why a disk refused. One thread.
 */
final class FileOutput implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final Map<Long, FileOutput> BY_KEY = new ConcurrentHashMap<>();
  private static final Writer WRITER = new Writer();

  private final FileChannel channel;
  private final MessageDigest digest;
  private final BytePointer key = new BytePointer(1);
  private final AVIOContext context;
  private IOException failure;
  private long written;
  private boolean closed;

  FileOutput(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no SHA-256", e);
    }
    BytePointer buffer = new BytePointer(avutil.av_malloc(BUFFER));
    Read_packet_Pointer_BytePointer_int noRead = null;
    Seek_Pointer_long_int noSeek = null;
    context = avformat.avio_alloc_context(buffer, BUFFER, 1, key, noRead, WRITER, noSeek);
    context.seekable(0);
    BY_KEY.put(key.address(), this);
  }

  AVIOContext context() {
    return context;
  }

  /** Puts everything written so far on the disk. */
  void force() throws IOException {
    avformat.avio_flush(context);
    throwFailure();
    channel.force(false);
  }

  /** Throws what made a write fail, if one did. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  long written() {
    return written;
  }

  /** Digest of all that was written; once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private int write(BytePointer from, int size) {
    ByteBuffer bytes = from.capacity(size).asByteBuffer();
    try {
      digest.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written += size;
      return size;
    } catch (IOException e) {
      failure = e;
      return avutil.AVERROR_EXTERNAL();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    BY_KEY.remove(key.address());
    avutil.av_free(context.buffer());
    avformat.avio_context_free(context);
    key.close();
    channel.close();
  }

  private static final class Writer extends Write_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      FileOutput output = opaque == null ? null : BY_KEY.get(opaque.address());
      try {
        return output == null ? avutil.AVERROR_EXIT() : output.write(buffer, size);
      } catch (RuntimeException e) {
        output.failure = new IOException("writing failed: " + e.getMessage(), e);
        return avutil.AVERROR_EXTERNAL();
      }
    }
  }
}
