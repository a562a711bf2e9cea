package io.milepost.rsu.recording;

import io.milepost.rsu.camera.mp4.Mp4Tags;
import io.milepost.rsu.recording.SegmentSummary.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Writes one segment: fragmented MP4, a fragment on disk at least every second, nothing after the
 * last fragment. A file cut off at any fragment is therefore a whole file. One thread.
 *
 * <p>One packet is held back, because how long a picture stands is known when the next one comes.
 */
final class SegmentWriter implements AutoCloseable {
  /** Longest fragment, microseconds: what a power cut may cost. */
  static final long FRAGMENT_MICROS = 1_000_000;

  private static final AVRational MICROS = new AVRational().num(1).den(1_000_000);

  /** A key picture begins a fragment unless the last one that did came less than this before. */
  static final long LEAST_FRAGMENT_MICROS = 500_000;

  private static final String FLAGS =
      "frag_custom+empty_moov+default_base_moof+skip_trailer+frag_discont";

  private final Path file;
  private final FileOutput output;
  private final AVFormatContext format = new AVFormatContext(null);
  private final AVPacket held = avcodec.av_packet_alloc();
  private final long startMicros;
  private final long firstPts;
  private final long firstDts;
  private AVStream stream;
  private AVStream audio;
  private long lastAudioTick = -1;
  private boolean holding;
  private long heldPts;
  private long heldDts;
  private long heldDuration;
  private long fragmentDts;
  private long fragmentFrames;
  private long lastTick = Long.MIN_VALUE;
  private long frames;
  private long endPts;
  private long endDts;
  private long flushedEndPts;
  private final AVRational timeBase = new AVRational();
  private final Gops.Builder gops = new Gops.Builder();
  private final Look look;
  private long gopDts;
  private boolean closed;

  /**
   * Opens a segment.
   *
   * @param first its first packet, a key picture
   * @param startMicros UTC of that picture
   * @throws IOException when the disk refuses or the codec cannot be stored in MP4
   */
  SegmentWriter(Path file, StreamCopy parameters, AVPacket first, long startMicros)
      throws IOException {
    this.file = file;
    this.startMicros = startMicros;
    this.firstPts = first.pts();
    this.firstDts = first.dts();
    this.fragmentDts = first.dts();
    this.endPts = first.pts();
    this.flushedEndPts = first.pts();
    this.gopDts = first.dts();
    this.look = look(parameters.video());
    this.output = new FileOutput(file);
    try {
      writeHeader(parameters);
      gops.add(0, output.written());
    } catch (IOException e) {
      discard();
      throw e;
    }
  }

