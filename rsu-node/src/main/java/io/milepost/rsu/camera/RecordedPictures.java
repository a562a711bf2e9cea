package io.milepost.rsu.camera;

import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Single pictures out of recorded files. Everything here blocks for the disk and the decoder. */
public final class RecordedPictures {
  private static final int FINEST = 90;
  private static final int NARROWEST = 160;

  private RecordedPictures() {}

  /**
   * The file that goes on where another ends. Its first pictures may be shown before its key
   * picture and need those of the file before.
   *
   * @param file the recorded file
   * @param length bytes of it that may be read
   * @param startUtcMicros UTC of its first picture
   */
  public record Sequel(Path file, long length, long startUtcMicros) {}

  /**
   * The picture that stands at a time, decoded from the key picture before it.
   *
   * @param file the recorded file
   * @param length bytes of it that may be read, for a file that is still growing; -1 for a file
   *     that is whole and can be searched
   * @param afterMicros time from the first picture that players show, not negative; in a whole file
   *     an edit list may name it, in a growing one it is the first there is
   * @param startUtcMicros UTC of that picture
   * @param width greatest width of the JPEG, pixels
   * @param sequel what goes on where the file ends, of the same codec and size; null when nothing
   * @return the picture with its own time; empty when the file holds none
   * @throws SourceException with a sentence when it cannot be read
   * @throws MilepostException INTERNAL when it cannot be encoded
   */
  public static Optional<JpegPicture> at(
      String camera,
      Path file,
      long length,
      long afterMicros,
      long startUtcMicros,
      int width,
      Sequel sequel) {
    List<AVPacket> needed = new ArrayList<>();
    try (PacketFile packets = length < 0 ? PacketFile.whole(file) : PacketFile.upTo(file, length);
        FrameDecoder decoder = new FrameDecoder(packets.info());
        VideoFrame frame = new VideoFrame();
        JpegEncoder encoder = new JpegEncoder(Math.max(NARROWEST, width), FINEST)) {
      AVPacket packet = packets.next();
      if (packet == null) {
        return Optional.empty();
      }
      long first = length < 0 ? 0 : packet.pts();
      long wanted = first + afterMicros;
      if (length < 0) {
        packets.seek(wanted);
        packet = packets.next();
      }
      while (packet != null && packet.dts() <= wanted) {
        if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0 && packet.pts() <= wanted) {
          needed.forEach(avcodec::av_packet_free);
          needed.clear();
        }
        needed.add(avcodec.av_packet_clone(packet));
        packet = packets.next();
      }
      if (packet == null && sequel != null) {
        goOn(needed, sequel, first - startUtcMicros, wanted);
      }
      frame.ptsMicros = Long.MIN_VALUE;
      for (AVPacket each : needed) {
        each.flags(each.flags() & ~avcodec.AV_PKT_FLAG_DISCARD);
        decoder.decode(each, (picture, pts) -> keep(frame, picture, pts, wanted));
      }
      decoder.decode(null, (picture, pts) -> keep(frame, picture, pts, wanted));
      if (frame.width() == 0) {
        return Optional.empty();
      }
      long utc = startUtcMicros + frame.ptsMicros - first;
      frame.utcMillis = Math.floorDiv(utc, 1000);
      return Optional.of(encoder.encode(camera, frame));
    } finally {
      needed.forEach(avcodec::av_packet_free);
    }
  }

  /** Adds what the next file holds of the time before; times are those of the file before. */
  private static void goOn(List<AVPacket> needed, Sequel sequel, long clock, long wanted) {
    try (PacketFile packets = PacketFile.upTo(sequel.file(), sequel.length())) {
      AVPacket packet = packets.next();
      long shift = packet == null ? 0 : sequel.startUtcMicros() + clock - packet.pts();
      while (packet != null && packet.dts() + shift <= wanted) {
        AVPacket copy = avcodec.av_packet_clone(packet);
        needed.add(copy.pts(packet.pts() + shift).dts(packet.dts() + shift));
        packet = packets.next();
      }
    }
  }

  private static void keep(VideoFrame into, AVFrame picture, long pts, long wanted) {
    if (pts <= wanted && pts >= into.ptsMicros) {
      into.clear();
      avutil.av_frame_ref(into.picture(), picture);
      into.ptsMicros = pts;
    }
  }

  /**
   * A moving miniature of a file: key pictures from its beginning to its end as animated WebP.
   *
   * @param file a file that can be searched
   * @param pictures how many, at most
   * @param width greatest width, pixels
   * @param millis how long each is shown
   * @throws SourceException with a sentence when it cannot be read
   * @throws MilepostException INTERNAL when it cannot be encoded
   */
  public static byte[] preview(Path file, int pictures, int width, int millis) {
    try (PacketFile packets = PacketFile.whole(file);
        PreviewEncoder encoder = new PreviewEncoder(width, millis)) {
      long length = packets.durationMicros();
      long before = Long.MIN_VALUE;
      for (int i = 0; i < pictures; i++) {
        packets.seek(length * i / pictures);
        AVPacket key = packets.next();
        if (key == null || key.pts() == before) {
          continue;
        }
        before = key.pts();
        key.flags(key.flags() & ~avcodec.AV_PKT_FLAG_DISCARD);
        // What a decoder still holds belongs to another place of the file.
        try (FrameDecoder decoder = new FrameDecoder(packets.info())) {
          decoder.decode(key, (picture, pts) -> encoder.add(picture));
          decoder.decode(null, (picture, pts) -> encoder.add(picture));
        }
      }
      return encoder.finish();
    }
  }
}
