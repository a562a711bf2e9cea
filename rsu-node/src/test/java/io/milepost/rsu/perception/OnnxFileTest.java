package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("milepost.home"), "models", "milepost-road.onnx");

  @TempDir Path folder;

  @Test
  void shouldReadWhatTheCardOfTheShippedModelSays() throws IOException {
    OnnxFile file = OnnxFile.read(SHIPPED);

    assertThat(file.opset()).isEqualTo(13);
    assertThat(file.producer()).startsWith("milepost");
    assertThat(file.precision()).isEqualTo(OnnxFile.Precision.FP32);
    // The card's 627,217 less the folded normalisations, and some constants of the grid.
    assertThat(file.parameters()).isBetween(600_000L, 660_000L);
  }

  @Test
  void shouldRefuseAnyDamageWithAnIoException() throws IOException {
    byte[] whole = Files.readAllBytes(TinyModels.elevenBoxes(folder));
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
      for (int k = 0; k < 4 && bytes.length > 0; k++) {
        bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.onnx"), bytes);
      try {
        OnnxFile.read(file);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
    assertThatThrownBy(() -> OnnxFile.read(folder.resolve("none"))).isInstanceOf(IOException.class);
  }

  @Test
  void shouldRoundToTheNearestHalfWhenPacking() {
    // 1 + 2^-11 lies between two halves and goes to the even one; 1 + 3·2^-11 likewise, upwards.
    float[] values = {0, 1, 0.5f, 255, 114, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 0x1p-14f, 0x1p-20f};
    int[] bits = {0, 0x3c00, 0x3800, 0x5bf8, 0x5720, 0x3c00, 0x3c02, 0x0400, 0};
    ShortBuffer halves = buffer(2 * values.length).asShortBuffer();

    new Float16().pack(FloatBuffer.wrap(values), halves);

    for (int i = 0; i < values.length; i++) {
      assertThat(halves.get(i) & 0xffff).as("%s", values[i]).isEqualTo(bits[i]);
    }
  }

  @Test
  void shouldUnpackAnyHalf() {
    int[] bits = {0, 0x3c00, 0xbc00, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00};
    float inf = Float.POSITIVE_INFINITY;
    float[] values = {0, 1, -1, 0x1p-24f, 65504, inf, -inf, Float.NaN};
    ShortBuffer halves = buffer(2 * bits.length).asShortBuffer();
    for (int i = 0; i < bits.length; i++) {
      halves.put(i, (short) bits[i]);
    }
    FloatBuffer singles = buffer(4 * bits.length).asFloatBuffer();

    new Float16().unpack(halves, singles);

    for (int i = 0; i < bits.length; i++) {
      assertThat(Float.valueOf(singles.get(i))).isEqualTo(Float.valueOf(values[i]));
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
