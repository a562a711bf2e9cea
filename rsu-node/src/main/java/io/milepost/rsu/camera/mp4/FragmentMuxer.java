package io.milepost.rsu.camera.mp4;

import java.io.IOException;
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
import org.bytedeco.javacpp.BytePointer;

/**
 * Makes fragmented MP4 in memory, one fragment a picture, each as soon as its packet is there. Time
 * zero is the decode time of the first packet. One thread.
 *
 * <p>How long a picture stands is known when the next one comes, and nobody waits for that here: a
 * picture is said to stand a little shorter than usual, so that the next one never begins before it
 * ends. Players bridge gaps shorter than a picture.
 */
public final class FragmentMuxer implements AutoCloseable {
  private static final AVRational MICROS = new AVRational().num(1).den(1_000_000);
  private static final String FLAGS = "frag_custom+empty_moov+default_base_moof+skip_trailer";

  /** Share of the usual distance between pictures. */
  private static final double STANDS = 0.6;

  private static final long USUAL_MICROS = 40_000;

  private final AVFormatContext format = new AVFormatContext(null);
  private final AVPacket own = avcodec.av_packet_alloc();
  private final long firstDts;
  private final byte[] init;
  private AVStream stream;
  private long usualMicros;
  private long lastDts = Long.MIN_VALUE;
  private long endTick;
  private boolean closed;

  /**
   * Begins.
   *
   * @param parameters of the stream; copied
   * @param firstDts decode time of the first packet, microseconds
   * @param fps nominal pictures a second, 0 when unknown
   * @throws IOException with a sentence when the codec cannot be stored in MP4
   */
  public FragmentMuxer(AVCodecParameters parameters, long firstDts, double fps) throws IOException {
    this.firstDts = firstDts;
    this.usualMicros = fps > 0 ? Math.round(1e6 / fps) : USUAL_MICROS;
    boolean done = false;
    try {
      init = header(parameters);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private byte[] header(AVCodecParameters parameters) throws IOException {
    check(avformat.avformat_alloc_output_context2(format, null, "mp4", null));
    stream = avformat.avformat_new_stream(format, null);
    check(avcodec.avcodec_parameters_copy(stream.codecpar(), parameters));
    stream.codecpar().codec_tag(Mp4Tags.tagFor(parameters.codec_id()));
    AVDictionary options = new AVDictionary(null);
    AVIOContext buffer = buffer();
    int code;
    try {
      avutil.av_dict_set(options, "movflags", FLAGS, 0);
      avutil.av_dict_set(options, "video_track_timescale", "90000", 0);
      code = avformat.avformat_write_header(format, options);
    } finally {
      avutil.av_dict_free(options);
    }
    byte[] bytes = take(buffer);
    check(code);
    return bytes;
  }

  /** The initialisation segment: what the pictures are. */
  public byte[] init() {
    return init;
  }

  /**
   * One picture as a fragment.
   *
   * @param packet borrowed; timestamps in microseconds, decode times rise strictly
   * @throws IOException when the muxer refuses; it is of no further use then
   */
  public byte[] fragment(AVPacket packet) throws IOException {
    if (lastDts != Long.MIN_VALUE && packet.dts() - lastDts < 2 * usualMicros) {
      usualMicros = packet.dts() - lastDts;
    }
    if (lastDts != Long.MIN_VALUE) {
      // Else the muxer begins each fragment where it says the one before has ended.
      check(avutil.av_opt_set(format.priv_data(), "movflags", "+frag_discont", 0));
    }
    lastDts = packet.dts();
    long dts = Math.max(ticks(packet.dts() - firstDts), endTick);
    long pts = dts + Math.max(0, ticks(packet.pts() - packet.dts()));
    long duration = Math.max(1, Math.round(ticks(usualMicros) * STANDS));
    endTick = dts + duration;
    check(avcodec.av_packet_ref(own, packet));
    own.dts(dts).pts(pts).duration(duration).stream_index(0);
    AVIOContext buffer = buffer();
    int code = avformat.av_write_frame(format, own);
    avcodec.av_packet_unref(own);
    if (code >= 0) {
      code = avformat.av_write_frame(format, null);
    }
    byte[] bytes = take(buffer);
    check(code);
    return bytes;
  }

  private long ticks(long micros) {
    return avutil.av_rescale_q(micros, MICROS, stream.time_base());
  }

  private AVIOContext buffer() throws IOException {
    AVIOContext buffer = new AVIOContext(null);
    check(avformat.avio_open_dyn_buf(buffer));
    format.pb(buffer);
    return buffer;
  }

  private byte[] take(AVIOContext buffer) {
    avformat.avio_flush(buffer);
    BytePointer bytes = new BytePointer((BytePointer) null);
    int size = avformat.avio_close_dyn_buf(buffer, bytes);
    format.pb(null);
    byte[] out = new byte[size];
    bytes.capacity(size).get(out);
    avutil.av_free(bytes);
    return out;
  }

  private static void check(int code) throws IOException {
    if (code < 0) {
      byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
      avutil.av_strerror(code, words, words.length);
      throw new IOException("MP4 cannot be made: " + new String(words).trim());
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    avcodec.av_packet_free(own);
    if (!format.isNull()) {
      format.pb(null);
      avformat.avformat_free_context(format);
    }
  }
}
