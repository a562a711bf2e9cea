package io.milepost.rsu.perception;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/** Pictures with something in them, in any pixel format. */
final class Painted {
  private Painted() {}

  /** A grey picture with a red square. */
  static AVFrame patch(int format, int width, int height, int left, int top, int side) {
    AVFrame rgb = frame(avutil.AV_PIX_FMT_RGB24, width, height);
    BytePointer bytes = rgb.data(0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean inside = x >= left && x < left + side && y >= top && y < top + side;
        long at = (long) y * rgb.linesize(0) + 3L * x;
        bytes.put(at, (byte) (inside ? 255 : 128));
        bytes.put(at + 1, (byte) (inside ? 0 : 128));
        bytes.put(at + 2, (byte) (inside ? 0 : 128));
      }
    }
    if (format == avutil.AV_PIX_FMT_RGB24) {
      return rgb;
    }
    AVFrame result = frame(format, width, height);
    SwsContext context =
        swscale.sws_getContext(
            width,
            height,
            avutil.AV_PIX_FMT_RGB24,
            width,
            height,
            format,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    swscale.sws_scale(
        context, rgb.data(), rgb.linesize(), 0, height, result.data(), result.linesize());
    swscale.sws_freeContext(context);
    avutil.av_frame_free(rgb);
    return result;
  }

  private static AVFrame frame(int format, int width, int height) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.format(format);
    frame.width(width);
    frame.height(height);
    if (avutil.av_frame_get_buffer(frame, 0) < 0) {
      throw new OutOfMemoryError("av_frame_get_buffer");
    }
    return frame;
  }
}
