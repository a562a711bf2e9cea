package io.milepost.rsu.camera;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The video packets of a recorded file, in order, with timestamps in microseconds of the file's own
 * clock. One thread.
 */
public final class PacketFile implements AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final Interrupt interrupt = new Interrupt();
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final MediaSource source;

  private PacketFile(Path file, long length) {
    FfmpegLog.install();
    SourceAddress address = new SourceAddress("file", file.toString(), "");
    interrupt.within(LONGEST_CALL);
    try {
      source =
          length < 0
              ? SourceOpener.file(address, file, interrupt)
              : MediaSource.open(
                  address, new StreamInput(prefix(file, length)), "mov", Map.of(), interrupt);
    } catch (IOException e) {
      release();
      throw new SourceException(
          SourceException.Kind.CAMERA, file + " cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /**
   * Opens a whole file; it can be searched.
   *
   * @throws SourceException with a sentence when it holds no video
   */
  public static PacketFile whole(Path file) {
    return new PacketFile(file, -1);
  }

  /**
   * Opens the beginning of a fragmented MP4 that may still grow; it cannot be searched.
   *
   * @param length bytes to read, up to the end of a fragment
   * @throws SourceException with a sentence when it holds no video
   */
  public static PacketFile upTo(Path file, long length) {
    return new PacketFile(file, length);
  }

  private static InputStream prefix(Path file, long length) throws IOException {
    return new FilterInputStream(Files.newInputStream(file)) {
      private long left = length;

      @Override
      public int read(byte[] into, int offset, int most) throws IOException {
        if (left == 0) {
          return -1;
        }
        int n = super.read(into, offset, (int) Math.min(most, left));
        left -= Math.max(0, n);
        return n;
      }
    };
  }

  /** What it holds. Parameters stay valid until this is closed. */
  public StreamInfo info() {
    return source.info();
  }

  /**
   * The next packet, borrowed until the next call; null at the end.
   *
   * @throws SourceException when the file breaks off
   */
  public AVPacket next() {
    interrupt.within(LONGEST_CALL);
    if (!source.read(packet)) {
      return null;
    }
    if (packet.pts() == avutil.AV_NOPTS_VALUE) {
      packet.pts(packet.dts());
    }
    return packet;
  }

  /** How long players say it is, microseconds; 0 when it does not say. */
  public long durationMicros() {
    return source.durationMicros();
  }

  /** Goes to the last key picture at or before a time. */
  public void seek(long ptsMicros) {
    source.seek(ptsMicros);
  }

  @Override
  public void close() {
    source.close();
    release();
  }

  private void release() {
    avcodec.av_packet_free(packet);
    interrupt.close();
  }
}
