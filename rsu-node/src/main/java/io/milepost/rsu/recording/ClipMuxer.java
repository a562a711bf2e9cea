package io.milepost.rsu.recording;

import io.milepost.rsu.camera.mp4.Mp4Tags;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** Writes packets into a plain MP4 with its index in front, as browsers want it. One thread. */
final class ClipMuxer implements AutoCloseable {
  private static final AVRational MICROS = new AVRational().num(1).den(1_000_000);

  private final Path file;
  private final AVFormatContext format = new AVFormatContext(null);
  private final AVPacket copy = avcodec.av_packet_alloc();
  private AVStream stream;
  private long lastTick = -1;
  private boolean closed;

  ClipMuxer(Path file, AVCodecParameters parameters) throws IOException {
    this.file = file;
    try {
      check(avformat.avformat_alloc_output_context2(format, null, "mp4", file.toString()));
      AVIOContext io = new AVIOContext(null);
      check(avformat.avio_open(io, "file:" + file, avformat.AVIO_FLAG_WRITE));
      format.pb(io);
      stream = avformat.avformat_new_stream(format, null);
      check(avcodec.avcodec_parameters_copy(stream.codecpar(), parameters));
      stream.codecpar().codec_tag(Mp4Tags.tagFor(parameters.codec_id()));
      AVDictionary options = new AVDictionary(null);
      avutil.av_dict_set(options, "movflags", "faststart", 0);
      avutil.av_dict_set(options, "video_track_timescale", "90000", 0);
      int code = avformat.avformat_write_header(format, options);
      avutil.av_dict_free(options);
      check(code);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Adds a packet.
   *
   * @param dtsMicros decode time from the beginning of the clip
   */
  void write(AVPacket packet, long dtsMicros) throws IOException {
    check(avcodec.av_packet_ref(copy, packet));
    long dts = Math.max(ticks(dtsMicros), lastTick + 1);
    lastTick = dts;
    copy.pts(dts + Math.max(0, ticks(packet.pts() - packet.dts()))).dts(dts);
    copy.duration(ticks(packet.duration())).stream_index(0).pos(-1);
    int code = avformat.av_write_frame(format, copy);
    avcodec.av_packet_unref(copy);
    check(code);
  }

  /** Completes the file and puts it on the disk. */
  void finish() throws IOException {
    check(avformat.av_write_trailer(format));
    close();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private long ticks(long micros) {
    return avutil.av_rescale_q(micros, MICROS, stream.time_base());
  }

  private void check(int code) throws IOException {
    if (code < 0) {
      byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
      avutil.av_strerror(code, words, words.length);
      throw new IOException(
          "clip " + file.getFileName() + " cannot be written: " + new String(words).trim());
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    avcodec.av_packet_free(copy);
    if (!format.isNull()) {
      if (format.pb() != null && !format.pb().isNull()) {
        int code = avformat.avio_close(format.pb());
        format.pb(null);
        avformat.avformat_free_context(format);
        check(code);
      } else {
        avformat.avformat_free_context(format);
      }
    }
  }
}
