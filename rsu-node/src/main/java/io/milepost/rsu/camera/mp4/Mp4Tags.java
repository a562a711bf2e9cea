package io.milepost.rsu.camera.mp4;

import org.bytedeco.ffmpeg.global.avcodec;

/** Names of codecs inside MP4, where FFmpeg's own choice is not what browsers play. */
public final class Mp4Tags {
  /** {@code hvc1}, little-endian; Safari refuses {@code hev1}. */
  private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

  private Mp4Tags() {}

  /** The tag to use, 0 to leave it to FFmpeg. */
  public static int tagFor(int codec) {
    return codec == avcodec.AV_CODEC_ID_HEVC ? HVC1 : 0;
  }
}
