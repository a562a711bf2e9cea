package io.milepost.rsu.camera;

import io.milepost.protocol.message.SourceFound;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/** Opens a source once, up to its first picture, and says what it delivers. */
public final class SourceProbe {
  private SourceProbe() {}

  /**
   * Looks. Blocks until there is a picture or time is up.
   *
   * @param source as configured
   * @param transport how RTSP brings the pictures
   * @param policy which sources are allowed
   * @param openers who opens schemes of their own
   * @param timeout longest wait to open it, and again for its first picture
   * @throws SourceException with a sentence when there is no picture
   */
  public static SourceFound look(
      String source,
      Transport transport,
      SourcePolicy policy,
      Map<String, StreamOpener> openers,
      Duration timeout) {
    long begun = System.nanoTime();
    SourceOpener opener = new SourceOpener(policy, openers, timeout);
    try (Interrupt interrupt = new Interrupt();
        MediaSource opened = opener.open(source, transport, interrupt)) {
      StreamInfo info = opened.info();
      int[] size = firstPicture(opened, info, interrupt, timeout);
      if (size == null) {
        throw new SourceException(
            SourceException.Kind.DECODER,
            SourceAddress.parse(source).shown() + " sends no picture that can be decoded");
      }
      return new SourceFound(
          SourceAddress.parse(source).shown(),
          info.codec(),
          size[0],
          size[1],
          Math.round(info.fps() * 100) / 100.0,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }
  }

  private static int[] firstPicture(
      MediaSource opened, StreamInfo info, Interrupt interrupt, Duration timeout) {
    int[][] seen = {null};
    AVPacket packet = avcodec.av_packet_alloc();
    long until = System.nanoTime() + timeout.toNanos();
    interrupt.within(timeout);
    try (FrameDecoder decoder = new FrameDecoder(info)) {
      boolean more = true;
      while (more && seen[0] == null && System.nanoTime() - until < 0) {
        more = opened.read(packet);
        decoder.decode(
            more ? packet : null,
            (picture, pts) -> seen[0] = new int[] {picture.width(), picture.height()});
      }
    } finally {
      avcodec.av_packet_free(packet);
    }
    return seen[0];
  }
}
