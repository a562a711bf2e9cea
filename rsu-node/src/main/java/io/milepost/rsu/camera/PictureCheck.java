package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Decodes for the sake of knowing that it can be decoded. One thread. */
public final class PictureCheck implements AutoCloseable {
  private final FrameDecoder decoder;
  private long pictures;
  private long lastPtsMicros = Long.MIN_VALUE;

  /**
   * A check for this video.
   *
   * @throws SourceException when there is no decoder
   */
  public PictureCheck(StreamInfo stream) {
    decoder = new FrameDecoder(stream);
  }

  /** Decodes a packet, or with null what is held back; false when it was damaged. */
  public boolean decode(AVPacket packet) {
    return decoder.decode(
        packet,
        (picture, ptsMicros) -> {
          pictures++;
          lastPtsMicros = Math.max(lastPtsMicros, ptsMicros);
        });
  }

  /** Pictures that came out. */
  public long pictures() {
    return pictures;
  }

  /** Latest presentation time that came out, microseconds. */
  public long lastPtsMicros() {
    return lastPtsMicros;
  }

  @Override
  public void close() {
    decoder.close();
  }
}
