package io.milepost.simulator.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR0;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_get_level;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Encodes 0xRRGGBB pixels with OpenH264: one thread, no B-frames, a key frame at every full second.
 * Time base is 1/fps. Owns native memory until closed; not thread-safe.
 */
final class H264Encoder implements AutoCloseable {
  private static final double BITS_PER_PIXEL = 0.28;

  private final int fps;
  private final int width;
  private final int height;
  private AVCodecContext context;
  private AVFrame frame;
  private AVPacket packet;
  private SwsContext scaler;
  private IntPointer source;
  private PointerPointer<IntPointer> planes;
  private IntPointer strides;
  private long lastSecond = -1;

  /** Takes each finished packet; it is valid during the call only. */
  interface Sink {
    void accept(AVPacket packet) throws IOException;
  }

  H264Encoder(int width, int height, int fps, boolean globalHeader) throws IOException {
    this.width = width;
    this.height = height;
    this.fps = fps;
    boolean done = false;
    try {
      open(globalHeader);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private void open(boolean globalHeader) throws IOException {
    AVCodec codec = avcodec_find_encoder_by_name("libopenh264");
    if (codec == null) {
      throw new IOException("this FFmpeg has no OpenH264 encoder");
    }
    context = avcodec_alloc_context3(codec);
    context.width(width).height(height).pix_fmt(AV_PIX_FMT_YUV420P);
    try (AVRational base = new AVRational();
        AVRational rate = new AVRational()) {
      base.num(1).den(fps);
      rate.num(fps).den(1);
      context.time_base(base).framerate(rate);
    }
    context.gop_size(fps * 10).max_b_frames(0).thread_count(1);
    context.bit_rate((long) (BITS_PER_PIXEL * width * height * fps));
    if (globalHeader) {
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    context.profile(AV_PROFILE_H264_HIGH);
    // OpenH264 warns on standard error, at opening only, that it must not drop frames: so we want
    // it.
    int level = av_log_get_level();
    av_log_set_level(AV_LOG_ERROR);
    int code = avcodec_open2(context, codec, (AVDictionary) null);
    av_log_set_level(level);
    Ffmpeg.check(code, "open the H.264 encoder");
    frame = av_frame_alloc();
    frame.format(AV_PIX_FMT_YUV420P).width(width).height(height);
    Ffmpeg.check(av_frame_get_buffer(frame, 0), "allocate a picture");
    packet = av_packet_alloc();
    scaler =
        sws_getContext(
            width,
            height,
            AV_PIX_FMT_BGR0,
            width,
            height,
            AV_PIX_FMT_YUV420P,
            SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    source = new IntPointer((long) width * height);
    planes = new PointerPointer<IntPointer>(4).put(0, source);
    strides = new IntPointer(4).put(0, width * 4);
  }

  AVCodecContext context() {
    return context;
  }

  /** Encodes a frame; pts counts frames and may skip some. */
  void encode(int[] pixels, long pts, Sink sink) throws IOException {
    source.put(pixels, 0, width * height);
    Ffmpeg.check(av_frame_make_writable(frame), "reuse a picture");
    sws_scale(scaler, planes, strides, 0, height, frame.data(), frame.linesize());
    long second = pts / fps;
    frame.pict_type(second == lastSecond ? AV_PICTURE_TYPE_NONE : AV_PICTURE_TYPE_I);
    lastSecond = second;
    frame.pts(pts);
    Ffmpeg.check(avcodec_send_frame(context, frame), "encode a picture");
    drain(sink);
  }

  /** Delivers what the encoder still holds. */
  void finish(Sink sink) throws IOException {
    Ffmpeg.check(avcodec_send_frame(context, null), "finish encoding");
    drain(sink);
  }

  private void drain(Sink sink) throws IOException {
    while (true) {
      int code = avcodec_receive_packet(context, packet);
      if (code == Ffmpeg.AGAIN || code == AVERROR_EOF()) {
        return;
      }
      Ffmpeg.check(code, "receive an encoded picture");
      packet.duration(1);
      sink.accept(packet);
      av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    if (packet != null) {
      av_packet_free(packet);
      packet = null;
    }
    if (frame != null) {
      av_frame_free(frame);
      frame = null;
    }
    if (scaler != null) {
      sws_freeContext(scaler);
      scaler = null;
      source.close();
      planes.close();
      strides.close();
    }
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
  }
}
