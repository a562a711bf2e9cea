package io.milepost.rsu.perception;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.FloatBuffer;

/**
 * A loaded detector: one ONNX Runtime session, shared by all workers and cameras. Thread-safe; each
 * user brings its own {@link Detector} with its own tensors. Close it after the last of them.
 */
public final class Model implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelInfo info;
  private final String inputName;
  private final String outputName;
  private final int anchors;

  Model(OrtSession session, String inputName, String outputName, ModelInfo info, int anchors) {
    this.environment = OrtRuntime.environment();
    this.session = session;
    this.inputName = inputName;
    this.outputName = outputName;
    this.info = info;
    this.anchors = anchors;
  }

  /** What is known about it. */
  public ModelInfo info() {
    return info;
  }

  OrtSession session() {
    return session;
  }

  String inputName() {
    return inputName;
  }

  String outputName() {
    return outputName;
  }

  /** Boxes the model proposes for every picture. */
  int anchors() {
    return anchors;
  }

  long[] inputShape() {
    return new long[] {1, 3, info.inputHeight(), info.inputWidth()};
  }

  long[] outputShape() {
    long channels = info.layout().head() + info.classes().size();
    return info.layout().classMajor()
        ? new long[] {1, channels, anchors}
        : new long[] {1, anchors, channels};
  }

  /** A tensor over a direct buffer, without a copy. */
  OnnxTensor tensor(FloatBuffer direct, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, direct, shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new MilepostException(FailureCode.INTERNAL, "cannot close the model " + info.path(), e);
    }
  }
}
