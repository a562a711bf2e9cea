package io.milepost.rsu.perception;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model answers to a plain grey picture before anything is known of it: the real shapes, and
 * enough values to tell families of equal shape apart.
 *
 * @param shapes of the outputs, in the order of the ports
 * @param values of the first output, row-major
 * @param split whether labels, boxes and scores are three outputs
 */
record TrialRun(List<long[]> shapes, float[] values, boolean split) {

  static TrialRun of(OrtSession session, ModelPorts ports, InputSize size) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    NativeMemory memory = new NativeMemory();
    try {
      inputs.put(ports.picture().name(), grey(memory, ports.picture(), size));
      if (ports.split()) {
        inputs.put(ports.sizes().name(), sizes(memory, size));
      }
      Set<String> names = new LinkedHashSet<>();
      ports.outputs().forEach(port -> names.add(port.name()));
      try (OrtSession.Result result = session.run(inputs, names)) {
        List<long[]> shapes = new ArrayList<>();
        for (String name : names) {
          shapes.add(((OnnxTensor) result.get(name).orElseThrow()).getInfo().getShape());
        }
        OnnxTensor first = (OnnxTensor) result.get(ports.table().name()).orElseThrow();
        float[] values = new float[Math.toIntExact(first.getInfo().getNumElements())];
        first.getFloatBuffer().get(values);
        return new TrialRun(shapes, values, ports.split());
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      memory.close();
    }
  }

  private static OnnxTensor grey(NativeMemory memory, ModelPorts.Port port, InputSize size)
      throws OrtException {
    long[] shape = {1, 3, size.height(), size.width()};
    int count = 3 * size.width() * size.height();
    FloatBuffer grey = memory.zeros(count, Float.BYTES).asFloatBuffer();
    for (int i = 0; i < count; i++) {
      grey.put(i, ModelLayout.PAD / 255f);
    }
    if (!port.half()) {
      return OnnxTensor.createTensor(OrtRuntime.environment(), grey, shape);
    }
    ByteBuffer half = memory.zeros(count, Short.BYTES);
    new Float16().pack(grey, half.asShortBuffer());
    return OnnxTensor.createTensor(
        OrtRuntime.environment(), half.asShortBuffer(), shape, OnnxJavaType.FLOAT16);
  }

  private static OnnxTensor sizes(NativeMemory memory, InputSize size) throws OrtException {
    LongBuffer sides = memory.zeros(2, Long.BYTES).asLongBuffer();
    sides.put(0, size.width()).put(1, size.height());
    return OnnxTensor.createTensor(OrtRuntime.environment(), sides, new long[] {1, 2});
  }

  /** Shape of the table, or of the boxes. */
  long[] shape() {
    return shapes.get(0);
  }

  /**
   * Whether a YOLOX export has its grid applied: then a box centre lies near its own cell;
   * otherwise it is an offset of about half a cell.
   */
  boolean gridApplied(InputSize size, int channels) {
    double raw = 0;
    double applied = 0;
    int row = 0;
    for (int stride : ModelLayout.STRIDES) {
      for (int y = 0; y < size.height() / stride; y++) {
        for (int x = 0; x < size.width() / stride; x++, row += channels) {
          raw += Math.abs(values[row] - 0.5) + Math.abs(values[row + 1] - 0.5);
          applied +=
              Math.abs(values[row] / stride - x - 0.5)
                  + Math.abs(values[row + 1] / stride - y - 0.5);
        }
      }
    }
    return applied < raw;
  }

  /** Whether the last column holds whole numbers only, as class numbers are. */
  boolean lastColumnIsWhole() {
    int columns = (int) shape()[2];
    for (int at = columns - 1; at < values.length; at += columns) {
      if (values[at] != Math.rint(values[at])) {
        return false;
      }
    }
    return true;
  }
}
