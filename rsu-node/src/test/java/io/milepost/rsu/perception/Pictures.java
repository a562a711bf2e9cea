package io.milepost.rsu.perception;

import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.camera.VideoFrame;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Plain-coloured decoded pictures. */
final class Pictures {
  private Pictures() {}

  /** A YUV 4:2:0 picture of one colour. */
  static AVFrame plain(int format, int width, int height, int y, int u, int v) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.format(format);
    frame.width(width);
    frame.height(height);
    if (avutil.av_frame_get_buffer(frame, 0) < 0) {
      throw new OutOfMemoryError("av_frame_get_buffer");
    }
    fill(frame.data(0), (long) frame.linesize(0) * height, y);
    fill(frame.data(1), (long) frame.linesize(1) * ((height + 1) / 2), u);
    fill(frame.data(2), (long) frame.linesize(2) * ((height + 1) / 2), v);
    return frame;
  }

  private static void fill(BytePointer plane, long bytes, int value) {
    BytePointer.memset(plane, value, bytes);
  }

  /** A grey picture in a holder, as a camera would hand it over. */
  static VideoFrame grey(int width, int height, long ptsMicros) {
    return holding(plain(avutil.AV_PIX_FMT_YUV420P, width, height, 128, 128, 128), ptsMicros);
  }

  /** A picture of one colour in a holder. */
  static VideoFrame plain(int width, int height, int y, int u, int v) {
    return holding(plain(avutil.AV_PIX_FMT_YUV420P, width, height, y, u, v), 0);
  }

  private static VideoFrame holding(AVFrame picture, long ptsMicros) {
    VideoFrame frame = new VideoFrame();
    try (FrameSlot slot = new FrameSlot()) {
      slot.publish(picture, ptsMicros, ptsMicros / 1000, System.nanoTime());
      slot.take(frame);
    }
    avutil.av_frame_free(picture);
    return frame;
  }
}
