package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Makes small video files with a moving bar, so that tests need no footage. */
public final class TestVideo {
  private TestVideo() {}

  /**
   * Writes a file.
   *
   * @param container FFmpeg's name, {@code mp4} or {@code mpegts} for H.264, {@code avi} for Motion
   *     JPEG
   * @param gop pictures from one key picture to the next
   */
  public static Path write(
      Path file, String container, int width, int height, int fps, int frames, int gop) {
    String encoder = container.equals("avi") ? "mjpeg" : "libopenh264";
    return write(file, container, encoder, new int[] {width, height, fps, 0}, frames, gop);
  }

  /** An MPEG transport stream of 25 pictures per second whose clock begins at so many seconds. */
  public static Path stream(Path file, int width, int height, int frames, int beginSeconds) {
    int[] shape = {width, height, 25, beginSeconds};
    return write(file, "mpegts", "libopenh264", shape, frames, 25);
  }

  private static Path write(
      Path file, String container, String encoderName, int[] shape, int frames, int gop) {
    int width = shape[0];
    int height = shape[1];
    int fps = shape[2];
    FfmpegLog.install();
    AVFormatContext format = new AVFormatContext(null);
    check(avformat.avformat_alloc_output_context2(format, null, container, file.toString()));
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(encoderName);
    assertThat(codec).as(encoderName).isNotNull();
    AVCodecContext encoder = avcodec.avcodec_alloc_context3(codec);
    AVRational tick = new AVRational().num(1).den(fps);
    AVRational rate = new AVRational().num(fps).den(1);
    encoder.width(width).height(height).pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    encoder.time_base(tick).framerate(rate).gop_size(gop).bit_rate(800_000);
    encoder.color_range(avutil.AVCOL_RANGE_JPEG);
    if ((format.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
      encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec.avcodec_open2(encoder, codec, (AVDictionary) null));
    AVStream stream = avformat.avformat_new_stream(format, null);
    check(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder));
    stream.time_base(tick);
    AVIOContext io = new AVIOContext(null);
    check(avformat.avio_open(io, file.toString(), avformat.AVIO_FLAG_WRITE));
    format.pb(io);
    format.output_ts_offset(shape[3] * 1_000_000L);
    check(avformat.avformat_write_header(format, (AVDictionary) null));
    AVFrame frame = avutil.av_frame_alloc();
    frame.format(avutil.AV_PIX_FMT_YUV420P).width(width).height(height);
    check(avutil.av_frame_get_buffer(frame, 0));
    AVPacket packet = avcodec.av_packet_alloc();
    for (int i = 0; i <= frames; i++) {
      if (i < frames) {
        check(avutil.av_frame_make_writable(frame));
        draw(frame, i);
        frame.pts(i);
      }
      avcodec.avcodec_send_frame(encoder, i < frames ? frame : null);
      while (avcodec.avcodec_receive_packet(encoder, packet) >= 0) {
        packet.duration(1);
        avcodec.av_packet_rescale_ts(packet, tick, stream.time_base());
        check(avformat.av_write_frame(format, packet));
        avcodec.av_packet_unref(packet);
      }
    }
    check(avformat.av_write_trailer(format));
    avformat.avio_close(format.pb());
    avformat.avformat_free_context(format);
    avcodec.avcodec_free_context(encoder);
    avutil.av_frame_free(frame);
    avcodec.av_packet_free(packet);
    return file;
  }

  private static void draw(AVFrame frame, int n) {
    byte[] row = new byte[frame.linesize(0)];
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        int bar = (x + 4 * n) % frame.width() < frame.width() / 8 ? 120 : 0;
        row[x] = (byte) (60 + ((x * 3 + y * 5 + n) & 31) + bar);
      }
      new BytePointer(frame.data(0)).position((long) y * frame.linesize(0)).put(row);
    }
    byte[] grey = new byte[frame.linesize(1) * frame.height() / 2];
    java.util.Arrays.fill(grey, (byte) 128);
    frame.data(1).put(grey);
    frame.data(2).put(grey);
  }

  private static void check(int code) {
    assertThat(code).as(MediaSource.text(code)).isGreaterThanOrEqualTo(0);
  }

  /** The folder with footage beside the project; null when there is none. */
  public static Path sharedData() {
    String named = System.getenv("MILEPOST_SHARED_DATA");
    String home = System.getProperty("milepost.home", ".");
    Path folder = named != null ? Path.of(named) : Path.of(home, "..", "shared", "data");
    return Files.isDirectory(folder) ? folder : null;
  }
}
