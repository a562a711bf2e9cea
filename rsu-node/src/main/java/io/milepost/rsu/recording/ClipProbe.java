package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.PictureCheck;
import io.milepost.rsu.recording.mp4.Mp4Plan;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Looks at a finished clip as a player would: whether it is as long as planned, and whether its
 * first and its last pictures really decode.
 */
final class ClipProbe {
  /** Containers round to milliseconds and to their own clock. */
  private static final double TOLERANCE_SECONDS = 0.002;

  /** A camera with key pictures minutes apart must not keep a clip for as long. */
  private static final int MOST_PICTURES = 500;

  private ClipProbe() {}

  /**
   * Probes a clip; reads its headers and its two ends, blocks for disk and decoder.
   *
   * @return duration, seconds
   * @throws IOException with a sentence when the clip is not fit to be kept
   */
  static double check(Path file, Mp4Plan.Facts planned) throws IOException {
    try (PacketFile packets = PacketFile.whole(file)) {
      double seconds = packets.durationMicros() / 1e6;
      if (Math.abs(seconds - planned.seconds()) > TOLERANCE_SECONDS) {
        throw new IOException(
            "clip " + file + " lasts " + seconds + " s and not " + planned.seconds() + " s");
      }
      try (PictureCheck check = new PictureCheck(packets.info())) {
        for (AVPacket packet = packets.next();
            packet != null && check.pictures() == 0;
            packet = packets.next()) {
          check.decode(shown(packet));
        }
        check.decode(null);
        if (check.pictures() == 0) {
          throw new IOException("the first picture of clip " + file + " cannot be decoded");
        }
      }
      checkLast(file, packets);
      return seconds;
    }
  }

  private static void checkLast(Path file, PacketFile packets) throws IOException {
    packets.seek(packets.durationMicros());
    long last = Long.MIN_VALUE;
    int n = 0;
    try (PictureCheck check = new PictureCheck(packets.info())) {
      AVPacket packet = packets.next();
      for (; packet != null && n < MOST_PICTURES; packet = packets.next()) {
        last = Math.max(last, packet.pts());
        check.decode(shown(packet));
        n++;
      }
      check.decode(null);
      if (check.pictures() == 0 || check.lastPtsMicros() < last) {
        throw new IOException("the last picture of clip " + file + " cannot be decoded");
      }
    }
  }

  /** A picture that the edit list hides decodes like any other. */
  private static AVPacket shown(AVPacket packet) {
    return packet.flags(packet.flags() & ~avcodec.AV_PKT_FLAG_DISCARD);
  }
}
