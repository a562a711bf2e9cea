package io.milepost.rsu.perception;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One user's tensors for a shared model, over direct buffers that are written and read in place;
 * half-precision ports get a second buffer. Allocates nothing per run but what ONNX Runtime does
 * (about 600 bytes). Not thread-safe.
 */
final class ModelTensors implements AutoCloseable {
  private final OrtSession session;
  private final FloatBuffer picture;
  private final ShortBuffer halfPicture;
  private final FloatBuffer[] values;
  private final ShortBuffer[] halves;
  private final LongBuffer labels;
  private final NativeMemory memory = new NativeMemory();
  private final Float16 float16 = new Float16();
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> pinned;

  ModelTensors(OrtSession session, ModelPorts ports, InputSize size, List<long[]> shapes)
      throws OrtException {
    this.session = session;
    long[] pictureShape = {1, 3, size.height(), size.width()};
    int pixels = count(pictureShape);
    this.picture = direct(pixels, Float.BYTES).asFloatBuffer();
    this.halfPicture = ports.picture().half() ? direct(pixels, Short.BYTES).asShortBuffer() : null;
    int reals = ports.split() ? 2 : 1;
    this.values = new FloatBuffer[reals];
    this.halves = new ShortBuffer[reals];
    this.labels = ports.split() ? direct(count(shapes.get(2)), Long.BYTES).asLongBuffer() : null;
    Map<String, OnnxTensor> in = new HashMap<>();
    Map<String, OnnxTensor> out = new HashMap<>();
    try {
      in.put(ports.picture().name(), real(picture, halfPicture, pictureShape));
      if (ports.split()) {
        LongBuffer sides = direct(2, Long.BYTES).asLongBuffer();
        // Boxes then come in input pixels, as those of all other layouts do.
        sides.put(0, size.width()).put(1, size.height());
        in.put(ports.sizes().name(), keep(tensor(sides, new long[] {1, 2})));
        out.put(ports.outputs().get(2).name(), keep(tensor(labels, shapes.get(2))));
      }
      for (int i = 0; i < reals; i++) {
        ModelPorts.Port port = ports.outputs().get(i);
        int count = count(shapes.get(i));
        values[i] = direct(count, Float.BYTES).asFloatBuffer();
        halves[i] = port.half() ? direct(count, Short.BYTES).asShortBuffer() : null;
        out.put(port.name(), real(values[i], halves[i], shapes.get(i)));
      }
    } catch (OrtException | RuntimeException e) {
      close();
      throw e;
    }
    this.inputs = Map.copyOf(in);
    this.pinned = Map.copyOf(out);
  }

  private OnnxTensor real(FloatBuffer single, ShortBuffer half, long[] shape) throws OrtException {
    OrtEnvironment environment = OrtRuntime.environment();
    return keep(
        half == null
            ? OnnxTensor.createTensor(environment, single, shape)
            : OnnxTensor.createTensor(environment, half, shape, OnnxJavaType.FLOAT16));
  }

  private static OnnxTensor tensor(LongBuffer buffer, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(OrtRuntime.environment(), buffer, shape);
  }

  private OnnxTensor keep(OnnxTensor tensor) {
    tensors.add(tensor);
    return tensor;
  }

  private static int count(long[] shape) {
    long count = 1;
    for (long side : shape) {
      count *= side;
    }
    return Math.toIntExact(count);
  }

  private ByteBuffer direct(int count, int bytes) {
    return memory.zeros(count, bytes);
  }

  /** The input, planar, 3·height·width; to be filled before {@link #run}. */
  FloatBuffer picture() {
    return picture;
  }

  /** The table, or with three outputs the boxes, as the last run left it. */
  FloatBuffer table() {
    return values[0];
  }

  /** Scores of three outputs. */
  FloatBuffer scores() {
    return values[1];
  }

  /** Labels of three outputs. */
  LongBuffer labels() {
    return labels;
  }

  /** Runs the session on whatever the picture holds. */
  void run() throws OrtException {
    if (halfPicture != null) {
      float16.pack(picture, halfPicture);
    }
    try (OrtSession.Result ignored = session.run(inputs, Set.of(), pinned)) {
      for (int i = 0; i < halves.length; i++) {
        if (halves[i] != null) {
          float16.unpack(halves[i], values[i]);
        }
      }
    }
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    memory.close();
  }
}
