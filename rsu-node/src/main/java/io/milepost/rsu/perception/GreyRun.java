package io.milepost.rsu.perception;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What a model answers to a plain grey picture: enough to see whether its numbers mean what its
 * shape promises.
 *
 * @param shape output shape as it really came out
 * @param values the output, row-major
 */
record GreyRun(long[] shape, float[] values) {
  /** Slack for scores that a sigmoid rounds past its range. */
  private static final float SLACK = 1e-3f;

  static GreyRun of(OrtSession session, String input, int[] size) throws OrtException {
    long[] inputShape = {1, 3, size[1], size[0]};
    FloatBuffer grey =
        ByteBuffer.allocateDirect(3 * size[0] * size[1] * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < grey.capacity(); i++) {
      grey.put(i, ModelLayout.PAD / 255f);
    }
    try (OnnxTensor tensor = OnnxTensor.createTensor(OrtRuntime.environment(), grey, inputShape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      float[] values = new float[Math.toIntExact(output.getInfo().getNumElements())];
      output.getFloatBuffer().get(values);
      return new GreyRun(output.getInfo().getShape(), values);
    }
  }

  /**
   * Whether a YOLOX export has its grid applied: then a box centre lies near its own cell;
   * otherwise it is an offset of about half a cell.
   */
  boolean gridApplied(LayoutRecognition found) {
    int channels = found.layout().head() + found.classes().size();
    double raw = 0;
    double applied = 0;
    int row = 0;
    for (int stride : ModelLayout.STRIDES) {
      for (int y = 0; y < found.height() / stride; y++) {
        for (int x = 0; x < found.width() / stride; x++, row += channels) {
          raw += Math.abs(values[row] - 0.5) + Math.abs(values[row + 1] - 0.5);
          applied +=
              Math.abs(values[row] / stride - x - 0.5)
                  + Math.abs(values[row + 1] / stride - y - 0.5);
        }
      }
    }
    return applied < raw;
  }

  /** What is wrong with the numbers, in words; empty when nothing is. */
  Optional<String> complaint(ModelLayout layout, LayoutRecognition found) {
    int channels = layout.head() + found.classes().size();
    for (int i = 0; i < values.length; i++) {
      int channel = layout.classMajor() ? i / found.anchors() : i % channels;
      if (!Float.isFinite(values[i])) {
        return Optional.of("value " + i + " of the output is " + values[i]);
      }
      if (channel >= 4 && (values[i] < -SLACK || values[i] > 1 + SLACK)) {
        return Optional.of("a score is " + values[i] + ", outside 0..1");
      }
    }
    return Optional.empty();
  }
}
