package io.milepost.rsu.recording.mp4;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the samples of all tracks one after the other, as they lie in the files they come from. */
final class Layout {
  private final List<Piece> pieces;
  private final List<Slice> slices = new ArrayList<>();
  private Path file;
  private long from;
  private long upTo;
  private long written;

  private Layout(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** Fills {@link Reel#place}, counted from the first byte of media, and says what to copy. */
  static List<Slice> of(List<Piece> pieces, Reel video, Reel sound) {
    Layout layout = new Layout(pieces);
    int v = 0;
    int s = 0;
    int sounds = sound == null ? 0 : sound.count;
    while (v < video.count || s < sounds) {
      if (s >= sounds || v < video.count && isBefore(video, v, sound, s)) {
        layout.add(video, v++);
      } else {
        layout.add(sound, s++);
      }
    }
    layout.flush();
    return List.copyOf(layout.slices);
  }

  private static boolean isBefore(Reel a, int i, Reel b, int j) {
    return a.piece[i] != b.piece[j] ? a.piece[i] < b.piece[j] : a.offset(i) < b.offset(j);
  }

  private void add(Reel reel, int i) {
    Path mine = pieces.get(reel.piece[i]).file().file();
    long at = reel.offset(i);
    if (!mine.equals(file) || at != upTo) {
      flush();
      file = mine;
      from = at;
    }
    reel.place[i] = written;
    upTo = at + reel.size(i);
    written += reel.size(i);
  }

  private void flush() {
    if (file != null && upTo > from) {
      slices.add(new Slice(file, from, upTo - from));
    }
    file = null;
  }
}
