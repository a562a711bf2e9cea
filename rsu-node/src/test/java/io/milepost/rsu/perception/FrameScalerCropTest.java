package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part of a picture is read where it lies, in luma and in colour. */
class FrameScalerCropTest {
  private static final int SIDE = 64;

  private final FloatBuffer tensor =
      ByteBuffer.allocateDirect(3 * SIDE * SIDE * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();

  @ParameterizedTest
  @ValueSource(
      ints = {
        avutil.AV_PIX_FMT_YUV420P,
        avutil.AV_PIX_FMT_NV12,
        avutil.AV_PIX_FMT_YUV422P,
        avutil.AV_PIX_FMT_YUYV422,
        avutil.AV_PIX_FMT_YUV444P,
        avutil.AV_PIX_FMT_RGB24
      })
  void shouldShowThePatchWhenOnlyThatIsAskedFor(int format) {
    // Grey, and a red patch of 64x64 at (96, 32).
    AVFrame picture = Painted.patch(format, 256, 128, 96, 32, SIDE);
    try (FrameScaler scaler = new FrameScaler(tensor, SIDE, SIDE, ModelLayout.YOLOV8)) {
      Letterbox box = scaler.fill(picture, new Crop(96, 32, SIDE, SIDE));

      assertThat(box.toSourceX(10)).isEqualTo(106);
      assertThat(box.toSourceY(10)).isEqualTo(42);
      for (int at : new int[] {2, 31, 61}) {
        assertThat(pixel(0, at, at)).isGreaterThan(0.9f);
        assertThat(pixel(1, at, at)).isCloseTo(0, within(0.06f));
        assertThat(pixel(2, at, at)).isCloseTo(0, within(0.06f));
      }
      scaler.fill(picture, new Crop(160, 32, SIDE, SIDE));
      assertThat(pixel(0, 31, 31)).isCloseTo(0.5f, within(0.1f));
      scaler.fill(picture);
      assertThat(pixel(0, 32, 32)).as("whole").isGreaterThan(0.9f);
      assertThat(pixel(0, 4, 32)).as("whole").isCloseTo(0.5f, within(0.1f));
    }
    avutil.av_frame_free(picture);
  }

  @Test
  void shouldRefuseWhenPixelsCannotBeAddressed() {
    AVFrame picture = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 0, 0, 0);
    picture.format(avutil.AV_PIX_FMT_MONOBLACK);
    try (FrameScaler scaler = new FrameScaler(tensor, SIDE, SIDE, ModelLayout.YOLOV8)) {
      assertThatThrownBy(() -> scaler.fill(picture, new Crop(0, 0, 32, 32)))
          .hasMessageContaining("no part can be cut");
    }
    avutil.av_frame_free(picture);
  }

  private float pixel(int plane, int x, int y) {
    return tensor.get((plane * SIDE + y) * SIDE + x);
  }
}
