package io.milepost.bench.perception;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The limit: a session of ONNX Runtime with the node's options, one input that never changes and a
 * pinned output. Nothing can look at a picture in less time with this model. Not thread-safe.
 */
final class BareSession implements AutoCloseable {
  private static final float GREY = 114;

  private final OrtSession session;
  private final OnnxTensor input;
  private final OnnxTensor output;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /**
   * Opens a model.
   *
   * @param width input width, pixels
   * @param height input height, pixels
   */
  BareSession(Path model, int width, int height) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.set_denormal_as_zero", "1");
      session = environment.createSession(model.toString(), options);
    }
    String inputName = session.getInputNames().iterator().next();
    String outputName = session.getOutputNames().iterator().next();
    long[] shape = {1, 3, height, width};
    FloatBuffer picture = floats(shape);
    for (int i = 0; i < picture.capacity(); i++) {
      picture.put(i, GREY);
    }
    input = OnnxTensor.createTensor(environment, picture, shape);
    inputs = Map.of(inputName, input);
    long[] result;
    try (OrtSession.Result first = session.run(inputs)) {
      result = ((TensorInfo) first.get(0).getInfo()).getShape();
    }
    output = OnnxTensor.createTensor(environment, floats(result), result);
    outputs = Map.of(outputName, output);
  }

  private static FloatBuffer floats(long[] shape) {
    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Runs once; nanoseconds it took. */
  long run() throws OrtException {
    long begun = System.nanoTime();
    session.run(inputs, Set.of(), outputs).close();
    return System.nanoTime() - begun;
  }

  @Override
  public void close() throws OrtException {
    input.close();
    output.close();
    session.close();
  }
}
