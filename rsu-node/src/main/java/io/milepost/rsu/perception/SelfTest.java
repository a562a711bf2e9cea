package io.milepost.rsu.perception;

import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs a model on a plain grey and on a patterned picture and looks whether its numbers mean what
 * its shape promises. Used once, by one thread.
 */
final class SelfTest {
  /** Slack for scores that a sigmoid rounds past its range, in half precision too. */
  private static final float SLACK = 2e-3f;

  /** Boxes below are not looked at: the least {@code perception.min_confidence}. */
  private static final float LEAST = 0.01f;

  /** A corner this many input sides away from the picture is no box of an object in it. */
  private static final int REACH = 2;

  /** Pixel coordinates of all boxes below this are parts of the input. */
  private static final float PARTS = 1.5f;

  private final Model model;
  private final ModelInfo info;
  private final ModelLayout layout;
  private final int classes;
  private final OutputDecoder decoder;
  private final Candidates candidates;
  private float bestScore;

  SelfTest(Model model) {
    this.model = model;
    this.info = model.info();
    this.layout = info.layout();
    this.classes = info.classes().size();
    this.decoder = OutputDecoder.of(model);
    this.candidates = new Candidates(model.anchors());
  }

  /** What is wrong, thrown as a sentence without a subject. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String sentence) {
      super(sentence);
    }
  }

  /**
   * Runs both pictures.
   *
   * @throws Failed with what is wrong with the numbers
   */
  ModelInfo.SelfTestResult run() throws OrtException, Failed {
    try (ModelTensors tensors = model.tensors()) {
      paintGrey(tensors.picture());
      int grey = look(tensors, "grey");
      paintPattern(tensors.picture());
      int pattern = look(tensors, "patterned");
      return new ModelInfo.SelfTestResult(grey, pattern, bestScore);
    }
  }

  private int look(ModelTensors tensors, String picture) throws OrtException, Failed {
    tensors.run();
    Optional<String> complaint = complaint(tensors);
    if (complaint.isPresent()) {
      throw new Failed("its self-test on a " + picture + " picture failed: " + complaint.get());
    }
    DetectorConfig usual = DetectorConfig.defaults();
    decoder.decode(tensors, usual.minConfidence(), candidates);
    for (int i = 0; i < candidates.size(); i++) {
      bestScore = Math.max(bestScore, candidates.score[i]);
    }
    return candidates.suppress(layout.overlapping() ? usual.nmsIou() : Float.POSITIVE_INFINITY);
  }

  private Optional<String> complaint(ModelTensors tensors) {
    Optional<String> numbers = numbers(tensors.table(), layout.split());
    if (numbers.isEmpty() && layout.split()) {
      numbers = scores(tensors);
    }
    return numbers.isPresent() ? numbers : boxes(tensors);
  }

  /** Finite values, scores 0..1, classes that exist, pixels where pixels are promised. */
  private Optional<String> numbers(FloatBuffer table, boolean boxesOnly) {
    int columns = layout.rows() ? 6 : layout.head() + classes;
    float farthest = 0;
    for (int i = 0; i < table.capacity(); i++) {
      float value = table.get(i);
      int channel = boxesOnly ? 0 : layout.classMajor() ? i / model.anchors() : i % columns;
      if (!Float.isFinite(value)) {
        return Optional.of("value " + i + " of the output is " + value);
      }
      if (channel < 4) {
        farthest = Math.max(farthest, Math.abs(value));
      } else if (!layout.rows() || channel == 4) {
        if (!isScore(value)) {
          return Optional.of("a score is " + value + ", outside 0..1");
        }
      } else if (table.get(i - 1) >= LEAST && !isClass(value)) {
        return Optional.of("a class is " + value + " but " + classes + " are named");
      }
    }
    return farthest > 0 && farthest <= PARTS ? parts(farthest) : Optional.empty();
  }

  private Optional<String> parts(float farthest) {
    return layout == ModelLayout.YOLOX || layout == ModelLayout.RT_DETR
        ? Optional.empty()
        : Optional.of(
            "its boxes are parts of the picture, not pixels (none exceeds " + farthest + ")");
  }

  private static boolean isScore(float value) {
    return value >= -SLACK && value <= 1 + SLACK;
  }

  private boolean isClass(double value) {
    return value == Math.rint(value) && value >= 0 && value < classes;
  }

  private Optional<String> scores(ModelTensors tensors) {
    for (int i = 0; i < tensors.scores().capacity(); i++) {
      float score = tensors.scores().get(i);
      if (!isScore(score)) {
        return Optional.of("a score is " + score + ", outside 0..1");
      }
      if (score >= LEAST && !isClass(tensors.labels().get(i))) {
        return Optional.of(
            "a class is " + tensors.labels().get(i) + " but " + classes + " are named");
      }
    }
    return Optional.empty();
  }

  private Optional<String> boxes(ModelTensors tensors) {
    decoder.decode(tensors, LEAST, candidates);
    for (int i = 0; i < candidates.size(); i++) {
      if (far(candidates.x1[i], info.inputWidth())
          || far(candidates.x2[i], info.inputWidth())
          || far(candidates.y1[i], info.inputHeight())
          || far(candidates.y2[i], info.inputHeight())) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "a box reaches from (%.0f,%.0f) to (%.0f,%.0f) in an input of %dx%d",
                candidates.x1[i],
                candidates.y1[i],
                candidates.x2[i],
                candidates.y2[i],
                info.inputWidth(),
                info.inputHeight()));
      }
    }
    return Optional.empty();
  }

  private static boolean far(float at, int side) {
    return at < (1 - REACH) * side || at > REACH * side;
  }

  private void paintGrey(FloatBuffer picture) {
    float grey = layout.bgrBytes() ? ModelLayout.PAD : ModelLayout.PAD / 255f;
    for (int i = 0; i < picture.capacity(); i++) {
      picture.put(i, grey);
    }
  }

  /**
   * A slope with light and dark squares, a different one in each plane: edges of all directions.
   */
  private void paintPattern(FloatBuffer picture) {
    float scale = layout.bgrBytes() ? 255 : 1;
    int width = info.inputWidth();
    int height = info.inputHeight();
    for (int plane = 0; plane < 3; plane++) {
      int square = 16 << plane;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          float slope = (x + y) / (float) (width + height);
          boolean light = (x / square + y / square) % 2 == 0;
          picture.put((plane * height + y) * width + x, scale * (light ? slope : 1 - slope));
        }
      }
    }
  }
}
