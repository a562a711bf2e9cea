package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;

/** A detection with its box. Used again for the next frame; the box is not. Not thread-safe. */
final class Seen {
  private Detection detection;
  private Box box;

  void set(Detection of) {
    detection = of;
    box = Box.of(of);
  }

  Detection detection() {
    return detection;
  }

  Box box() {
    return box;
  }
}
