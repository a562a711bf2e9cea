package io.milepost.rsu.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time, the end not included; and what can be done with lists of them. Lists that come
 * out are ordered and do not overlap.
 *
 * @param from UTC microseconds
 * @param to UTC microseconds
 */
record Span(long from, long to) {

  /** What two stretches have in common; empty or turned round when nothing. */
  Span within(Span other) {
    return new Span(Math.max(from, other.from), Math.min(to, other.to));
  }

  boolean isEmpty() {
    return to <= from;
  }

  /**
   * One list without overlaps; what lies closer together than this becomes one.
   *
   * @param joinMicros longest hole that is none
   */
  static List<Span> union(List<Span> spans, long joinMicros) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(Span::from));
    List<Span> result = new ArrayList<>();
    for (Span each : sorted) {
      if (each.isEmpty()) {
        continue;
      }
      Span last = result.isEmpty() ? null : result.get(result.size() - 1);
      if (last != null && each.from <= last.to + joinMicros) {
        result.set(result.size() - 1, new Span(last.from, Math.max(last.to, each.to)));
      } else {
        result.add(each);
      }
    }
    return result;
  }

  /** What is left of some stretches, ordered and apart, after others are taken away. */
  static List<Span> subtract(List<Span> spans, List<Span> others) {
    List<Span> result = new ArrayList<>();
    int next = 0;
    for (Span each : spans) {
      long at = each.from;
      while (next < others.size() && others.get(next).to <= at) {
        next++;
      }
      for (int i = next; i < others.size() && others.get(i).from < each.to; i++) {
        if (others.get(i).from > at) {
          result.add(new Span(at, others.get(i).from));
        }
        at = Math.max(at, others.get(i).to);
      }
      if (at < each.to) {
        result.add(new Span(at, each.to));
      }
    }
    return result;
  }

  /** The parts of some stretches that lie within a window. */
  static List<Span> clip(List<Span> spans, Span window) {
    return spans.stream().map(window::within).filter(span -> !span.isEmpty()).toList();
  }

  /** Microseconds of all together. */
  static long length(List<Span> spans) {
    return spans.stream().mapToLong(span -> span.to - span.from).sum();
  }
}
