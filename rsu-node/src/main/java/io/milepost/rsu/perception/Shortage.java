package io.milepost.rsu.perception;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Rates that had to be lowered.
 *
 * @param askedFps pictures per second all cameras ask for
 * @param possibleFps pictures per second they get
 * @param lowered those that get less than they ask for, the most lowered first
 */
record Shortage(double askedFps, double possibleFps, List<Lowered> lowered) {
  private static final int MOST_NAMED = 8;

  /** One camera's rates, pictures per second. */
  record Lowered(String camera, double asked, double granted) {
    private String words() {
      return String.format(Locale.ROOT, "%s %.1f → %.1f", camera, asked, granted);
    }
  }

  /**
   * Compares what was asked for with what was granted.
   *
   * @param notable cameras that get at least this share are left out
   */
  static Shortage of(CameraTurn[] cameras, double[] asked, double[] granted, double notable) {
    List<Lowered> lowered = new ArrayList<>();
    for (int i = 0; i < cameras.length; i++) {
      if (granted[i] < notable * asked[i]) {
        lowered.add(new Lowered(cameras[i].camera, asked[i], granted[i]));
      }
    }
    lowered.sort(Comparator.comparingDouble(l -> l.granted() / l.asked()));
    return new Shortage(Admission.sum(asked), Admission.sum(granted), List.copyOf(lowered));
  }

  /** For operators: how much is missing, who gets how much, what to do. */
  String sentence() {
    StringBuilder names = new StringBuilder();
    for (Lowered each : lowered.subList(0, Math.min(MOST_NAMED, lowered.size()))) {
      names.append(names.isEmpty() ? "" : ", ").append(each.words());
    }
    if (lowered.size() > MOST_NAMED) {
      names.append(" and ").append(lowered.size() - MOST_NAMED).append(" more");
    }
    return String.format(
        Locale.ROOT,
        "inference is short of time: the cameras ask for %.1f pictures a second and %.1f are"
            + " possible, so some are looked at less often (pictures a second: %s); lower"
            + " target_fps, give what matters a higher priority or use a smaller model",
        askedFps,
        possibleFps,
        names);
  }
}
