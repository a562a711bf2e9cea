package io.milepost.simulator.video;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Turns FFmpeg's return codes into exceptions. */
final class Ffmpeg {
  /** AVERROR(EAGAIN) on Linux: the encoder wants another frame first. */
  static final int AGAIN = -11;

  private Ffmpeg() {}

  /** Returns the code when it is not negative, otherwise throws with FFmpeg's own words. */
  static int check(int code, String doing) throws IOException {
    if (code >= 0) {
      return code;
    }
    byte[] words = new byte[128];
    av_strerror(code, words, words.length);
    int end = 0;
    while (end < words.length && words[end] != 0) {
      end++;
    }
    String text = new String(words, 0, end, StandardCharsets.UTF_8);
    throw new IOException("cannot " + doing + ": " + text);
  }
}
