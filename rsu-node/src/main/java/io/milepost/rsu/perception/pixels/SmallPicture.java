package io.milepost.rsu.perception.pixels;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A decoded picture made small: planar YUV 4:2:0, full range, matrix of BT.601, averaged over the
 * source's pixels. One pass of swscale into a direct buffer, then one copy of about 20 KB into
 * arrays, because the compiler vectorises only those. Nothing is allocated while the source keeps
 * its shape. Not thread-safe.
 */
final class SmallPicture implements AutoCloseable {
  private static final int UNITY = 1 << 16;

  /** Taller sources lend only every second, third, … row: the average hardly changes. */
  private static final int ROWS_ENOUGH = 360;

  private final int wanted;
  private final PointerPointer<Pointer> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(4);
  private final IntPointer sourceStrides = new IntPointer(4);
  private SwsContext context;
  private ByteBuffer buffer;
  private int sourceWidth;
  private int sourceHeight;
  private int format = avutil.AV_PIX_FMT_NONE;
  private int matrix;
  private int range;
  private int step = 1;

  /** Columns, even. */
  int width;

  /** Rows, even. */
  int height;

  /** Luma, {@code width·height}, unsigned. */
  byte[] y = new byte[0];

  /** Blue difference, a quarter of the luma's size, unsigned, 128 for none. */
  byte[] u = new byte[0];

  /** Red difference, likewise. */
  byte[] v = new byte[0];

  SmallPicture(int wanted) {
    this.wanted = wanted & ~1;
  }

  /**
   * Reads a picture.
   *
   * @return whether the shape is another than before, so that nothing learned applies
   * @throws MilepostException INTERNAL when FFmpeg cannot scale it
   */
  boolean read(AVFrame frame) {
    boolean changed = prepare(frame);
    for (int i = 0; i < 4; i++) {
      sourceStrides.put(i, frame.linesize(i) * step);
    }
    int rows =
        swscale.sws_scale(
            context, frame.data(), sourceStrides, 0, sourceHeight / step, planes, strides);
    if (rows != height) {
      throw new MilepostException(
          FailureCode.INTERNAL, "scaling gave " + rows + " rows of " + height);
    }
    buffer.get(0, y, 0, y.length);
    buffer.get(y.length, u, 0, u.length);
    buffer.get(y.length + u.length, v, 0, v.length);
    return changed;
  }

  private boolean prepare(AVFrame frame) {
    int coefficients =
        frame.colorspace() == avutil.AVCOL_SPC_BT709
            ? swscale.SWS_CS_ITU709
            : swscale.SWS_CS_ITU601;
    int full = fullRange(frame) ? 1 : 0;
    boolean sameShape = frame.width() == sourceWidth && frame.height() == sourceHeight;
    if (sameShape && frame.format() == format && coefficients == matrix && full == range) {
      return false;
    }
    if (frame.width() < 16 || frame.height() < 16) {
      throw new MilepostException(
          FailureCode.INTERNAL, "a picture of " + frame.width() + "x" + frame.height());
    }
    swscale.sws_freeContext(context);
    context = null;
    sourceWidth = frame.width();
    sourceHeight = frame.height();
    format = frame.format();
    matrix = coefficients;
    range = full;
    step = Math.max(1, sourceHeight / ROWS_ENOUGH);
    layOut();
    context =
        swscale.sws_getContext(
            sourceWidth,
            sourceHeight / step,
            modern(format),
            width,
            height,
            avutil.AV_PIX_FMT_YUV420P,
            swscale.SWS_AREA,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      int unknown = format;
      format = avutil.AV_PIX_FMT_NONE;
      throw new MilepostException(
          FailureCode.INTERNAL, "FFmpeg cannot scale pixel format " + unknown);
    }
    swscale.sws_setColorspaceDetails(
        context,
        swscale.sws_getCoefficients(matrix),
        range,
        swscale.sws_getCoefficients(swscale.SWS_CS_ITU601),
        1,
        0,
        UNITY,
        UNITY);
    return !sameShape;
  }

  private void layOut() {
    width = Math.min(wanted, sourceWidth & ~1);
    height = Math.max(8, (int) Math.round((double) width * sourceHeight / sourceWidth / 2) * 2);
    height = Math.min(height, 2 * width);
    int luma = width * height;
    buffer = ByteBuffer.allocateDirect(luma * 3 / 2);
    y = new byte[luma];
    u = new byte[luma / 4];
    v = new byte[luma / 4];
    BytePointer base = new BytePointer(buffer);
    planes.put(0, base.getPointer(0));
    planes.put(1, base.getPointer(luma));
    planes.put(2, base.getPointer(luma + luma / 4));
    planes.put(3, (Pointer) null);
    strides.put(0, width).put(1, width / 2).put(2, width / 2).put(3, 0);
  }

  /** Source pixels per column. */
  float scaleX() {
    return sourceWidth / (float) width;
  }

  /** Source pixels per row. */
  float scaleY() {
    return sourceHeight / (float) height;
  }

  int sourceWidth() {
    return sourceWidth;
  }

  int sourceHeight() {
    return sourceHeight;
  }

  private static boolean fullRange(AVFrame frame) {
    int format = frame.format();
    return frame.color_range() == avutil.AVCOL_RANGE_JPEG || modern(format) != format;
  }

  /** The J formats are the plain ones with full range, and deprecated. */
  private static int modern(int format) {
    return switch (format) {
      case avutil.AV_PIX_FMT_YUVJ420P -> avutil.AV_PIX_FMT_YUV420P;
      case avutil.AV_PIX_FMT_YUVJ422P -> avutil.AV_PIX_FMT_YUV422P;
      case avutil.AV_PIX_FMT_YUVJ444P -> avutil.AV_PIX_FMT_YUV444P;
      default -> format;
    };
  }

  @Override
  public void close() {
    swscale.sws_freeContext(context);
    context = null;
    planes.deallocate();
    strides.deallocate();
    sourceStrides.deallocate();
  }
}
