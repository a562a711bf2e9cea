package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import java.util.Arrays;
import java.util.List;

/**
 * How far the whole picture has moved since the last frame, as when wind moves the pole: the median
 * way from where objects were expected to where the nearest box is. An object takes part only where
 * no other box is nearly as near. Reuses its arrays; not thread-safe.
 */
final class Sway {
  private static final int MOST = 300;
  private static final int LEAST = 3;
  private static final int LEAST_HITS = 4;
  private static final double LEAST_REACH = 8;
  private static final double CLEARLY = 2;

  private final double[] ways = new double[2 * MOST];
  private int count;
  private double dx;
  private double dy;

  void measure(List<TrackedObject> tracks, List<Seen> detections) {
    count = 0;
    for (int i = 0; i < tracks.size() && count < MOST; i++) {
      TrackedObject track = tracks.get(i);
      if (!track.lost() && track.hits() >= LEAST_HITS) {
        take(track, detections);
      }
    }
    dx = count < LEAST ? 0 : median(0);
    dy = count < LEAST ? 0 : median(MOST);
  }

  private void take(TrackedObject track, List<Seen> detections) {
    Outline expected = track.expected();
    double least = Double.MAX_VALUE;
    double second = Double.MAX_VALUE;
    for (int i = 0; i < detections.size(); i++) {
      Detection d = detections.get(i).detection();
      if (Tracker.sameKind(track.type(), d.type())) {
        double x = d.x() + d.w() / 2 - expected.centerX();
        double y = d.y() + d.h() / 2 - expected.centerY();
        double distance = Math.sqrt(x * x + y * y);
        if (distance < least) {
          second = least;
          least = distance;
          ways[count] = x;
          ways[MOST + count] = y;
        } else {
          second = Math.min(second, distance);
        }
      }
    }
    if (least < Math.max(LEAST_REACH, expected.height()) && second > CLEARLY * least) {
      count++;
    }
  }

  private double median(int from) {
    Arrays.sort(ways, from, from + count);
    return (ways[from + count / 2] + ways[from + (count - 1) / 2]) / 2;
  }

  /** Moves an outline with the picture. */
  void move(Outline from, Outline to) {
    to.move(from, dx, dy);
  }
}
