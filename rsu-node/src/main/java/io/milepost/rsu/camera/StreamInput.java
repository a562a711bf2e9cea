package io.milepost.rsu.camera;

import java.io.IOException;
import java.io.InputStream;
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

/** Lets FFmpeg read from a Java stream. Not seekable. The same single callback as everywhere. */
final class StreamInput implements AutoCloseable {
  private static final int BUFFER = 32 * 1024;
  private static final Map<Long, StreamInput> BY_KEY = new ConcurrentHashMap<>();
  private static final Reader READER = new Reader();

  private final InputStream stream;
  private final BytePointer key = new BytePointer(1);
  private final byte[] chunk = new byte[BUFFER];
  private final AVIOContext context;
  private volatile IOException failure;

  StreamInput(InputStream stream) {
    this.stream = stream;
    BytePointer buffer = new BytePointer(avutil.av_malloc(BUFFER));
    Write_packet_Pointer_BytePointer_int noWrite = null;
    Seek_Pointer_long_int noSeek = null;
    context = avformat.avio_alloc_context(buffer, BUFFER, 0, key, READER, noWrite, noSeek);
    if (context == null) {
      avutil.av_free(buffer);
      throw new OutOfMemoryError("avio_alloc_context");
    }
    context.seekable(0);
    BY_KEY.put(key.address(), this);
  }

  AVIOContext context() {
    return context;
  }

  /** Why reading failed, null when it has not. */
  IOException failure() {
    return failure;
  }

  /** Ends a blocked read; may be called from any thread. */
  void abort() {
    try {
      stream.close();
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    abort();
    BY_KEY.remove(key.address());
    avutil.av_free(context.buffer());
    avformat.avio_context_free(context);
    key.close();
  }

  private int read(BytePointer into, int size) {
    try {
      int n = stream.read(chunk, 0, Math.min(size, chunk.length));
      if (n < 0) {
        return avutil.AVERROR_EOF();
      }
      into.put(chunk, 0, n);
      return n;
    } catch (IOException e) {
      failure = e;
      return avutil.AVERROR_EXTERNAL();
    }
  }

  private static final class Reader extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      StreamInput input = opaque == null ? null : BY_KEY.get(opaque.address());
      try {
        return input == null ? avutil.AVERROR_EXIT() : input.read(buffer, size);
      } catch (RuntimeException e) {
        input.failure = new IOException("the stream failed: " + e.getMessage(), e);
        return avutil.AVERROR_EXTERNAL();
      }
    }
  }
}
