package io.milepost.rsu.camera.mp4;

import java.util.Set;
import org.bytedeco.ffmpeg.global.avcodec;

/** Names of codecs inside MP4, where FFmpeg's own choice is not what browsers play. */
public final class Mp4Tags {
  /** {@code hvc1}, little-endian; Safari refuses {@code hev1}. */
  private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

  /** FFmpeg's name of the container. */
  public static final String MP4 = "mp4";

  /** The same boxes; FFmpeg puts G.711 into these only. */
  private static final String MOV = "mov";

  private static final Set<Integer> IN_MP4 =
      Set.of(
          avcodec.AV_CODEC_ID_AAC,
          avcodec.AV_CODEC_ID_OPUS,
          avcodec.AV_CODEC_ID_MP3,
          avcodec.AV_CODEC_ID_AC3,
          avcodec.AV_CODEC_ID_FLAC);
  private static final Set<Integer> IN_MOV =
      Set.of(avcodec.AV_CODEC_ID_PCM_ALAW, avcodec.AV_CODEC_ID_PCM_MULAW);

  private Mp4Tags() {}

  /** FFmpeg's name of the container that carries this sound, null when none does. */
  public static String muxerFor(int audioCodec) {
    return IN_MP4.contains(audioCodec) ? MP4 : IN_MOV.contains(audioCodec) ? MOV : null;
  }

  /** The tag to use, 0 to leave it to FFmpeg. */
  public static int tagFor(int codec) {
    return codec == avcodec.AV_CODEC_ID_HEVC ? HVC1 : 0;
  }
}
