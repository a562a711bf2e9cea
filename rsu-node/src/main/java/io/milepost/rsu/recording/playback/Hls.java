package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Segment;
import io.milepost.rsu.recording.SegmentIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The recordings of a node as HLS: any stretch of the past, and the present with the fragments of
 * the running segment as parts. The same fragments as on disk, with UTC as their time, so that
 * nothing is written or encoded for it. Thread-safe; blocks for the disk.
 *
 * <p>Names inside a camera's folder: {@code <start>-init.mp4} is the header of a segment, {@code
 * <start>.m4s} its fragments, {@code <start>-<n>.m4s} one of them; {@code <start>} is the UTC of
 * its first picture in microseconds.
 */
public final class Hls {
  /** Two segments further apart than this do not follow on each other. */
  private static final long GAP_MICROS = 500_000;

  private final SegmentIndex index;
  private final Path folder;
  private final Map<String, LiveWindow> windows = new ConcurrentHashMap<>();

  /**
   * HLS of the recordings in a folder.
   *
   * @param index knows them
   * @param folder holds them
   */
  public Hls(SegmentIndex index, Path folder) {
    this.index = index;
    this.folder = folder;
  }

  /**
   * A playlist of the present and how far it goes.
   *
   * @param text the playlist
   * @param sequence number of its last segment
   * @param part number of the last part in that segment, -1 when there is none
   */
  public record Live(String text, long sequence, int part) {
    /** Whether it holds this part, or this whole segment when {@code wantedPart} is negative. */
    public boolean has(long wantedSequence, int wantedPart) {
      return sequence > wantedSequence
          || sequence == wantedSequence && wantedPart >= 0 && part >= wantedPart;
    }
  }

  /**
   * The playlist of a stretch of the past.
   *
   * @param query appended to every name in it, with its question mark; may be empty
   * @return empty when nothing of it is recorded
   */
  public Optional<String> recorded(String camera, long fromMicros, long toMicros, String query) {
    List<HlsEntry> entries = entries(index.overlapping(camera, fromMicros, toMicros));
    return entries.isEmpty() ? Optional.empty() : Optional.of(HlsPlaylist.recorded(entries, query));
  }

  /** The playlist of the present; empty when nothing has been recorded for a while. */
  public Optional<Live> live(String camera, String query) {
    return windows.computeIfAbsent(camera, id -> new LiveWindow(index, folder, id)).playlist(query);
  }

  /** The header of a segment; empty when there is none. */
  public Optional<byte[]> init(String camera, long start) throws IOException {
    Optional<Piece> piece = piece(camera, start);
    return piece.map(found -> found.map().init());
  }

  /** The fragments of a segment; empty when there is none. */
  public Optional<VirtualFile> media(String camera, long start) throws IOException {
    Optional<Piece> piece = piece(camera, start);
    return piece.isEmpty() ? Optional.empty() : Optional.of(new FragmentFile(piece.get()));
  }

  /** One fragment of a segment; empty when there is none. */
  public Optional<VirtualFile> part(String camera, long start, int number) throws IOException {
    Optional<Piece> piece = piece(camera, start);
    if (piece.isEmpty() || number >= piece.get().chosen().size()) {
      return Optional.empty();
    }
    Piece whole = piece.get();
    List<Fragment> one = List.of(whole.chosen().get(number));
    return Optional.of(
        new FragmentFile(new Piece(whole.segment(), whole.file(), whole.map(), one)));
  }

  private Optional<Piece> piece(String camera, long start) throws IOException {
    for (Segment segment : index.overlapping(camera, start, start)) {
      if (segment.startMicros() == start) {
        return Optional.ofNullable(read(folder, segment));
      }
    }
    return Optional.empty();
  }

  /** A segment with all its fragments; null when it has none yet or its file is gone. */
  static Piece read(Path folder, Segment segment) throws IOException {
    Path file = folder.resolve(segment.path());
    if (Files.notExists(file)) {
      return null;
    }
    FragmentMap map = FragmentMap.read(file);
    return map.fragments().isEmpty() ? null : new Piece(segment, file, map, map.fragments());
  }

  private List<HlsEntry> entries(List<Segment> segments) {
    List<Piece> pieces = new ArrayList<>();
    for (Segment segment : segments) {
      try {
        Piece piece = read(folder, segment);
        if (piece != null) {
          pieces.add(piece);
        }
      } catch (IOException e) {
        // A damaged segment is a gap in the playlist; the repair at boot tells of it.
        continue;
      }
    }
    return entries(pieces, 0, true);
  }

  /**
   * Entries of segments in order.
   *
   * @param withParts how many of the last ones name their parts
   * @param ended whether the last one counts as complete though it is being written
   */
  static List<HlsEntry> entries(List<Piece> pieces, int withParts, boolean ended) {
    List<HlsEntry> entries = new ArrayList<>();
    Piece before = null;
    long init = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean same = before != null && Arrays.equals(before.map().init(), piece.map().init());
      init = same ? init : piece.segment().startMicros();
      boolean breaks =
          before == null || !same || piece.fromMicros() - before.toMicros() > GAP_MICROS;
      boolean parts = i >= pieces.size() - withParts;
      entries.add(
          new HlsEntry(
              piece.segment().startMicros(),
              (piece.toMicros() - piece.fromMicros()) / 1e6,
              init,
              breaks,
              ended || !piece.segment().isOpen(),
              parts ? parts(piece) : List.of()));
      before = piece;
    }
    return entries;
  }

  private static List<HlsEntry.Part> parts(Piece piece) {
    double timescale = piece.map().video().timescale();
    return piece.chosen().stream()
        .map(each -> new HlsEntry.Part(each.duration() / timescale, each.key()))
        .toList();
  }
}
