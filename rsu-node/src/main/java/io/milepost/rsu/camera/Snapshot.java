package io.milepost.rsu.camera;

import java.time.Duration;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** The first picture of a source, for a person at the keyboard. Blocks; opens and closes it all. */
public final class Snapshot {
  private static final int WIDEST = 3840;
  private static final int FINEST = 100;

  private Snapshot() {}

  /**
   * Takes it.
   *
   * @param source as configured
   * @param policy which sources are allowed
   * @param openers who opens schemes of their own
   * @param timeout longest wait for the first picture
   * @throws SourceException with a sentence when there is none
   */
  public static JpegPicture take(
      String source, SourcePolicy policy, Map<String, StreamOpener> openers, Duration timeout) {
    try (Interrupt interrupt = new Interrupt();
        MediaSource opened = new SourceOpener(policy, openers, timeout).open(source, interrupt);
        FrameDecoder decoder = new FrameDecoder(opened.info());
        VideoFrame frame = new VideoFrame();
        JpegEncoder encoder = new JpegEncoder(WIDEST, FINEST)) {
      AVPacket packet = avcodec.av_packet_alloc();
      try {
        boolean more = true;
        while (more && frame.width() == 0) {
          interrupt.within(timeout);
          more = opened.read(packet);
          decoder.decode(
              more ? packet : null,
              (picture, pts) -> {
                if (frame.width() == 0) {
                  avutil.av_frame_ref(frame.picture(), picture);
                  frame.ptsMicros = pts;
                }
              });
        }
      } finally {
        avcodec.av_packet_free(packet);
      }
      if (frame.width() == 0) {
        throw new SourceException(
            SourceException.Kind.CAMERA,
            SourceAddress.parse(source).shown() + " ends before its first picture");
      }
      return encoder.encode("", frame);
    }
  }
}
