package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.PictureCheck;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Looks at a finished clip as a player would: how long it is, and whether its first and its last
 * picture really decode.
 */
final class ClipProbe {
  private ClipProbe() {}

  /**
   * Probes a clip; blocks for disk and decoder.
   *
   * @return duration, seconds
   * @throws IOException with a sentence when the clip is not fit to be kept
   */
  static double seconds(Path file) throws IOException {
    try (PacketFile packets = PacketFile.whole(file)) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      long end = Long.MIN_VALUE;
      try (PictureCheck check = new PictureCheck(packets.info())) {
        for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
          if (check.pictures() == 0) {
            check.decode(packet);
          }
          first = Math.min(first, packet.pts());
          last = Math.max(last, packet.pts());
          end = Math.max(end, packet.pts() + packet.duration());
        }
        if (check.pictures() == 0 && !check.decode(null) || check.pictures() == 0) {
          throw new IOException("the first picture of clip " + file + " cannot be decoded");
        }
      }
      checkLast(file, packets, last);
      return (end - first) / 1e6;
    }
  }

  private static void checkLast(Path file, PacketFile packets, long last) throws IOException {
    packets.seek(last);
    try (PictureCheck check = new PictureCheck(packets.info())) {
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        check.decode(packet);
      }
      check.decode(null);
      if (check.lastPtsMicros() < last) {
        throw new IOException("the last picture of clip " + file + " cannot be decoded");
      }
    }
  }
}
