package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.camera.VideoFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Reads the pictures of a video file one after another, as fast as it is asked. Time starts at 0
 * with the first picture and never goes back. Damage ends the file early, never throws and never
 * loops: {@link #problem()} says what it was. Not thread-safe.
 */
public final class VideoFileReader implements AutoCloseable {
  /**
   * Containers that hold their pictures themselves. Playlists (HLS, DASH, concat) are left out:
   * they name other addresses, and FFmpeg retries those for ever.
   */
  private static final String CONTAINERS =
      "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,m4v,mxf,gif,mjpeg,ivf,h264,hevc";

  /** Larger pictures are refused by the decoder before it allocates for them. */
  private static final long MAX_PIXELS = 8192L * 8192;

  /** Packets in a row that yield no picture, after which a file counts as undecodable. */
  private static final int MAX_FRUITLESS_PACKETS = 2000;

  private final Path file;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame decoded = avutil.av_frame_alloc();
  private final FrameSlot slot = new FrameSlot();
  private AVFormatContext format;
  private AVCodecContext codec;
  private int stream;
  private double microsPerTick;
  private long frameMicros;
  private long firstMicros = Long.MIN_VALUE;
  private long lastMicros = -1;
  private long badPackets;
  private int fruitless;
  private boolean drained;
  private String problem;

  /**
   * Opens a file.
   *
   * @throws MilepostException BAD_REQUEST with a sentence when it is missing or no readable video
   */
  public VideoFileReader(Path file) {
    this.file = file;
    try {
      open();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw refuse(Files.exists(file) ? "is not a readable file" : "does not exist");
    }
    format = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
    avutil.av_dict_set(options, "format_whitelist", CONTAINERS, 0);
    int opened =
        avformat.avformat_open_input(
            format, "file:" + file.toAbsolutePath(), (AVInputFormat) null, options);
    avutil.av_dict_free(options);
    if (opened < 0) {
      format = null;
      throw refuse("is not a video that can be opened: " + words(opened));
    }
    int found = avformat.avformat_find_stream_info(format, (AVDictionary) null);
    if (found < 0) {
      throw refuse("is damaged: " + words(found));
    }
    stream =
        avformat.av_find_best_stream(format, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (stream < 0) {
      throw refuse("holds no video");
    }
    openCodec(format.streams(stream));
  }

  private void openCodec(AVStream video) {
    AVCodec decoder = avcodec.avcodec_find_decoder(video.codecpar().codec_id());
    if (decoder == null) {
      throw refuse(
          "uses the codec "
              + avcodec.avcodec_get_name(video.codecpar().codec_id()).getString()
              + ", for which there is no decoder here");
    }
    codec = avcodec.avcodec_alloc_context3(decoder);
    avcodec.avcodec_parameters_to_context(codec, video.codecpar());
    codec.pkt_timebase(video.time_base());
    codec.thread_count(1);
    codec.max_pixels(MAX_PIXELS);
    int opened = avcodec.avcodec_open2(codec, decoder, (AVDictionary) null);
    if (opened < 0) {
      throw refuse("cannot be decoded: " + words(opened));
    }
    AVRational tick = video.time_base();
    microsPerTick = tick.den() > 0 ? 1e6 * tick.num() / tick.den() : 0;
    AVRational rate = avformat.av_guess_frame_rate(format, video, null);
    frameMicros = rate.num() > 0 ? Math.max(1, 1_000_000L * rate.den() / rate.num()) : 40_000;
  }

  /**
   * Moves to the next picture.
   *
   * @param into receives it, by reference
   * @return false at the end, be it regular or not
   */
  public boolean next(VideoFrame into) {
    while (true) {
      int received = avcodec.avcodec_receive_frame(codec, decoded);
      if (received >= 0) {
        fruitless = 0;
        deliver(into);
        return true;
      }
      if (received != avutil.AVERROR_EAGAIN() || drained) {
        if (received != avutil.AVERROR_EOF && received != avutil.AVERROR_EAGAIN()) {
          badPackets++;
        }
        if (drained) {
          return false;
        }
      }
      feed();
    }
  }

  private void feed() {
    int read = avformat.av_read_frame(format, packet);
    if (read < 0 || ++fruitless > MAX_FRUITLESS_PACKETS) {
      if (read >= 0) {
        problem = "nothing in " + MAX_FRUITLESS_PACKETS + " packets could be decoded";
      } else if (read != avutil.AVERROR_EOF) {
        problem = "it breaks off: " + words(read);
      }
      avcodec.av_packet_unref(packet);
      avcodec.avcodec_send_packet(codec, null);
      drained = true;
      return;
    }
    if (packet.stream_index() == stream && avcodec.avcodec_send_packet(codec, packet) < 0) {
      badPackets++;
    }
    avcodec.av_packet_unref(packet);
  }

  private void deliver(VideoFrame into) {
    long ticks = decoded.best_effort_timestamp();
    long micros = lastMicros + frameMicros;
    if (ticks != avutil.AV_NOPTS_VALUE && microsPerTick > 0) {
      long absolute = Math.round(ticks * microsPerTick);
      if (firstMicros == Long.MIN_VALUE) {
        firstMicros = absolute;
      }
      micros = absolute - firstMicros;
    } else if (firstMicros == Long.MIN_VALUE && lastMicros < 0) {
      micros = 0;
    }
    lastMicros = Math.max(micros, lastMicros + 1);
    slot.publish(decoded, lastMicros, lastMicros / 1000, System.nanoTime());
    avutil.av_frame_unref(decoded);
    slot.take(into);
  }

  /** Time one picture is shown, by the file's frame rate, microseconds. */
  public long frameMicros() {
    return frameMicros;
  }

  /** What is wrong with the file, in words; known at its end. Empty when nothing is. */
  public Optional<String> problem() {
    if (problem != null) {
      return Optional.of(problem);
    }
    return badPackets == 0
        ? Optional.empty()
        : Optional.of(badPackets + " damaged packets were skipped");
  }

  private MilepostException refuse(String what) {
    return new MilepostException(FailureCode.BAD_REQUEST, "video " + file + " " + what);
  }

  private static String words(int error) {
    byte[] text = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
    avutil.av_strerror(error, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
    avutil.av_frame_free(decoded);
    slot.close();
    if (codec != null) {
      avcodec.avcodec_free_context(codec);
      codec = null;
    }
    if (format != null) {
      avformat.avformat_close_input(format);
      format = null;
    }
  }
}
