package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A holder for one decoded picture. It owns a reference to the decoder's buffers, no copy of the
 * pixels. Reused for ever by its owner; not thread-safe.
 */
public final class VideoFrame implements AutoCloseable {
  private final AVFrame frame = avutil.av_frame_alloc();
  long ptsMicros;
  long utcMillis;
  long arrivedNanos;
  long decodedNanos;

  /** An empty holder. */
  public VideoFrame() {
    if (frame == null) {
      throw new OutOfMemoryError("av_frame_alloc");
    }
  }

  /** The picture; planar YUV as the decoder made it. Valid until the next take or close. */
  public AVFrame picture() {
    return frame;
  }

  /** Presentation time on the camera's clock, microseconds. */
  public long ptsMicros() {
    return ptsMicros;
  }

  /** UTC of the picture, milliseconds. */
  public long utcMillis() {
    return utcMillis;
  }

  /** {@link System#nanoTime()} at which its packet had been read. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** {@link System#nanoTime()} at which it had been decoded. */
  public long decodedNanos() {
    return decodedNanos;
  }

  /** Width, pixels. */
  public int width() {
    return frame.width();
  }

  /** Height, pixels. */
  public int height() {
    return frame.height();
  }

  /** Drops the picture but keeps the holder. */
  public void clear() {
    avutil.av_frame_unref(frame);
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
  }
}
