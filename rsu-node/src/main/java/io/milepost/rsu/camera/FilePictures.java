package io.milepost.rsu.camera;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avutil;

/** Single pictures of a video file as JPEG; decodes only from the key picture before each. */
public final class FilePictures {
  private FilePictures() {}

  /**
   * Takes the pictures that stand at given times; blocks for disk and decoder.
   *
   * @param file any video file that can be searched
   * @param seconds times from the file's first picture; later than the end gives the last picture
   * @param size greatest width and quality
   * @return one picture per time, times in microseconds from the first picture
   * @throws SourceException with a sentence when the file has no picture there
   */
  public static List<JpegPicture> at(Path file, List<Double> seconds, LiveConfig size) {
    List<JpegPicture> pictures = new ArrayList<>();
    try (PacketFile packets = PacketFile.whole(file);
        JpegEncoder encoder = new JpegEncoder(size)) {
      AVPacket first = packets.next();
      if (first == null) {
        throw new SourceException(file + " holds no pictures");
      }
      long start = first.pts();
      for (double each : seconds) {
        long wanted = start + Math.round(Math.max(0, each) * 1e6);
        pictures.add(take(file, packets, encoder, start, wanted));
      }
    }
    return pictures;
  }

  private static JpegPicture take(
      Path file, PacketFile packets, JpegEncoder encoder, long start, long wanted) {
    packets.seek(wanted);
    try (FrameDecoder decoder = new FrameDecoder(packets.info());
        VideoFrame frame = new VideoFrame()) {
      FrameDecoder.Receiver keep =
          (picture, pts) -> {
            if (frame.width() == 0 || pts <= wanted) {
              frame.clear();
              avutil.av_frame_ref(frame.picture(), picture);
              frame.ptsMicros = pts - start;
            }
          };
      AVPacket packet = packets.next();
      // By decode time: a picture shown earlier may come later.
      while (packet != null && packet.dts() <= wanted) {
        decoder.decode(packet, keep);
        packet = packets.next();
      }
      if (packet != null && frame.width() == 0) {
        decoder.decode(packet, keep);
      }
      decoder.decode(null, keep);
      if (frame.width() == 0) {
        throw new SourceException(file + " holds no picture that can be decoded");
      }
      return encoder.encode("", frame);
    }
  }
}
