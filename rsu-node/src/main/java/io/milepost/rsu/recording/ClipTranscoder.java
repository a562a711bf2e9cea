package io.milepost.rsu.recording;

import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Encodes a clip anew, every picture at its own time, on one thread of the encoder, and then looks
 * how alike both are. Used once, by one thread; blocks for minutes.
 */
final class ClipTranscoder {
  private static final String ENCODER = "libsvtav1";
  private static final int KEY_EVERY = 120;
  private static final int COMPARED_EVERY = 5;
  private static final double FALLBACK_FPS = 25;
  private static final double ENCODING_SHARE = 0.85;

  private final ExportProfile profile;
  private final BooleanSupplier stopped;
  private final AVFrame converted = avutil.av_frame_alloc();
  private SwsContext scaler;
  private AVCodecContext encoder;
  private ClipMuxer muxer;
  private long lastPts = -1;
  private long pictures;

  /**
   * What came out.
   *
   * @param encoder FFmpeg's name of the encoder
   * @param seconds duration
   * @param pictures pictures encoded
   * @param ssim likeness, 0..1
   */
  record Result(String encoder, double seconds, long pictures, double ssim) {}

  ClipTranscoder(ExportProfile profile, BooleanSupplier stopped) {
    this.profile = profile;
    this.stopped = stopped;
  }

  /**
   * Encodes.
   *
   * @param seconds how long the source is
   * @param progress told how much is done, 0..1
   * @throws IOException with a sentence when it fails or was stopped
   */
  Result run(Path source, Path target, double seconds, DoubleConsumer progress) throws IOException {
    AVPacket packet = avcodec.av_packet_alloc();
    long end = Math.round(seconds * 1e6);
    try (VideoFileReader reader = new VideoFileReader(source);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        check(stopped.getAsBoolean() ? avutil.AVERROR_EXIT() : 0, "go on");
        if (encoder == null) {
          open(frame, reader.info().fps(), target);
        }
        if (frame.ptsMicros() <= lastPts || frame.ptsMicros() >= end) {
          continue;
        }
        lastPts = frame.ptsMicros();
        check(avcodec.avcodec_send_frame(encoder, prepared(frame)), "encode");
        drain(packet, end);
        pictures++;
        progress.accept(ENCODING_SHARE * lastPts / end);
      }
      if (encoder == null) {
        throw new IOException("there is no picture to encode in " + source);
      }
      check(avcodec.avcodec_send_frame(encoder, null), "end");
      drain(packet, end);
      muxer.finish();
    } finally {
      avcodec.av_packet_free(packet);
      release();
    }
    double ssim = Likeness.ssim(source, target, COMPARED_EVERY, stopped);
    progress.accept(1);
    return new Result(ENCODER, seconds, pictures, ssim);
  }

  private AVFrame prepared(VideoFrame frame) throws IOException {
    AVFrame picture = frame.picture();
    AVFrame out = picture;
    if (scaler != null) {
      check(avutil.av_frame_make_writable(converted), "make writable");
      check(
          swscale.sws_scale(
              scaler,
              picture.data(),
              picture.linesize(),
              0,
              picture.height(),
              converted.data(),
              converted.linesize()),
          "convert");
      out = converted;
    } else {
      // The full-range twin of the format has the same bytes; encoders are told the range apart.
      picture.format(avutil.AV_PIX_FMT_YUV420P);
    }
    out.pts(frame.ptsMicros()).pict_type(avutil.AV_PICTURE_TYPE_NONE);
    return out;
  }

  private void open(VideoFrame first, double fps, Path target) throws IOException {
    AVFrame picture = first.picture();
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(ENCODER);
    if (codec == null) {
      throw new IOException("this FFmpeg has no " + ENCODER + "; clips can only be copied");
    }
    int format = picture.format();
    boolean full =
        format == avutil.AV_PIX_FMT_YUVJ420P || picture.color_range() == avutil.AVCOL_RANGE_JPEG;
    if (format != avutil.AV_PIX_FMT_YUV420P && format != avutil.AV_PIX_FMT_YUVJ420P) {
      openScaler(picture);
    }
    encoder = avcodec.avcodec_alloc_context3(codec);
    encoder.width(picture.width()).height(picture.height());
    encoder.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    encoder.color_range(full ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG);
    encoder.colorspace(picture.colorspace()).color_trc(picture.color_trc());
    encoder.color_primaries(picture.color_primaries());
    AVRational micros = new AVRational().num(1).den(1_000_000);
    AVRational rate = new AVRational().num((int) Math.round(1000 * (fps > 0 ? fps : FALLBACK_FPS)));
    encoder.time_base(micros).framerate(rate.den(1000)).gop_size(KEY_EVERY);
    encoder.thread_count(1);
    encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    AVDictionary options = new AVDictionary(null);
    avutil.av_dict_set(options, "preset", Integer.toString(profile.preset()), 0);
    avutil.av_dict_set(options, "crf", Integer.toString(profile.crf()), 0);
    avutil.av_dict_set(options, "svtav1-params", "lp=1:tune=0", 0);
    int code = avcodec.avcodec_open2(encoder, codec, options);
    avutil.av_dict_free(options);
    micros.close();
    rate.close();
    check(code, "open " + ENCODER);
    AVCodecParameters parameters = avcodec.avcodec_parameters_alloc();
    try {
      check(avcodec.avcodec_parameters_from_context(parameters, encoder), "describe");
      muxer = new ClipMuxer(target, parameters);
    } finally {
      avcodec.avcodec_parameters_free(parameters);
    }
  }

  private void openScaler(AVFrame picture) throws IOException {
    converted.format(avutil.AV_PIX_FMT_YUV420P).width(picture.width()).height(picture.height());
    converted.color_range(picture.color_range());
    check(avutil.av_frame_get_buffer(converted, 0), "allocate");
    scaler =
        swscale.sws_getContext(
            picture.width(),
            picture.height(),
            picture.format(),
            picture.width(),
            picture.height(),
            avutil.AV_PIX_FMT_YUV420P,
            swscale.SWS_BICUBIC,
            null,
            null,
            (DoublePointer) null);
    check(scaler == null ? avutil.AVERROR_EXTERNAL() : 0, "convert pictures");
  }

  /** A unit of AV1 shows exactly one picture, so its decode time is its own time. */
  private void drain(AVPacket packet, long end) throws IOException {
    while (true) {
      int code = avcodec.avcodec_receive_packet(encoder, packet);
      if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF()) {
        return;
      }
      check(code, "encode");
      packet.dts(packet.pts());
      packet.duration(end - packet.pts());
      muxer.write(packet, packet.pts());
      avcodec.av_packet_unref(packet);
    }
  }

  private void check(int code, String what) throws IOException {
    if (code < 0) {
      byte[] words = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
      avutil.av_strerror(code, words, words.length);
      throw new IOException("export cannot " + what + ": " + new String(words).trim());
    }
  }

  private void release() throws IOException {
    avutil.av_frame_free(converted);
    if (scaler != null) {
      swscale.sws_freeContext(scaler);
    }
    if (encoder != null) {
      avcodec.avcodec_free_context(encoder);
    }
    if (muxer != null) {
      muxer.close();
    }
  }
}
