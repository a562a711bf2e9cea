package io.milepost.rsu.perception;

import ai.onnxruntime.OrtException;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.VideoFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds objects in frames: scales into its own input tensor, runs the shared session into its own
 * output tensor, decodes. One per thread; not thread-safe. Pixels never touch the Java heap.
 */
public final class Detector implements AutoCloseable {
  private final Model model;
  private final DetectorConfig config;
  private final String[] labels;
  private final ObjectClass[] types;
  private final ModelTensors tensors;
  private final float nmsIou;
  private final FrameScaler scaler;
  private final OutputDecoder decoder;
  private final Candidates candidates;
  private long scaleNanos;
  private long runNanos;
  private long decodeNanos;

  /** A detector over a loaded model; close it before the model. */
  public Detector(Model model, DetectorConfig config) {
    ModelInfo info = model.info();
    this.model = model;
    this.config = config;
    this.labels = info.classes().toArray(String[]::new);
    this.types = info.classes().stream().map(ObjectClass::of).toArray(ObjectClass[]::new);
    this.nmsIou = info.layout().overlapping() ? config.nmsIou() : Float.POSITIVE_INFINITY;
    try {
      this.tensors = model.tensors();
    } catch (OrtException e) {
      throw new MilepostException(FailureCode.INTERNAL, "cannot allocate tensors", e);
    }
    this.scaler =
        new FrameScaler(tensors.picture(), info.inputWidth(), info.inputHeight(), info.layout());
    this.decoder = OutputDecoder.of(model);
    this.candidates = new Candidates(model.anchors());
  }

  /**
   * Looks at one frame. Blocks for the time of one inference.
   *
   * @param camera id the result carries
   * @param frame picture; stays the caller's
   * @return objects in source pixels, best first, with the time each stage took
   */
  public FrameDetections detect(String camera, VideoFrame frame) {
    return detect(camera, frame, null);
  }

  /**
   * Looks at a part of a frame, or at all of it where the part is null.
   *
   * @return objects in pixels of the whole source, best first
   */
  FrameDetections detect(String camera, VideoFrame frame, Crop crop) {
    long begun = System.nanoTime();
    Letterbox letterbox = scaler.fill(frame.picture(), crop);
    long scaled = System.nanoTime();
    run();
    long ran = System.nanoTime();
    decoder.decode(tensors, config.minConfidence(), candidates);
    List<Detection> found = collect(letterbox);
    long finished = System.nanoTime();
    scaleNanos = scaled - begun;
    runNanos = ran - scaled;
    decodeNanos = finished - ran;
    return new FrameDetections(
        camera,
        frame.ptsMicros(),
        frame.utcMillis(),
        frame.width(),
        frame.height(),
        found,
        (frame.decodedNanos() - frame.arrivedNanos()) / 1000,
        (begun - frame.decodedNanos()) / 1000,
        (finished - begun) / 1000,
        finished);
  }

  /** The model it runs. */
  Model model() {
    return model;
  }

  /** Runs the session on whatever the input tensor holds: the bare cost of the model. */
  void run() {
    try {
      tensors.run();
      model.ran();
    } catch (OrtException e) {
      throw new MilepostException(
          FailureCode.INTERNAL, "inference with " + model.info().path() + " failed", e);
    }
  }

  private List<Detection> collect(Letterbox letterbox) {
    int count = candidates.suppress(nmsIou);
    List<Detection> found = new ArrayList<>(count);
    for (int n = 0; n < count; n++) {
      int i = candidates.kept(n);
      float left = letterbox.toSourceX(candidates.x1[i]);
      float top = letterbox.toSourceY(candidates.y1[i]);
      float width = letterbox.toSourceX(candidates.x2[i]) - left;
      float height = letterbox.toSourceY(candidates.y2[i]) - top;
      if (width > 0 && height > 0) {
        int type = candidates.label[i];
        found.add(
            new Detection(
                labels[type], types[type], candidates.score[i], left, top, width, height));
      }
    }
    return found;
  }

  /** Time the last frame spent in scaling and filling the tensor, nanoseconds. */
  public long scaleNanos() {
    return scaleNanos;
  }

  /** Time the last frame spent in the bare session run, nanoseconds. */
  public long runNanos() {
    return runNanos;
  }

  /** Time the last frame spent in reading the output, suppression and making records. */
  public long decodeNanos() {
    return decodeNanos;
  }

  @Override
  public void close() {
    scaler.close();
    tensors.close();
  }
}
