package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;

/** A detection with its box. Used again for the next frame; the box is not. Not thread-safe. */
final class Seen {
  private Detection detection;
  private Box box;
  private int thing;

  void set(Detection of) {
    detection = of;
    box = Box.of(of);
    thing = -1;
  }

  /** What of the scenery it shows, by its number there. */
  void thing(int number) {
    thing = number;
  }

  /** What of the scenery it shows; -1 when it is nothing of it. */
  int thing() {
    return thing;
  }

  Detection detection() {
    return detection;
  }

  Box box() {
    return box;
  }
}
