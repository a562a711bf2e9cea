package io.milepost.rsu.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * One opened video source: the packets of its first video stream, with timestamps in microseconds
 * of the source's own clock. Belongs to one thread.
 */
final class MediaSource implements AutoCloseable {
  /** Linux's errno. */
  private static final int EPROTONOSUPPORT = 93;

  /**
   * Linux: EPIPE, ENETDOWN, ENETUNREACH, ECONNABORTED, ECONNRESET, ETIMEDOUT, EHOSTDOWN, -UNREACH.
   */
  private static final Set<Integer> NETWORK_ERRNOS = Set.of(32, 100, 101, 103, 104, 110, 112, 113);

  private static final AVRational MICROS = new AVRational().num(1).den(1_000_000);
  private static final double FALLBACK_FPS = 25;
  private static final long READS_AT_ONCE_NANOS = 5_000_000;
  private static final int MOST_BACKLOG = 300;

  private final SourceAddress address;
  private final Interrupt interrupt;
  private final StreamInput input;
  private final Deque<AVPacket> backlog = new ArrayDeque<>();
  private AVFormatContext format;
  private AVStream stream;
  private AVStream audio;
  private Consumer<AVPacket> listener;
  private long nominalDuration;
  private long expectedDts;

  private MediaSource(SourceAddress address, Interrupt interrupt, StreamInput input) {
    this.address = address;
    this.interrupt = interrupt;
    this.input = input;
  }

  /**
   * Opens a source that is fetched over the network, from a device or from a file.
   *
   * @param url what FFmpeg opens
   * @param demuxer FFmpeg's name of the format, null to find out
   * @param options FFmpeg's options
   * @param interrupt bounds every blocking call; the caller sets its deadlines
   * @throws SourceException with a sentence when there is no usable video
   */
  static MediaSource open(
      SourceAddress address,
      String url,
      String demuxer,
      Map<String, String> options,
      Interrupt interrupt) {
    return new MediaSource(address, interrupt, null).opened(url, demuxer, options);
  }

  /** Opens a source that arrives through a Java stream; owns the input from now on. */
  static MediaSource open(
      SourceAddress address,
      StreamInput input,
      String demuxer,
      Map<String, String> options,
      Interrupt interrupt) {
    return new MediaSource(address, interrupt, input).opened("", demuxer, options);
  }

