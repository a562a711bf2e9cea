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

  /** Of a file that was just written. */
  static ClipContent of(
      Mp4Plan.Facts facts, List<Span> leftOut, double seconds, long bytes, String sha256) {
    return new ClipContent(
        facts.startMicros(),
        facts.endMicros(),
        seconds,
        bytes,
        sha256,
        facts.leadMicros(),
        facts.pictures(),
        facts.gaps(),
        leftOut);
  }

  /** How much is shown, gaps not counted, microseconds. */
  long shownMicros() {
    long shown = endMicros - startMicros;
    for (Span gap : gaps) {
      shown -=
          Math.max(
              0, Math.min(gap.toMicros(), endMicros) - Math.max(gap.fromMicros(), startMicros));
    }
    return shown;
  }
}
