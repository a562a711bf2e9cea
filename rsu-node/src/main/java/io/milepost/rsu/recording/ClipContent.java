package io.milepost.rsu.recording;

import io.milepost.rsu.recording.mp4.Mp4Plan;
import io.milepost.rsu.recording.mp4.Span;
import java.util.List;

/**
 * What a clip's file was found to hold.
 *
 * @param startMicros UTC of the first picture that players show, microseconds
 * @param endMicros UTC of the end of the last picture, microseconds
 * @param seconds duration found by probing
 * @param bytes size of the file
 * @param sha256 lower-case hex digest of the file
 * @param leadMicros how much earlier the file's own first picture is, a key picture
 * @param pictures pictures in the file
 * @param gaps where nothing was recorded inside the interval asked for
 * @param leftOut what is recorded but could not be in the same file
 */
record ClipContent(
    long startMicros,
    long endMicros,
    double seconds,
    long bytes,
    String sha256,
    long leadMicros,
    long pictures,
    List<Span> gaps,
    List<Span> leftOut) {

  ClipContent {
    gaps = List.copyOf(gaps);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Of a file that was just written. What is left out is no gap, because it was recorded, and is
   * one stretch however many segments it fills.
   */
  static ClipContent of(
      Mp4Plan.Facts facts, List<Span> leftOut, double seconds, long bytes, String sha256) {
    List<Span> out = Spans.joined(leftOut);
    return new ClipContent(
        facts.startMicros(),
        facts.endMicros(),
        seconds,
        bytes,
        sha256,
        facts.leadMicros(),
        facts.pictures(),
        Spans.without(facts.gaps(), out),
        out);
  }

  /** How much is shown, neither gaps nor what is left out counted, microseconds. */
  long shownMicros() {
    return endMicros - startMicros - inside(gaps) - inside(leftOut);
  }

  private long inside(List<Span> spans) {
    long sum = 0;
    for (Span each : spans) {
      long from = Math.max(each.fromMicros(), startMicros);
      sum += Math.max(0, Math.min(each.toMicros(), endMicros) - from);
    }
    return sum;
  }
}
