package io.milepost.rsu.recording;

import io.milepost.rsu.recording.mp4.Span;
import java.util.List;
import java.util.function.UnaryOperator;

/** What {@link io.milepost.rsu.recording.Span} does with lists, for stretches of files. */
final class Spans {
  private Spans() {}

  /** One list without overlaps, oldest first; neighbours become one. */
  static List<Span> joined(List<Span> spans) {
    return with(
        spans, all -> io.milepost.rsu.recording.Span.union(all, CoverageLedger.JOIN_MICROS));
  }

  /**
   * What is left of some stretches after others are taken away; crumbs shorter than {@link
   * CoverageLedger#JOIN_MICROS} are not.
   *
   * @param others as they come out of {@link #joined}
   */
  static List<Span> without(List<Span> spans, List<Span> others) {
    List<io.milepost.rsu.recording.Span> away = inner(others);
    return with(spans, all -> io.milepost.rsu.recording.Span.subtract(all, away)).stream()
        .filter(
            each ->
                spans.contains(each)
                    || each.toMicros() - each.fromMicros() > CoverageLedger.JOIN_MICROS)
        .toList();
  }

  private static List<Span> with(
      List<Span> spans, UnaryOperator<List<io.milepost.rsu.recording.Span>> change) {
    return change.apply(inner(spans)).stream()
        .map(each -> new Span(each.from(), each.to()))
        .toList();
  }

  private static List<io.milepost.rsu.recording.Span> inner(List<Span> spans) {
    return spans.stream()
        .map(each -> new io.milepost.rsu.recording.Span(each.fromMicros(), each.toMicros()))
        .toList();
  }
}
