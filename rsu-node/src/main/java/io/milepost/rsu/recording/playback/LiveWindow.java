package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Segment;
import io.milepost.rsu.recording.SegmentIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last segments of a camera, numbered for players. Numbers go on from one another as long as
 * the node runs and begin at the seconds of its start, so that they never go back when it starts
 * anew: no segment is shorter than a second. Thread-safe; blocks for the disk.
 */
final class LiveWindow {
  /** Segments in the playlist, the one being written included. */
  private static final int SEGMENTS = 6;

  /** Of these, those that name their parts. */
  private static final int WITH_PARTS = 2;

  /** How far back a segment may lie and still belong to the present. */
  private static final long BACK_MICROS = 120_000_000;

  /** Nothing newer than this: the camera is not live. */
  private static final long STALE_MICROS = 30_000_000;

  /** Many viewers ask at once; the disk is asked this often. */
  private static final long REFRESH_NANOS = 40_000_000;

  private final SegmentIndex index;
  private final Path folder;
  private final String camera;
  private final Map<Long, Long> numbers = new HashMap<>();
  private final Map<Long, Piece> closed = new HashMap<>();
  private List<HlsEntry> entries = List.of();
  private long next = System.currentTimeMillis() / 1000;
  private long breaksBefore;
  private long refreshedNanos = System.nanoTime() - REFRESH_NANOS;
  private Piece writing;
  private long writingBytes;

  LiveWindow(SegmentIndex index, Path folder, String camera) {
    this.index = index;
    this.folder = folder;
    this.camera = camera;
  }

  synchronized Optional<Hls.Live> playlist(String query) {
    if (System.nanoTime() - refreshedNanos >= REFRESH_NANOS) {
      refresh();
      refreshedNanos = System.nanoTime();
    }
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    long first = numbers.get(entries.get(0).start());
    HlsEntry last = entries.get(entries.size() - 1);
    String text = HlsPlaylist.live(entries, first, breaksBefore, query);
    long number = numbers.get(last.start());
    // A complete segment is over: the next part belongs to the one after it.
    return Optional.of(
        last.complete()
            ? new Hls.Live(text, number + 1, -1)
            : new Hls.Live(text, number, last.parts().size() - 1));
  }

  private void refresh() {
    long now = System.currentTimeMillis() * 1000;
    List<Segment> rows = index.overlapping(camera, now - BACK_MICROS, Long.MAX_VALUE);
    List<Piece> pieces = new ArrayList<>();
    for (Segment row : rows.subList(Math.max(0, rows.size() - SEGMENTS), rows.size())) {
      Piece piece = piece(row);
      if (piece != null) {
        pieces.add(piece);
      }
    }
    closed.keySet().retainAll(pieces.stream().map(each -> each.segment().startMicros()).toList());
    if (pieces.isEmpty() || pieces.get(pieces.size() - 1).toMicros() < now - STALE_MICROS) {
      entries = List.of();
      return;
    }
    List<HlsEntry> fresh = Hls.entries(pieces, WITH_PARTS, false);
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).breaks() && entries.get(i).start() <= fresh.get(0).start()) {
        breaksBefore++;
      }
    }
    fresh.forEach(entry -> numbers.computeIfAbsent(entry.start(), start -> next++));
    numbers.keySet().retainAll(fresh.stream().map(HlsEntry::start).toList());
    entries = fresh;
  }

  private Piece piece(Segment row) {
    Piece known = closed.get(row.startMicros());
    if (known != null) {
      return known;
    }
    try {
      Path file = folder.resolve(row.path());
      long bytes = Files.size(file);
      boolean same =
          writing != null
              && row.isOpen()
              && writing.segment().startMicros() == row.startMicros()
              && writingBytes == bytes;
      Piece piece = same ? writing : Hls.read(folder, row);
      if (row.isOpen()) {
        writing = piece;
        writingBytes = bytes;
      } else if (piece != null) {
        closed.put(row.startMicros(), piece);
      }
      return piece;
    } catch (IOException e) {
      // Being made or gone: the next refresh knows.
      return null;
    }
  }
}
