package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Decodes one stretch of video, one thread, low delay: every further thread of the decoder would
 * hold back one more picture. Where pictures are sent out of order, low delay is left off, because
 * it would show them so. Timestamps are microseconds. Not thread-safe.
 */
final class FrameDecoder implements AutoCloseable {
  private static final long MOST_PIXELS = 64L << 20;

  private final AVCodecContext context;
  private final AVFrame frame = avutil.av_frame_alloc();
  private long lastPts;
  private long lastStep;
  private int leftOut = avcodec.AVDISCARD_DEFAULT;

  /** Gets a decoded picture, borrowed for the call. */
  interface Receiver {
    void picture(AVFrame picture, long ptsMicros);
  }

  /**
   * Opens a decoder.
   *
   * @throws SourceException when there is none for this codec
   */
  FrameDecoder(StreamInfo stream) {
    FfmpegLog.install();
    AVCodec codec = avcodec.avcodec_find_decoder(stream.parameters().codec_id());
    if (codec == null) {
      avutil.av_frame_free(frame);
      throw new SourceException(
          SourceException.Kind.DECODER,
          "there is no decoder for video codec '" + stream.codec() + "'");
    }
    context = avcodec.avcodec_alloc_context3(codec);
    avcodec.avcodec_parameters_to_context(context, stream.parameters());
    AVRational micros = new AVRational().num(1).den(1_000_000);
    context.pkt_timebase(micros);
    micros.close();
    context.thread_count(1);
    context.max_pixels(MOST_PIXELS);
    if (stream.parameters().video_delay() == 0) {
      // With B-pictures the flag hands out pictures before those they follow, under wrong times.
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_LOW_DELAY);
    }
    int code = avcodec.avcodec_open2(context, codec, (AVDictionary) null);
    if (code < 0) {
      close();
      throw new SourceException(
          SourceException.Kind.DECODER,
          "video codec '" + stream.codec() + "' cannot be decoded: " + MediaSource.text(code));
    }
  }

  /**
   * Decodes one packet.
   *
   * @param packet the packet; null to get the pictures still held back
   * @return false when the packet could not be decoded
   */
  boolean decode(AVPacket packet, Receiver receiver) {
    int code = avcodec.avcodec_send_packet(context, packet);
    boolean good = code >= 0;
    while (code >= 0) {
      code = avcodec.avcodec_receive_frame(context, frame);
      if (code >= 0) {
        good &= frame.decode_error_flags() == 0;
        if (frame.data(0) != null && frame.width() > 0) {
          receiver.picture(frame, timeOf(frame));
        }
        avutil.av_frame_unref(frame);
      } else if (code != avutil.AVERROR_EAGAIN() && code != avutil.AVERROR_EOF()) {
        good = false;
      }
    }
    return good;
  }

  /** Leaves out pictures on which no other depends, from the next packet on, or no longer. */
  void leaveOutUnreferenced(boolean out) {
    int wanted = out ? avcodec.AVDISCARD_NONREF : avcodec.AVDISCARD_DEFAULT;
    if (leftOut != wanted) {
      leftOut = wanted;
      context.skip_frame(wanted);
    }
  }

  /** Forgets all pictures; the next packet must be a key picture. Needed after the end as well. */
  void flush() {
    avcodec.avcodec_flush_buffers(context);
  }

  /** A picture held back to the end may have no time of its own: one step after the one before. */
  private long timeOf(AVFrame picture) {
    long pts = picture.best_effort_timestamp();
    if (pts == avutil.AV_NOPTS_VALUE) {
      pts = lastPts + lastStep;
    }
    lastStep = Math.max(1, pts - lastPts);
    lastPts = pts;
    return pts;
  }

  @Override
  public void close() {
    avcodec.avcodec_free_context(context);
    avutil.av_frame_free(frame);
  }
}
