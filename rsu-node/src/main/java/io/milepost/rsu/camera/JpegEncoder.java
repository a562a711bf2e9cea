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
import org.bytedeco.javacpp.IntPointer;

/**
 * Makes JPEGs of decoded pictures, scaled down to a greatest width, full range as JPEG wants it.
 * Keeps its native parts while size and format stay the same. Not thread-safe.
 */
final class JpegEncoder implements AutoCloseable {
  /** Quantiser scale of FFmpeg's MJPEG: 2 is finest, 31 coarsest. */
  private static final int FINEST = 2;

  private static final int COARSEST = 31;

  private final int maxWidth;
  private final int quality;
  private final AVFrame scaled = avutil.av_frame_alloc();
  private final AVPacket packet = avcodec.av_packet_alloc();
  private AVCodecContext encoder;
  private SwsContext scaler;
  private int width;
  private int height;
  private int format = -1;
  private int range = -1;

  /**
   * An encoder.
   *
   * @param maxWidth widest picture, pixels
   * @param quality 1..100
   */
  JpegEncoder(int maxWidth, int quality) {
    FfmpegLog.install();
    this.maxWidth = maxWidth;
    this.quality = quality;
  }

  /**
   * Encodes one picture.
   *
   * @throws MilepostException INTERNAL when FFmpeg cannot
   */
  JpegPicture encode(String camera, VideoFrame frame) {
    AVFrame picture = frame.picture();
    if (picture.width() != width
        || picture.height() != height
        || picture.format() != format
        || picture.color_range() != range) {
      prepare(picture);
    }
    check(avutil.av_frame_make_writable(scaled), "make writable");
    check(
        swscale.sws_scale(
            scaler,
            picture.data(),
            picture.linesize(),
            0,
            height,
            scaled.data(),
            scaled.linesize()),
        "scale");
    scaled.pts(scaled.pts() + 1);
    scaled.quality(encoder.global_quality());
    check(avcodec.avcodec_send_frame(encoder, scaled), "encode");
    check(avcodec.avcodec_receive_packet(encoder, packet), "encode");
    byte[] jpeg = new byte[packet.size()];
    packet.data().get(jpeg);
    avcodec.av_packet_unref(packet);
    return new JpegPicture(
        camera, frame.ptsMicros(), frame.utcMillis(), scaled.width(), scaled.height(), jpeg);
  }

  private void prepare(AVFrame picture) {
    release();
    width = picture.width();
    height = picture.height();
    format = picture.format();
    range = picture.color_range();
    int toWidth = Math.max(2, Math.min(width, maxWidth) & ~1);
    int toHeight = Math.max(2, (int) Math.round((double) height * toWidth / width) & ~1);
    scaled.format(avutil.AV_PIX_FMT_YUV420P).width(toWidth).height(toHeight);
    scaled.color_range(avutil.AVCOL_RANGE_JPEG);
    check(avutil.av_frame_get_buffer(scaled, 0), "allocate");
    scaled.pts(0);
    openScaler(picture, toWidth, toHeight);
    openEncoder(toWidth, toHeight);
  }

  private void openScaler(AVFrame picture, int toWidth, int toHeight) {
    scaler =
        swscale.sws_getContext(
            width,
            height,
            format,
            toWidth,
            toHeight,
            avutil.AV_PIX_FMT_YUV420P,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null) {
      int unknown = format;
      format = -1;
      throw new MilepostException(FailureCode.INTERNAL, "no scaler for pixel format " + unknown);
    }
    boolean full =
        range == avutil.AVCOL_RANGE_JPEG
            || format == avutil.AV_PIX_FMT_YUVJ420P
            || format == avutil.AV_PIX_FMT_YUVJ422P
            || format == avutil.AV_PIX_FMT_YUVJ444P;
    int from = picture.colorspace() == avutil.AVCOL_SPC_BT709 ? swscale.SWS_CS_ITU709 : 0;
    IntPointer source = swscale.sws_getCoefficients(from == 0 ? swscale.SWS_CS_ITU601 : from);
    IntPointer target = swscale.sws_getCoefficients(swscale.SWS_CS_ITU601);
    int unity = 1 << 16;
    swscale.sws_setColorspaceDetails(scaler, source, full ? 1 : 0, target, 1, 0, unity, unity);
  }

  private void openEncoder(int toWidth, int toHeight) {
    AVCodec codec = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_MJPEG);
    encoder = avcodec.avcodec_alloc_context3(codec);
    encoder.width(toWidth).height(toHeight).pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    encoder.color_range(avutil.AVCOL_RANGE_JPEG);
    AVRational rate = new AVRational().num(1).den(25);
    encoder.time_base(rate);
    rate.close();
    encoder.thread_count(1);
    encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
    int scale = COARSEST - (COARSEST - FINEST) * quality / 100;
    encoder.global_quality(avutil.FF_QP2LAMBDA * Math.max(FINEST, scale));
    check(avcodec.avcodec_open2(encoder, codec, (AVDictionary) null), "open the JPEG encoder");
  }

  private void check(int code, String what) {
    if (code < 0) {
      format = -1;
      throw new MilepostException(
          FailureCode.INTERNAL, "live picture: cannot " + what + ": " + MediaSource.text(code));
    }
  }

  private void release() {
    avutil.av_frame_unref(scaled);
    if (encoder != null) {
      avcodec.avcodec_free_context(encoder);
      encoder = null;
    }
    if (scaler != null) {
      swscale.sws_freeContext(scaler);
      scaler = null;
    }
  }

  @Override
  public void close() {
    release();
    avutil.av_frame_free(scaled);
    avcodec.av_packet_free(packet);
  }
}
