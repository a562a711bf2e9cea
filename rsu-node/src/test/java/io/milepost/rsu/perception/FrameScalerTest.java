package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

/** Pixels arrive in the right plane, with the right value, at the right place. */
class FrameScalerTest {
  private static final int SIDE = 64;
  private static final float PAD = 114 / 255f;

  private final FloatBuffer tensor =
      ByteBuffer.allocateDirect(3 * SIDE * SIDE * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();

  @Test
  void shouldPutRedFirstWhenTheModelWantsRgb() {
    // Pure red in BT.601, limited range.
    fill(ModelLayout.YOLOV8, avutil.AV_PIX_FMT_YUV420P, 0, 640, 320, 81, 90, 240);

    assertPixel(32, 32, 1, 0, 0, 0.01f);
    assertPixel(32, 15, PAD, PAD, PAD, 1e-6f);
    assertPixel(0, 16, 1, 0, 0, 0.01f);
    assertPixel(63, 47, 1, 0, 0, 0.01f);
    assertPixel(32, 48, PAD, PAD, PAD, 1e-6f);
  }

  @Test
  void shouldPutBlueFirstAndUseBytesWhenTheModelIsYolox() {
    fill(ModelLayout.YOLOX, avutil.AV_PIX_FMT_YUV420P, 0, 640, 320, 81, 90, 240);

    assertPixel(32, 16, 0, 0, 255, 2);
    assertPixel(0, 0, 0, 0, 255, 2);
    assertPixel(63, 31, 0, 0, 255, 2);
    assertPixel(32, 32, 114, 114, 114, 1e-6f);
  }

  @Test
  void shouldStretchLimitedRangeWhenThePictureIsNotFullRange() {
    fill(ModelLayout.YOLOV8, avutil.AV_PIX_FMT_YUV420P, 0, 64, 64, 235, 128, 128);
    assertPixel(32, 32, 1, 1, 1, 0.005f);

    fill(ModelLayout.YOLOV8, avutil.AV_PIX_FMT_YUV420P, 0, 64, 64, 16, 128, 128);
    assertPixel(32, 32, 0, 0, 0, 0.005f);
  }

  @Test
  void shouldKeepFullRangeWhenThePictureIsOfAJpegCamera() {
    fill(ModelLayout.YOLOV8, avutil.AV_PIX_FMT_YUVJ420P, 0, 64, 64, 235, 128, 128);

    assertPixel(32, 32, 235 / 255f, 235 / 255f, 235 / 255f, 0.005f);
  }

  @Test
  void shouldUseBt709WhenThePictureSaysSo() {
    // Pure red in BT.709, limited range.
    fill(
        ModelLayout.YOLOV8,
        avutil.AV_PIX_FMT_YUV420P,
        avutil.AVCOL_SPC_BT709,
        64,
        64,
        63,
        102,
        240);

    assertPixel(32, 32, 1, 0, 0, 0.01f);
  }

  @Test
  void shouldRepaintTheBarsWhenTheSourceChangesItsShape() {
    try (FrameScaler scaler = new FrameScaler(tensor, SIDE, SIDE, ModelLayout.YOLOV8)) {
      AVFrame wide = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 128, 64, 235, 128, 128);
      AVFrame tall = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 128, 235, 128, 128);

      assertThat(scaler.fill(wide)).isEqualTo(new Letterbox(0, 16, 64, 32, 128, 64));
      assertThat(scaler.fill(tall)).isEqualTo(new Letterbox(16, 0, 32, 64, 64, 128));

      assertPixel(8, 32, PAD, PAD, PAD, 1e-6f);
      assertPixel(32, 4, 1, 1, 1, 0.005f);
      avutil.av_frame_free(wide);
      avutil.av_frame_free(tall);
    }
  }

  @Test
  void shouldMapBackToTheSourceWhenItDoesNotDivideEvenly() {
    Letterbox box = Letterbox.fit(1921, 1079, 416, 256, true);

    assertThat(box.toSourceX(box.left())).isZero();
    assertThat(box.toSourceX(box.left() + box.width())).isEqualTo(1921);
    assertThat(box.toSourceY(box.top() + box.height())).isEqualTo(1079);
    assertThat(box.toSourceY(-50)).isZero();
    assertThat(box.width()).isEqualTo(416);
    assertThat(box.height()).isEqualTo(234);
  }

  private void fill(ModelLayout layout, int format, int matrix, int w, int h, int... yuv) {
    AVFrame frame = Pictures.plain(format, w, h, yuv[0], yuv[1], yuv[2]);
    if (matrix != 0) {
      frame.colorspace(matrix);
    }
    try (FrameScaler scaler = new FrameScaler(tensor, SIDE, SIDE, layout)) {
      scaler.fill(frame);
    }
    avutil.av_frame_free(frame);
  }

  private void assertPixel(int x, int y, float first, float second, float third, float slack) {
    int at = y * SIDE + x;
    assertThat(tensor.get(at)).isCloseTo(first, within(slack));
    assertThat(tensor.get(SIDE * SIDE + at)).isCloseTo(second, within(slack));
    assertThat(tensor.get(2 * SIDE * SIDE + at)).isCloseTo(third, within(slack));
  }
}
