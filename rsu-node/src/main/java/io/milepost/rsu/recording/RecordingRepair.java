package io.milepost.rsu.recording;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.SourceException;
import io.milepost.rsu.camera.StreamInfo;
import io.milepost.rsu.recording.SegmentSummary.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes disk and index agree again, beside the recording: first the segments that the last run left
 * open end at their last whole fragment, newest first; then files without a row get one; then rows
 * without a file go, and files that are not as long as indexed are looked into. Rows go only while
 * the marker file is there, and not when most are missing at once: an empty mount point must never
 * empty an index. Nothing that may hold pictures is deleted.
 */
final class RecordingRepair implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingRepair.class);
  private static final int PAGE = 500;

  /** So many rows without a file, and so great a part of all, are a disk that is not there. */
  private static final int MANY_MISSING = 100;

  private static final double GREAT_PART = 0.5;

  /** Less than a second of the thinnest video: a file this small without a fragment is empty. */
  private static final long EMPTY_BYTES = 64 * 1024;

  private final RecordingFolder folder;
  private final SegmentIndex index;
  private final CoverageLedger ledger;
  private final AtomicLong left = new AtomicLong();
  private List<Segment> torn = List.of();
  private volatile String problem;
  private volatile boolean stopped;
  private long patrolMicros = Long.MAX_VALUE;
  private long patrolRow = Long.MAX_VALUE;

  RecordingRepair(RecordingFolder folder, SegmentIndex index, CoverageLedger ledger) {
    this.folder = folder;
    this.index = index;
    this.ledger = ledger;
  }

  /**
   * Looks whether the recordings are there and what the last run left open; quick, and to be done
   * before anything records.
   *
   * @return a sentence when recordings are missing as a whole, null when all is well
   */
  String prepare() throws IOException {
    Files.createDirectories(folder.path());
    torn = index.open();
    left.set(torn.size());
    if (!folder.isPresent()) {
      List<Segment> newest = index.page(Long.MAX_VALUE, Long.MAX_VALUE, PAGE);
      if (!newest.isEmpty()
          && newest.stream().noneMatch(row -> Files.exists(folder.resolve(row.path())))) {
        left.set(0);
        torn = List.of();
        return "the folder of recordings "
            + folder.path()
            + " is empty but the index knows of segments there; is its disk mounted?";
      }
      folder.mark();
    }
    return null;
  }

  /** Segments of the last run that are still to be looked into. */
  long left() {
    return left.get();
  }

  /** What was found wrong, null when nothing was. */
  String problem() {
    return problem;
  }

  /** Ends soon. */
  void stop() {
    stopped = true;
  }

  /** Repairs; blocks for the disk. Others may record meanwhile. */
  @Override
  public void run() {
    try {
      for (Segment each : torn) {
        if (!stopped && folder.isPresent()) {
          mend(each);
        }
        left.decrementAndGet();
      }
      adoptUnknown();
      checkRows();
    } catch (IOException | MilepostException e) {
      problem = "recordings cannot be compared with their index: " + e.getMessage();
      LOG.warn("repair broken off reason={}", e.toString());
    }
  }

  /**
   * Looks at some rows more, from the newest to the oldest and then again: what the disk has lost
   * or shortened since the start becomes a gap, as at the start. Blocks for the disk; one thread,
   * once {@link #run} has ended.
   */
  void patrol() throws IOException {
    if (stopped || problem != null || !folder.isPresent()) {
      return;
    }
    List<Segment> page = index.page(patrolMicros, patrolRow, PAGE);
    Segment last = page.isEmpty() ? null : page.get(page.size() - 1);
    patrolMicros = last == null ? Long.MAX_VALUE : last.startMicros();
    patrolRow = last == null ? Long.MAX_VALUE : last.id();
    List<Segment> missing = new ArrayList<>();
    for (Segment row : page) {
      check(row, missing);
    }
    forget(missing, page.size());
  }

  private void mend(Segment row) throws IOException {
    if (Files.exists(folder.resolve(row.path()))) {
      try {
        repair(row.id(), row.path(), row.startMicros());
      } catch (IOException e) {
        LOG.warn("segment not repaired path={} reason={}", row.path(), e.toString());
      }
    }
  }

  private void adoptUnknown() throws IOException {
    for (Path camera : folders(folder.path())) {
      for (Path day : folders(camera)) {
        if (stopped || !folder.isPresent()) {
          return;
        }
        List<Path> unknown = new ArrayList<>();
        for (Path file : entries(day)) {
          String path = folder.relative(file);
          // In this order: what is no longer being written has its row by then.
          if (epochMillis(file) != null && !folder.isWriting(path) && !index.knows(path)) {
            unknown.add(file);
          }
        }
        for (Path file : unknown) {
          adopt(file);
        }
      }
    }
  }

  private void adopt(Path file) throws IOException {
    String path = folder.relative(file);
    if (stopped || folder.isWriting(path) || index.knows(path)) {
      return;
    }
    long startMicros = epochMillis(file) * 1000;
    long row = index.begin(path.substring(0, path.indexOf('/')), path, startMicros);
    try {
      repair(row, path, startMicros);
    } catch (IOException e) {
      index.forget(row);
      LOG.warn("segment not adopted path={} reason={}", path, e.toString());
    }
  }

  /** Folders in a folder, newest name first; those that may not be read are none. */
  private static List<Path> folders(Path in) {
    return entries(in).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> entries(Path in) {
    try (Stream<Path> all = Files.list(in)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      // A disk of its own has a lost+found that only root may read.
      LOG.debug("not looked into path={} reason={}", in, e.toString());
      return List.of();
    }
  }

  private void checkRows() throws IOException {
    List<Segment> missing = new ArrayList<>();
    long rows = 0;
    List<Segment> page = index.page(Long.MAX_VALUE, Long.MAX_VALUE, PAGE);
    while (!page.isEmpty() && !stopped) {
      for (Segment row : page) {
        rows++;
        check(row, missing);
      }
      Segment last = page.get(page.size() - 1);
      page = index.page(last.startMicros(), last.id(), PAGE);
    }
    forget(missing, rows);
  }

  private void forget(List<Segment> missing, long rows) {
    if (missing.isEmpty()) {
      return;
    }
    if (!folder.isPresent()
        || missing.size() > MANY_MISSING && missing.size() > GREAT_PART * rows) {
      problem =
          missing.size()
              + " of "
              + rows
              + " segments are missing at "
              + folder.path()
              + "; their index is kept, is the right disk mounted?";
      LOG.warn("segments missing, index kept missing={} rows={}", missing.size(), rows);
      return;
    }
    for (Segment row : missing) {
      LOG.warn("segment file missing path={}", row.path());
      forgetMissing(row);
    }
  }

  private void forgetMissing(Segment row) {
    if (row.endMicros() > row.startMicros()) {
      ledger.over(
          row.camera(),
          new Span(row.startMicros(), row.endMicros()),
          Stretch.Cause.DISK,
          "the disk has lost the file of this time",
          false);
    }
    index.forget(row.id());
  }

  private void check(Segment row, List<Segment> missing) {
    if (row.isOpen() || folder.isWriting(row.path())) {
      return;
    }
    Path file = folder.resolve(row.path());
    try {
      if (Files.size(file) != row.bytes()) {
        LOG.warn("segment not as long as indexed path={} bytes={}", row.path(), row.bytes());
        repair(row.id(), row.path(), row.startMicros());
      }
    } catch (NoSuchFileException e) {
      // Retention may have deleted it since the page was read.
      if (index.knows(row.path())) {
        missing.add(row);
      }
    } catch (IOException e) {
      LOG.warn("segment not checked path={} reason={}", row.path(), e.toString());
    }
  }

  private static Long epochMillis(Path file) {
    String name = file.getFileName().toString();
    return name.matches("\\d{12,14}\\.mp4")
        ? Long.valueOf(name.substring(0, name.length() - ".mp4".length()))
        : null;
  }

  private void repair(long row, String path, long startMicros) throws IOException {
    Optional<SegmentSummary> found = repairFile(folder.resolve(path), startMicros);
    if (found.isPresent()) {
      index.finish(row, found.get(), "repaired");
      LOG.info("segment repaired path={} frames={}", path, found.get().frames());
    } else {
      index.forget(row);
      LOG.warn("segment held no whole fragment path={}", path);
    }
  }

  /** Closes a writer that failed and keeps what it has on disk. */
  static void salvage(RecordingFolder folder, SegmentIndex index, long row, SegmentWriter writer)
      throws IOException {
    writer.close();
    Path file = writer.file();
    if (row == 0) {
      return;
    }
    if (Files.notExists(file)) {
      if (folder.isPresent()) {
        index.forget(row);
      }
      return;
    }
    new RecordingRepair(folder, index, null)
        .repair(row, folder.relative(file), writer.startMicros());
  }

  /**
   * Cuts a file after its last whole fragment. Without one it goes when it is too small to hold
   * pictures, and else is set aside under another name, as is what cannot be read.
   */
  static Optional<SegmentSummary> repairFile(Path file, long startMicros) throws IOException {
    long length = FragmentedFile.wholeLength(file);
    if (length > 0) {
      try (PacketFile packets = PacketFile.upTo(file, length)) {
        if (length < Files.size(file)) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
          }
        }
        return Optional.of(summary(file, length, startMicros, packets));
      } catch (SourceException e) {
        LOG.warn("segment cannot be read file={} reason={}", file, e.getMessage());
      }
    }
    if (Files.size(file) < EMPTY_BYTES) {
      Files.delete(file);
    } else {
      Files.move(file, file.resolveSibling(file.getFileName() + ".unreadable"));
    }
    return Optional.empty();
  }

  private static SegmentSummary summary(
      Path file, long length, long startMicros, PacketFile packets) throws IOException {
    long frames = 0;
    long first = 0;
    long firstDts = 0;
    long end = 0;
    long endDts = 0;
    List<Long> fragments = new ArrayList<>();
    FragmentedFile.fragments(file, fragments);
    Gops.Builder gops = new Gops.Builder();
    int fragment = 0;
    for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
      first = frames == 0 ? packet.pts() : first;
      firstDts = frames == 0 ? packet.dts() : firstDts;
      if (fragment < fragments.size() && packet.pos() > fragments.get(fragment)) {
        while (fragment + 1 < fragments.size() && packet.pos() > fragments.get(fragment + 1)) {
          fragment++;
        }
        if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
          gops.add(packet.pts() - first, fragments.get(fragment));
        }
        fragment++;
      }
      end = Math.max(end, packet.pts() + packet.duration());
      endDts = packet.dts() + packet.duration();
      frames++;
    }
    if (frames == 0) {
      throw new SourceException(SourceException.Kind.CAMERA, file + " holds no pictures");
    }
    StreamInfo info = packets.info();
    return new SegmentSummary(
        startMicros + SegmentWriter.length(end - first, endDts - firstDts),
        frames,
        length,
        Digests.sha256(file),
        new Look(info.codec(), info.width(), info.height()),
        gops.build());
  }
}
