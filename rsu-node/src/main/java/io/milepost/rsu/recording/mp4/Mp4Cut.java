package io.milepost.rsu.recording.mp4;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans an MP4 of any interval out of recorded files. It shows exactly the pictures whose time lies
 * in the interval: an edit list makes players begin at the first of them, though the file begins at
 * the key picture before it. Where nothing was recorded the picture before stands, so that every
 * picture keeps its time.
 */
public final class Mp4Cut {
  private static final long MICROS = 1_000_000;

  /** Times that people and APIs name are rounded down to milliseconds. */
  private static final long TOLERANCE_MICROS = 1000;

  /** A picture that stands longer than this, and three times longer than usual, is a gap. */
  private static final long GAP_MICROS = 1_000_000;

  private static final int GAP_PICTURES = 3;

  private final List<Piece> pieces;
  private final long fromMicros;
  private final long toMicros;

  private Mp4Cut(List<Piece> pieces, long fromMicros, long toMicros) {
    this.pieces = pieces;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
  }

  /**
   * Plans.
   *
   * @param pieces oldest first, all with the same codec and size as the first
   * @param fromMicros UTC of the beginning, microseconds
   * @param toMicros UTC of the end, not included
   * @return empty when none of its pictures lies in the interval
   */
  public static Optional<Mp4Plan> plan(List<Piece> pieces, long fromMicros, long toMicros) {
    return new Mp4Cut(pieces, fromMicros, toMicros).plan();
  }

  /** Whether both can be in one file. */
  public static boolean fit(RecordedFile one, RecordedFile other) {
    return one.video().flatMap(mine -> other.video().map(mine::continues)).orElse(false);
  }

  private Optional<Mp4Plan> plan() {
    List<Piece> seen = new ArrayList<>();
    for (Piece each : pieces) {
      if (each.file().video().isPresent()
          && (seen.isEmpty() || fit(seen.get(0).file(), each.file()))) {
        seen.add(each);
      }
    }
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    Reel video = reel(seen, seen.get(0).file().video().orElseThrow());
    int scale = video.track.timescale();
    int shown = firstShown(video, ticks(fromMicros - TOLERANCE_MICROS, scale) + 1);
    long to = ticks(toMicros, scale);
    if (shown < 0 || video.pts(shown) >= to) {
      return Optional.empty();
    }
    long start = video.pts(shown);
    video.keep(keyFor(video, shown), lastDue(video, to));
    long end = start;
    for (int i = 0; i < video.count; i++) {
      end = Math.max(end, video.end[i]);
    }
    end = Math.min(end, to);
    Mp4Plan.Facts facts =
        new Mp4Plan.Facts(
            micros(start, scale),
            micros(end, scale),
            micros(start, scale) - micros(video.pts(0), scale),
            video.count,
            gaps(video, start, end));
    Reel sound = soundOf(seen, facts);
    List<Slice> slices = Layout.of(seen, video, sound);
    return Optional.of(new Mp4Plan(facts, Mp4Header.of(facts, video, sound, slices), slices));
  }

  private static Reel reel(List<Piece> from, Track first) {
    Reel reel = new Reel(first, from.size());
    for (int i = 0; i < from.size(); i++) {
      Samples pictures = from.get(i).file().video().orElseThrow().samples();
      Optional<Track> mine =
          first.kind().equals(Track.VIDEO)
              ? from.get(i).file().video()
              : from.get(i).file().sound();
      if (mine.isPresent() && mine.get().continues(first)) {
        int videoScale = from.get(i).file().video().orElseThrow().timescale();
        long begin =
            ticks(from.get(i).startMicros(), first.timescale())
                - Math.round((double) pictures.pts(0) * first.timescale() / videoScale);
        reel.add(i, mine.get().samples(), begin);
      }
    }
    return reel;
  }

  private static int firstShown(Reel video, long from) {
    int found = -1;
    for (int i = 0; i < video.count; i++) {
      if (video.pts(i) >= from && (found < 0 || video.pts(i) < video.pts(found))) {
        found = i;
      } else if (found >= 0 && video.dts[i] > video.pts(found)) {
        break;
      }
    }
    return found;
  }

  private static int keyFor(Reel video, int shown) {
    for (int i = shown; i >= 0; i--) {
      if (video.isKey(i) && video.pts(i) <= video.pts(shown)) {
        return i;
      }
    }
    return shown;
  }

  /** By decode time: a picture shown later may be needed to decode one that is shown in time. */
  private static int lastDue(Reel video, long to) {
    int n = video.count;
    while (n > 0 && video.dts[n - 1] >= to) {
      n--;
    }
    return n;
  }

  private List<Span> gaps(Reel video, long start, long end) {
    int scale = video.track.timescale();
    long usual = video.typicalDuration();
    long least = Math.max(ticks(GAP_MICROS, scale), GAP_PICTURES * usual);
    List<Span> gaps = new ArrayList<>();
    long from = ticks(fromMicros, scale);
    if (start - from > least) {
      gaps.add(new Span(fromMicros, micros(start, scale)));
    }
    long latest = video.pts(0);
    for (int i = 0; i + 1 < video.count; i++) {
      latest = Math.max(latest, video.pts(i));
      long next = video.pts(i + 1);
      if (next - latest > least && latest >= start) {
        gaps.add(new Span(micros(latest + usual, scale), micros(Math.min(next, end), scale)));
      }
    }
    if (ticks(toMicros, scale) - end > least) {
      gaps.add(new Span(micros(end, scale), toMicros));
    }
    return List.copyOf(gaps);
  }

  private static Reel soundOf(List<Piece> from, Mp4Plan.Facts facts) {
    Optional<Track> first =
        from.stream().flatMap(piece -> piece.file().sound().stream()).findFirst();
    if (first.isEmpty()) {
      return null;
    }
    Reel sound = reel(from, first.get());
    int scale = sound.track.timescale();
    int begin = 0;
    while (begin < sound.count && sound.end[begin] <= ticks(facts.startMicros(), scale)) {
      begin++;
    }
    int end = sound.count;
    while (end > begin && sound.dts[end - 1] >= ticks(facts.endMicros(), scale)) {
      end--;
    }
    sound.keep(begin, end);
    sound.endBy(ticks(facts.endMicros(), scale));
    return sound.count == 0 ? null : sound;
  }

  static long ticks(long micros, int scale) {
    long seconds = Math.floorDiv(micros, MICROS);
    return seconds * scale + Math.round((double) Math.floorMod(micros, MICROS) * scale / MICROS);
  }

  static long micros(long ticks, int scale) {
    long seconds = Math.floorDiv(ticks, (long) scale);
    return seconds * MICROS
        + Math.round((double) Math.floorMod(ticks, (long) scale) * MICROS / scale);
  }
}