  private void writeHeader(StreamCopy parameters) throws IOException {
    check(avformat.avformat_alloc_output_context2(format, null, parameters.muxer(), null));
    format.pb(output.context());
    format.flags(format.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
    stream = avformat.avformat_new_stream(format, null);
    check(avcodec.avcodec_parameters_copy(stream.codecpar(), parameters.video()));
    stream.codecpar().codec_tag(Mp4Tags.tagFor(parameters.video().codec_id()));
    // Else the muxer moves the first packet of sound to the beginning, away from its picture.
    format.avoid_negative_ts(AVFormatContext.AVFMT_AVOID_NEG_TS_DISABLED);
    if (parameters.audio() != null) {
      audio = avformat.avformat_new_stream(format, null);
      check(avcodec.avcodec_parameters_copy(audio.codecpar(), parameters.audio()));
      audio.codecpar().codec_tag(0);
      audio.time_base().num(1).den(parameters.audio().sample_rate());
    }
    AVDictionary options = new AVDictionary(null);
    try {
      avutil.av_dict_set(options, "movflags", FLAGS, 0);
      avutil.av_dict_set(options, "brand", "isom", 0);
      avutil.av_dict_set(options, "video_track_timescale", "90000", 0);
      check(avformat.avformat_write_header(format, options));
    } finally {
      avutil.av_dict_free(options);
    }
    timeBase.num(stream.time_base().num()).den(stream.time_base().den());
    output.force();
  }

  Path file() {
    return file;
  }

  /** What its pictures are. */
  Look look() {
    return look;
  }

  private static Look look(AVCodecParameters parameters) {
    return new Look(
        avcodec.avcodec_get_name(parameters.codec_id()).getString(),
        parameters.width(),
        parameters.height());
  }

  /** UTC of its first picture, microseconds. */
  long startMicros() {
    return startMicros;
  }

  /** Takes a packet with microsecond timestamps; it is empty afterwards. */
  void write(AVPacket packet, boolean key) throws IOException {
    long dts = packet.dts();
    long duration = packet.duration();
    if (holding) {
      heldDuration = Math.max(1, dts - heldDts);
      writeHeld();
    }
    long length = dts + Math.max(0, duration) - fragmentDts;
    boolean group = key && dts - gopDts > LEAST_FRAGMENT_MICROS;
    if (length > FRAGMENT_MICROS || group) {
      flush();
      fragmentDts = dts;
      if (key) {
        gopDts = dts;
        gops.add(packet.pts() - firstPts, output.written());
      }
    }
    heldPts = packet.pts();
    heldDts = dts;
    heldDuration = duration;
    avcodec.av_packet_move_ref(held, packet);
    holding = true;
  }

  /**
   * Takes a packet of sound with microsecond timestamps; what lies before the first picture goes.
   */
  void writeAudio(AVPacket packet) throws IOException {
    if (audio == null || packet.dts() < firstDts) {
      return;
    }
    long dts =
        Math.max(
            lastAudioTick + 1,
            avutil.av_rescale_q(packet.dts() - firstDts, MICROS, audio.time_base()));
    lastAudioTick = dts;
    StreamCopy.stripAdts(packet, audio.codecpar().codec_id());
    packet.dts(dts).pts(dts).stream_index(1).pos(-1);
    packet.duration(avutil.av_rescale_q(packet.duration(), MICROS, audio.time_base()));
    check(avformat.av_write_frame(format, packet));
  }

  /** Puts all that has come so far on the disk; for when nothing more comes for a while. */
  void settle() throws IOException {
    if (holding) {
      writeHeld();
    }
    flush();
  }

  private void writeHeld() throws IOException {
    holding = false;
    long dts = ticks(heldDts - firstDts);
    dts = Math.max(dts, lastTick == Long.MIN_VALUE ? 0 : lastTick + 1);
    lastTick = dts;
    long pts = dts + Math.max(0, ticks(heldPts - heldDts));
    held.dts(dts).pts(pts).duration(ticks(heldDuration)).stream_index(0);
    endPts = Math.max(endPts, heldPts + heldDuration);
    endDts = heldDts + heldDuration;
    int code = avformat.av_write_frame(format, held);
    avcodec.av_packet_unref(held);
    check(code);
    frames++;
    fragmentFrames++;
  }

  private void flush() throws IOException {
    if (fragmentFrames == 0) {
      return;
    }
    check(avformat.av_write_frame(format, null));
    output.force();
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file + " has vanished while it was being written");
    }
    fragmentFrames = 0;
    flushedEndPts = endPts;
  }

  private long ticks(long micros) {
    return avutil.av_rescale_q(micros, MICROS, timeBase);
  }

  /** UTC up to which the segment is on disk and readable, microseconds. */
  long readableUpToMicros() {
    return startMicros + flushedEndPts - firstPts;
  }

  /**
   * Ends the segment.
   *
   * @param nextDts decode time of the packet that opens the next one, 0 when there is none
   */
  SegmentSummary finish(long nextDts) throws IOException {
    if (holding && nextDts > heldDts) {
      heldDuration = nextDts - heldDts;
    }
    settle();
    check(avformat.av_write_trailer(format));
    output.force();
    return new SegmentSummary(
        startMicros + length(endPts - firstPts, endDts - firstDts),
        frames,
        output.written(),
        output.sha256(),
        look,
        gops.build());
  }

  /**
   * How long a segment lasts: until its last picture has been shown, and at least as long as
   * decoding takes. The latter is more where key pictures are followed by pictures that are shown
   * before them (open groups): those lie in the next file, and their time belongs to this one,
   * whose pictures they need.
   *
   * @param shownMicros from the first picture to the end of the one shown last
   * @param decodedMicros from the first picture's decoding to the end of the one decoded last
   */
  static long length(long shownMicros, long decodedMicros) {
    return Math.max(shownMicros, decodedMicros);
  }

  private void discard() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  private void check(int code) throws IOException {
    output.throwFailure();
    if (code < 0) {
      byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
      avutil.av_strerror(code, words, words.length);
      throw new IOException("MP4 cannot be written: " + new String(words).trim());
    }
  }

  /**
   * Gives everything back; without {@link #finish} the file stays as a power cut would leave it.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    avcodec.av_packet_free(held);
    timeBase.close();
    if (!format.isNull()) {
      avformat.avformat_free_context(format);
    }
    output.close();
  }
}