  private MediaSource opened(String url, String demuxer, Map<String, String> options) {
    FfmpegLog.install();
    AVDictionary dictionary = new AVDictionary(null);
    try {
      format = avformat.avformat_alloc_context();
      interrupt.installOn(format);
      if (input != null) {
        format.pb(input.context());
        format.flags(format.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
      }
      options.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
      AVInputFormat wanted = demuxer == null ? null : avformat.av_find_input_format(demuxer);
      interrupt.expect(format, address.isRtsp() ? url : null);
      int code = avformat.avformat_open_input(format, url, wanted, dictionary);
      String redirect = interrupt.redirect();
      interrupt.expect(null, null);
      if (redirect != null && code < 0) {
        throw new Redirected(redirect);
      }
      check(code, "cannot be opened");
      if (address.isRtsp() && format.nb_streams() == 0) {
        throw withoutVideo();
      }
      check(
          avformat.avformat_find_stream_info(format, (AVDictionary) null),
          "sends nothing that can be understood");
      choose();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    } finally {
      avutil.av_dict_free(dictionary);
    }
  }

  private void choose() {
    int index =
        avformat.av_find_best_stream(format, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (index < 0) {
      throw withoutVideo();
    }
    for (int i = 0; i < format.nb_streams(); i++) {
      if (i != index) {
        format.streams(i).discard(avcodec.AVDISCARD_ALL);
      }
    }
    stream = format.streams(index);
    int sound =
        avformat.av_find_best_stream(
            format, avutil.AVMEDIA_TYPE_AUDIO, -1, index, (AVCodec) null, 0);
    audio = sound < 0 ? null : format.streams(sound);
    double fps = fps();
    nominalDuration = Math.round(1_000_000 / (fps > 0 ? fps : FALLBACK_FPS));
  }

  private SourceException withoutVideo() {
    return new SourceException(
        SourceException.Kind.CAMERA, address.shown() + " has no video stream; check its path");
  }

  /** What it delivers. The parameters stay valid until the source is closed. */
  StreamInfo info() {
    AVCodecParameters parameters = stream.codecpar();
    return new StreamInfo(
        avcodec.avcodec_get_name(parameters.codec_id()).getString(),
        parameters.width(),
        parameters.height(),
        fps(),
        parameters,
        audio == null ? null : audio.codecpar());
  }

  /** Packets of sound go there from now on, with timestamps in microseconds; before, nowhere. */
  void hear(Consumer<AVPacket> to) {
    if (audio != null) {
      audio.discard(avcodec.AVDISCARD_DEFAULT);
      listener = to;
    }
  }

  /** How long the container says it is, microseconds; 0 when it does not. */
  long durationMicros() {
    return Math.max(0, format.duration());
  }

  private double fps() {
    try (AVRational rate = avformat.av_guess_frame_rate(format, stream, null)) {
      return rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
    }
  }

  /**
   * Reads what has gathered while the source was being opened, so that the newest of it can be put
   * at now.
   *
   * @return microseconds from the first to the newest packet
   */
  long readBacklog() {
    long first = 0;
    long last = 0;
    while (backlog.size() < MOST_BACKLOG) {
      AVPacket packet = avcodec.av_packet_alloc();
      long before = System.nanoTime();
      if (!readFresh(packet)) {
        avcodec.av_packet_free(packet);
        break;
      }
      first = backlog.isEmpty() ? packet.dts() : first;
      last = packet.dts();
      backlog.add(packet);
      if (System.nanoTime() - before > READS_AT_ONCE_NANOS) {
        break;
      }
    }
    return Math.max(0, last - first);
  }

  /**
   * Reads the next video packet. Its decode time is never missing; its presentation time is where
   * the container has none, as in AVI, and then only the decoder knows the order of pictures.
   *
   * @return false at the end
   * @throws SourceException when the source has broken off
   */
  boolean read(AVPacket into) {
    AVPacket early = backlog.poll();
    if (early != null) {
      avcodec.av_packet_move_ref(into, early);
      avcodec.av_packet_free(early);
      return true;
    }
    return readFresh(into);
  }

  private boolean readFresh(AVPacket into) {
    while (true) {
      avcodec.av_packet_unref(into);
      int code = avformat.av_read_frame(format, into);
      if (code == avutil.AVERROR_EOF()) {
        failWhenInputFailed();
        return false;
      }
      check(code, "has broken off");
      if (into.stream_index() == stream.index()) {
        stamp(into);
        return true;
      }
      if (listener != null && into.stream_index() == audio.index()) {
        avcodec.av_packet_rescale_ts(into, audio.time_base(), MICROS);
        listener.accept(into);
      }
    }
  }

  private void failWhenInputFailed() {
    if (interrupt.isOverdue() || interrupt.isCancelled()) {
      check(avutil.AVERROR_EXIT(), "has broken off");
    }
    if (input != null && input.failure() != null) {
      check(avutil.AVERROR_EXTERNAL(), "has broken off");
    }
  }

  private void stamp(AVPacket packet) {
    long pts = micros(packet.pts());
    long dts = micros(packet.dts());
    long none = avutil.AV_NOPTS_VALUE;
    if (dts == none) {
      dts = pts == none ? expectedDts : pts;
    }
    long duration = packet.duration() > 0 ? micros(packet.duration()) : nominalDuration;
    packet.pts(pts).dts(dts).duration(duration);
    expectedDts = dts + duration;
  }

  private long micros(long timestamp) {
    return timestamp == avutil.AV_NOPTS_VALUE
        ? timestamp
        : avutil.av_rescale_q(timestamp, stream.time_base(), MICROS);
  }

  /** Goes back to the beginning of a file. */
  void rewind() {
    long start =
        Math.min(0, stream.start_time() == avutil.AV_NOPTS_VALUE ? 0 : stream.start_time());
    check(
        avformat.av_seek_frame(format, stream.index(), start, avformat.AVSEEK_FLAG_BACKWARD),
        "cannot be played again from its beginning");
  }

  /** Goes to the last key picture at or before a time of the source's clock. */
  void seek(long micros) {
    long target = avutil.av_rescale_q(micros, MICROS, stream.time_base());
    check(
        avformat.av_seek_frame(format, stream.index(), target, avformat.AVSEEK_FLAG_BACKWARD),
        "cannot be searched");
  }

  private void check(int code, String what) {
    if (code >= 0) {
      return;
    }
    if (code == avutil.AVERROR_HTTP_UNAUTHORIZED() || code == avutil.AVERROR_HTTP_FORBIDDEN()) {
      throw new SourceException(
          SourceException.Kind.CREDENTIALS,
          address.shown() + " refuses the name or password; correct them in the camera's source");
    }
    IOException cause = input == null ? null : input.failure();
    String why = cause != null ? cause.getMessage() : text(code);
    SourceException.Kind kind = kind(code);
    if (interrupt.isCancelled()) {
      why = "it was stopped";
      kind = SourceException.Kind.OPERATOR;
    } else if (interrupt.isOverdue()) {
      why = "no answer in time";
      kind = address.isRtsp() ? SourceException.Kind.NETWORK : SourceException.Kind.CAMERA;
    } else if (code == avutil.AVERROR_HTTP_NOT_FOUND()) {
      why = "it has no such stream; check the path";
    } else if (code == avutil.AVERROR_HTTP_OTHER_4XX()) {
      why = "it has no video there or refuses to play it; check the path";
    } else if (code == avutil.AVERROR_INVALIDDATA() && !address.isRtsp()) {
      why = "it is no video or was cut off or damaged; see whether it plays elsewhere";
    } else if (code == -EPROTONOSUPPORT) {
      why = "it does not offer this transport; set transport to auto";
    }
    throw new SourceException(kind, address.shown() + " " + what + ": " + why, cause);
  }

  /** A refused connection is the camera's: its machine answers, nobody listens. */
  private static SourceException.Kind kind(int code) {
    return NETWORK_ERRNOS.contains(-code)
        ? SourceException.Kind.NETWORK
        : SourceException.Kind.CAMERA;
  }

  /** FFmpeg's words for an error code. */
  static String text(int code) {
    byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
    avutil.av_strerror(code, words, words.length);
    int end = 0;
    while (end < words.length && words[end] != 0) {
      end++;
    }
    return new String(words, 0, end, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    backlog.forEach(avcodec::av_packet_free);
    backlog.clear();
    if (format != null && !format.isNull()) {
      avformat.avformat_close_input(format);
    }
    format = null;
    if (input != null) {
      input.close();
    }
  }
}
