package io.milepost.rsu.perception;

import io.milepost.rsu.camera.VideoFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks once more at a part of a picture that has been looked at as a whole, with as many pixels as
 * the model can take, and joins what both looks found. Small and distant objects win: a person of
 * ten pixels in the model's input has twenty or more in the second look. Needs tensors of its own,
 * made at the first use. Belongs to one worker.
 */
final class SecondLook implements AutoCloseable {
  /** A box ending this near to the crop's edge is cut off, as a share of the crop's side. */
  private static final float EDGE = 0.015f;

  /** What the second look finds inside an object of its class by more than this is a part of it. */
  private static final float PART = 0.8f;

  private final DetectorConfig config;
  private Detector detector;

  SecondLook(DetectorConfig config) {
    this.config = config;
  }

  /**
   * Looks once more. Blocks for the time of one inference.
   *
   * @param first the detector that looked at the whole; its model is used
   * @param frame the picture looked at
   * @param whole what was found in it
   * @param place where to look
   * @return the same with the objects of both looks, best first
   */
  FrameDetections look(
      Detector first, VideoFrame frame, FrameDetections whole, Attention.Place place) {
    if (detector == null || detector.model() != first.model()) {
      close();
      detector = new Detector(first.model(), config);
    }
    ModelInfo info = first.model().info();
    int width = whole.width();
    int height = whole.height();
    Crop crop =
        Crop.around(place.x(), place.y(), width, height, info.inputWidth(), info.inputHeight());
    FrameDetections part = detector.detect(whole.camera(), frame, crop);
    List<Detection> joined =
        join(whole.detections(), part.detections(), crop, width, height, config.nmsIou());
    return new FrameDetections(
        whole.camera(),
        whole.ptsMicros(),
        whole.utcMillis(),
        width,
        height,
        joined,
        whole.captureMicros(),
        whole.waitMicros(),
        whole.inferenceMicros() + part.inferenceMicros(),
        part.finishedNanos());
  }

  /**
   * Joins the boxes of a whole picture and of a part of it, each best first and free of
   * repetitions, class by class. What the part's edge cuts off is left to the whole. Where both saw
   * an object, the surer box stays.
   */
  static List<Detection> join(
      List<Detection> whole, List<Detection> part, Crop crop, int width, int height, float iou) {
    float slack = EDGE * Math.max(crop.width(), crop.height());
    List<Detection> kept = new ArrayList<>(whole.size() + part.size());
    boolean[] ofPart = new boolean[whole.size() + part.size()];
    int w = 0;
    int p = 0;
    while (w < whole.size() || p < part.size()) {
      boolean fromPart =
          w == whole.size()
              || p < part.size() && part.get(p).confidence() > whole.get(w).confidence();
      Detection d = fromPart ? part.get(p++) : whole.get(w++);
      boolean cut = fromPart && crop.cuts(d, width, height, slack);
      if (!cut && !repeated(d, fromPart, kept, ofPart, iou)) {
        ofPart[kept.size()] = fromPart;
        kept.add(d);
      }
    }
    return kept.size() > Candidates.MAX_AFTER_NMS
        ? kept.subList(0, Candidates.MAX_AFTER_NMS)
        : kept;
  }

  /** Whether the other look has seen this object and is surer of it. */
  private static boolean repeated(
      Detection d, boolean fromPart, List<Detection> kept, boolean[] ofPart, float limit) {
    for (int i = 0; i < kept.size(); i++) {
      Detection k = kept.get(i);
      if (ofPart[i] != fromPart && k.label().equals(d.label())) {
        float both = overlap(d, k);
        float area = d.w() * d.h();
        if (both > limit * (area + k.w() * k.h() - both) || fromPart && both > PART * area) {
          return true;
        }
      }
    }
    return false;
  }

  private static float overlap(Detection a, Detection b) {
    float w = Math.min(a.x() + a.w(), b.x() + b.w()) - Math.max(a.x(), b.x());
    float h = Math.min(a.y() + a.h(), b.y() + b.h()) - Math.max(a.y(), b.y());
    return w > 0 && h > 0 ? w * h : 0;
  }

  @Override
  public void close() {
    if (detector != null) {
      detector.close();
      detector = null;
    }
  }
}
