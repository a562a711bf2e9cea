package io.milepost.rsu.rules;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import java.util.ArrayList;
import java.util.List;

/** Builds frames of a picture of 640 by 360 pixels by hand. */
public final class Road {
  private final List<Detection> found = new ArrayList<>();

  public static Road empty() {
    return new Road();
  }

  public Road car(double x, double y) {
    return box("car", 0.8, x, y, 60, 40);
  }

  public Road box(String label, double confidence, double x, double y, double w, double h) {
    if (x > -w && x < 640) {
      double left = Math.max(0, x);
      double right = Math.min(640, x + w);
      found.add(
          new Detection(
              label,
              ObjectClass.of(label),
              (float) confidence,
              (float) left,
              (float) y,
              (float) (right - left),
              (float) h));
    }
    return this;
  }

  public FrameDetections at(double seconds) {
    long micros = Math.round(seconds * 1e6);
    return new FrameDetections("cam", micros, 1000 + micros / 1000, 640, 360, found, 1, 2, 3, 0);
  }
}
