package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Where a part of a picture begins in each of its planes. No pixel is copied. Not thread-safe. */
final class CropPlanes implements AutoCloseable {
  private static final int PLANES = 4;
  private static final long UNREADABLE =
      avutil.AV_PIX_FMT_FLAG_BITSTREAM
          | avutil.AV_PIX_FMT_FLAG_HWACCEL
          | avutil.AV_PIX_FMT_FLAG_PAL;

  private final PointerPointer<Pointer> planes = new PointerPointer<>(PLANES);
  private final int[] right = new int[PLANES];
  private final int[] down = new int[PLANES];
  private final int[] step = new int[PLANES];
  private int format = avutil.AV_PIX_FMT_NONE;

  /** The planes of the last picture pointed into. */
  PointerPointer<Pointer> planes() {
    return planes;
  }

  /**
   * Points into a picture; valid as long as that.
   *
   * @throws MilepostException INTERNAL when pixels of its format cannot be addressed one by one
   */
  void point(AVFrame frame, Crop crop) {
    if (frame.format() != format) {
      learn(frame.format());
    }
    for (int p = 0; p < PLANES; p++) {
      Pointer plane = step[p] == 0 ? null : frame.data(p);
      if (plane != null) {
        long offset = (long) (crop.y() >> down[p]) * frame.linesize(p);
        offset += (long) (crop.x() >> right[p]) * step[p];
        plane = frame.data(p).getPointer(offset);
      }
      planes.put(p, plane);
    }
  }

  private void learn(int pixelFormat) {
    AVPixFmtDescriptor about = avutil.av_pix_fmt_desc_get(pixelFormat);
    if (about == null || (about.flags() & UNREADABLE) != 0) {
      throw new MilepostException(
          FailureCode.INTERNAL, "no part can be cut from pictures of pixel format " + pixelFormat);
    }
    Arrays.fill(step, 0);
    boolean colours = (about.flags() & avutil.AV_PIX_FMT_FLAG_RGB) == 0;
    for (int c = 0; c < about.nb_components(); c++) {
      AVComponentDescriptor component = about.comp(c);
      int p = component.plane();
      boolean chroma = colours && (c == 1 || c == 2);
      // Packed formats hold luma and chroma in one plane: the chroma's step spans the group.
      if (step[p] == 0 || component.step() > step[p]) {
        step[p] = component.step();
        right[p] = chroma ? about.log2_chroma_w() : 0;
        down[p] = chroma ? about.log2_chroma_h() : 0;
      }
    }
    format = pixelFormat;
  }

  @Override
  public void close() {
    planes.deallocate();
  }
}
