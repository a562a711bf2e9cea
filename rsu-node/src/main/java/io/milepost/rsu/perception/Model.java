package io.milepost.rsu.perception;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A loaded detector: one ONNX Runtime session, shared by all workers and cameras. Thread-safe; each
 * user brings its own {@link Detector} with its own tensors. Close it after the last of them.
 */
public final class Model implements AutoCloseable {
  private final OrtSession session;
  private final ModelPorts ports;
  private final List<long[]> shapes;
  private final int anchors;
  private final ModelInfo info;
  private final LongAdder runs = new LongAdder();

  Model(OrtSession session, ModelPorts ports, List<long[]> shapes, int anchors, ModelInfo info) {
    this.session = session;
    this.ports = ports;
    this.shapes = List.copyOf(shapes);
    this.anchors = anchors;
    this.info = info;
  }

  /** The same session with what the self-test found out. */
  Model with(ModelInfo tested) {
    return new Model(session, ports, shapes, anchors, tested);
  }

  /** What is known about it. */
  public ModelInfo info() {
    return info;
  }

  /** Pictures it was run on by detectors. */
  public long runs() {
    return runs.sum();
  }

  void ran() {
    runs.increment();
  }

  /** Boxes the model proposes for every picture. */
  int anchors() {
    return anchors;
  }

  /** Tensors of its own for one user. */
  ModelTensors tensors() throws OrtException {
    return new ModelTensors(
        session, ports, new InputSize(info.inputWidth(), info.inputHeight()), shapes);
  }

  /** Bytes of the tensors of one user. */
  long tensorBytes() {
    long bytes = bytes(new long[] {3, info.inputHeight(), info.inputWidth()}, ports.picture());
    for (int i = 0; i < shapes.size(); i++) {
      bytes += bytes(shapes.get(i), ports.outputs().get(i));
    }
    return bytes;
  }

  private static long bytes(long[] shape, ModelPorts.Port port) {
    long count = 1;
    for (long side : shape) {
      count *= side;
    }
    // A half-precision port has a buffer of single precision beside its own; labels are int64.
    return count * (port.half() ? 6 : port.real() ? 4 : 8);
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
