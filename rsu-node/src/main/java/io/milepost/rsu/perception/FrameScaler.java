package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.FloatBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Scales decoded pictures straight into a model's input tensor: one pass of swscale from the
 * decoder's planes to float planes, letterboxed by where the planes begin. The bars are written
 * only when the geometry of the source changes. Not thread-safe.
 */
final class FrameScaler implements AutoCloseable {
  /** HD material that does not say its matrix is BT.709, smaller material BT.601. */
  private static final int HD_HEIGHT = 720;

  private static final int UNITY = 1 << 16;

  private final FloatBuffer tensor;
  private final int width;
  private final int height;
  private final ModelLayout layout;
  private final boolean bgrBytes;
  private final float[] row;
  private final FloatPointer base;
  private final PointerPointer<Pointer> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(4);

  private final CropPlanes source = new CropPlanes();
  private SwsContext context;
  private Letterbox letterbox;
  private int sourceFormat = avutil.AV_PIX_FMT_NONE;
  private int sourceMatrix;
  private int sourceRange;

  /**
   * A scaler into one tensor.
   *
   * @param tensor direct buffer of 3·width·height floats, planar
   * @param width input width, pixels
   * @param height input height, pixels
   * @param layout decides on order and range of the planes and on the place of the picture
   */
  FrameScaler(FloatBuffer tensor, int width, int height, ModelLayout layout) {
    this.tensor = tensor;
    this.width = width;
    this.height = height;
    this.layout = layout;
    this.bgrBytes = layout.bgrBytes();
    this.row = new float[width];
    this.base = new FloatPointer(tensor);
  }

  /**
   * Fills the tensor.
   *
   * @param frame picture in any planar or packed format that swscale reads
   * @return where the picture lies in the input
   */
  Letterbox fill(AVFrame frame) {
    return fill(frame, null);
  }

  /**
   * Fills the tensor with a part of the picture, read where it lies.
   *
   * @param frame picture in any planar or packed format that swscale reads
   * @param crop the part; null for all of it
   * @return where that part lies in the input
   */
  Letterbox fill(AVFrame frame, Crop crop) {
    int w = crop == null ? frame.width() : crop.width();
    int h = crop == null ? frame.height() : crop.height();
    prepare(frame, w, h);
    if (crop != null) {
      source.point(frame, crop);
      letterbox = letterbox.showing(crop.x(), crop.y());
    }
    int rows =
        swscale.sws_scale(
            context,
            crop == null ? frame.data() : source.planes(),
            frame.linesize(),
            0,
            h,
            planes,
            strides);
    if (rows != letterbox.height()) {
      throw new MilepostException(
          FailureCode.INTERNAL, "scaling gave " + rows + " rows of " + letterbox.height());
    }
    if (bgrBytes) {
      stretchToBytes();
    }
    return letterbox;
  }

  private void prepare(AVFrame frame, int w, int h) {
    int format = frame.format();
    int matrix = matrix(frame.colorspace(), frame.height());
    int range = fullRange(format, frame.color_range()) ? 1 : 0;
    if (context != null
        && letterbox.sourceWidth() == w
        && letterbox.sourceHeight() == h
        && sourceFormat == format
        && sourceMatrix == matrix
        && sourceRange == range) {
      return;
    }
    if (w < 1 || h < 1) {
      throw new MilepostException(FailureCode.INTERNAL, "a picture without pixels");
    }
    swscale.sws_freeContext(context);
    letterbox = layout.place(w, h, width, height);
    context =
        swscale.sws_getContext(
            w,
            h,
            modern(format),
            letterbox.width(),
            letterbox.height(),
            avutil.AV_PIX_FMT_GBRPF32LE,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      throw new MilepostException(
          FailureCode.INTERNAL,
          "FFmpeg cannot scale pixel format " + format + " of " + w + "x" + h);
    }
    IntPointer coefficients = swscale.sws_getCoefficients(matrix);
    swscale.sws_setColorspaceDetails(
        context, coefficients, range, coefficients, 1, 0, UNITY, UNITY);
    sourceFormat = format;
    sourceMatrix = matrix;
    sourceRange = range;
    layOut();
  }

  /** Points the planes at their places and paints the bars. */
  private void layOut() {
    int green = 1;
    int blue = bgrBytes ? 0 : 2;
    int red = bgrBytes ? 2 : 0;
    // The plane order of GBRPF32 is green, blue, red.
    planes.put(0, planeStart(green)).put(1, planeStart(blue)).put(2, planeStart(red));
    planes.put(3, (Pointer) null);
    for (int i = 0; i < 4; i++) {
      strides.put(i, i < 3 ? width * Float.BYTES : 0);
    }
    float pad = bgrBytes ? ModelLayout.PAD : ModelLayout.PAD / 255f;
    for (int i = 0; i < tensor.capacity(); i++) {
      tensor.put(i, pad);
    }
  }

  private FloatPointer planeStart(int plane) {
    long offset = ((long) plane * height + letterbox.top()) * width + letterbox.left();
    return base.getPointer(offset);
  }

  /** 0..1 to 0..255; row by row over the heap because the compiler vectorises only arrays. */
  private void stretchToBytes() {
    int columns = letterbox.width();
    for (int plane = 0; plane < 3; plane++) {
      for (int y = 0; y < letterbox.height(); y++) {
        int at = (plane * height + letterbox.top() + y) * width + letterbox.left();
        tensor.get(at, row, 0, columns);
        for (int x = 0; x < columns; x++) {
          row[x] *= 255f;
        }
        tensor.put(at, row, 0, columns);
      }
    }
  }

  private static boolean fullRange(int format, int range) {
    return range == avutil.AVCOL_RANGE_JPEG
        || format == avutil.AV_PIX_FMT_YUVJ420P
        || format == avutil.AV_PIX_FMT_YUVJ422P
        || format == avutil.AV_PIX_FMT_YUVJ444P;
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

  private static int matrix(int colorspace, int sourceHeight) {
    return switch (colorspace) {
      case avutil.AVCOL_SPC_BT709 -> swscale.SWS_CS_ITU709;
      case avutil.AVCOL_SPC_FCC -> swscale.SWS_CS_FCC;
      case avutil.AVCOL_SPC_SMPTE240M -> swscale.SWS_CS_SMPTE240M;
      case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> swscale.SWS_CS_BT2020;
      case avutil.AVCOL_SPC_BT470BG, avutil.AVCOL_SPC_SMPTE170M -> swscale.SWS_CS_ITU601;
      default -> sourceHeight >= HD_HEIGHT ? swscale.SWS_CS_ITU709 : swscale.SWS_CS_ITU601;
    };
  }

  @Override
  public void close() {
    swscale.sws_freeContext(context);
    context = null;
    source.close();
    planes.deallocate();
    strides.deallocate();
  }
}
