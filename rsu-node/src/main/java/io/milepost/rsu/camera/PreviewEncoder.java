package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/** Makes an animated WebP, endless, of a few pictures of the same size. Not thread-safe. */
final class PreviewEncoder implements AutoCloseable {
  private static final int QUALITY = 55;
  private static final String CODEC = "libwebp_anim";

  private final int width;
  private final int millis;
  private final AVFrame scaled = avutil.av_frame_alloc();
  private AVCodecContext encoder;
  private SwsContext scaler;
  private int shown;

  PreviewEncoder(int width, int millis) {
    FfmpegLog.install();
    this.width = width;
    this.millis = millis;
  }

  void add(AVFrame picture) {
    if (encoder == null) {
      open(picture);
    }
    check(avutil.av_frame_make_writable(scaled), "make writable");
    check(
        swscale.sws_scale(
            scaler,
            picture.data(),
            picture.linesize(),
            0,
            picture.height(),
            scaled.data(),
            scaled.linesize()),
        "scale");
    scaled.pts((long) shown++ * millis);
    check(avcodec.avcodec_send_frame(encoder, scaled), "encode");
  }

  private void open(AVFrame picture) {
    int toWidth = Math.max(2, Math.min(width, picture.width()) & ~1);
    int toHeight =
        Math.max(2, (int) Math.round((double) picture.height() * toWidth / picture.width()) & ~1);
    scaled.format(avutil.AV_PIX_FMT_YUV420P).width(toWidth).height(toHeight);
    check(avutil.av_frame_get_buffer(scaled, 0), "allocate");
    scaler =
        swscale.sws_getContext(
            picture.width(),
            picture.height(),
            picture.format(),
            toWidth,
            toHeight,
            avutil.AV_PIX_FMT_YUV420P,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(CODEC);
    if (scaler == null || codec == null) {
      throw new MilepostException(
          FailureCode.INTERNAL, "preview: this FFmpeg has no " + CODEC + " or no scaler for it");
    }
    encoder = avcodec.avcodec_alloc_context3(codec);
    encoder.width(toWidth).height(toHeight).pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    AVRational tick = new AVRational().num(1).den(1000);
    encoder.time_base(tick);
    tick.close();
    encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
    encoder.global_quality(avutil.FF_QP2LAMBDA * QUALITY);
    check(avcodec.avcodec_open2(encoder, codec, (AVDictionary) null), "open the encoder");
  }

  /** The whole file. */
  byte[] finish() {
    if (encoder == null) {
      throw new MilepostException(FailureCode.INTERNAL, "preview: there is no picture");
    }
    check(avcodec.avcodec_send_frame(encoder, null), "end");
    AVPacket packet = avcodec.av_packet_alloc();
    try {
      check(avcodec.avcodec_receive_packet(encoder, packet), "end");
      byte[] webp = new byte[packet.size()];
      packet.data().get(webp);
      return webp;
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  private static void check(int code, String what) {
    if (code < 0) {
      throw new MilepostException(
          FailureCode.INTERNAL, "preview: cannot " + what + ": " + MediaSource.text(code));
    }
  }

  @Override
  public void close() {
    if (encoder != null) {
      avcodec.avcodec_free_context(encoder);
    }
    if (scaler != null) {
      swscale.sws_freeContext(scaler);
    }
    avutil.av_frame_free(scaled);
  }
}
