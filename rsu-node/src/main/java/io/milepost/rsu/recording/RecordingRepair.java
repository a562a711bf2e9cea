package io.milepost.rsu.recording;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.SourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes disk and index agree again: segments that a power cut tore end at their last whole
 * fragment, files without a row get one, rows without a file go. The last only while the marker
 * file is there: an empty mount point must never empty an index.
 */
final class RecordingRepair {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingRepair.class);
  private static final String MARKER = ".milepost-recordings";
  private static final int DEPTH = 3;

  private final Path folder;
  private final SegmentIndex index;

  RecordingRepair(Path folder, SegmentIndex index) {
    this.folder = folder;
    this.index = index;
  }

  /**
   * Repairs; blocks for the disk. Nothing must be recording.
   *
   * @return a sentence when recordings are missing as a whole, null when all is well
   */
  String run() throws IOException {
    Files.createDirectories(folder);
    Path marker = folder.resolve(MARKER);
    List<Segment> rows = index.everything();
    if (Files.notExists(marker)) {
      if (rows.stream().anyMatch(row -> Files.exists(folder.resolve(row.path())))
          || rows.isEmpty()) {
        Files.writeString(marker, "Milepost keeps recordings here. Do not delete this file.\n");
      } else {
        return "the folder of recordings "
            + folder
            + " is empty but the index knows "
            + rows.size()
            + " segments; is its disk mounted?";
      }
    }
    Set<String> known = new HashSet<>();
    for (Segment row : rows) {
      known.add(row.path());
      if (Files.notExists(folder.resolve(row.path()))) {
        LOG.warn("segment file missing path={}", row.path());
        index.forget(row.id());
      } else if (row.isOpen()) {
        repair(row.id(), row.path(), row.startMicros());
      }
    }
    adoptUnknown(known);
    return null;
  }

  private void adoptUnknown(Set<String> known) throws IOException {
    List<Path> unknown = new ArrayList<>();
    Files.walkFileTree(
        folder,
        Set.of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (epochMillis(file) != null
                && file.getNameCount() == folder.getNameCount() + DEPTH
                && !known.contains(folder.relativize(file).toString())) {
              unknown.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // A disk of its own has a lost+found that only root may read.
            LOG.debug("not looked into path={} reason={}", file, e.toString());
            return FileVisitResult.CONTINUE;
          }
        });
    for (Path file : unknown) {
      Path path = folder.relativize(file);
      long startMicros = epochMillis(file) * 1000;
      long row = index.begin(path.getName(0).toString(), path.toString(), startMicros);
      repair(row, path.toString(), startMicros);
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
      LOG.warn("segment held no whole fragment and is gone path={}", path);
    }
  }

  /** Closes a writer that failed and keeps what it has on disk. */
  static void salvage(Path folder, SegmentIndex index, long row, SegmentWriter writer)
      throws IOException {
    writer.close();
    Path file = writer.file();
    if (row == 0) {
      return;
    }
    if (Files.notExists(file)) {
      index.forget(row);
      return;
    }
    new RecordingRepair(folder, index)
        .repair(row, folder.relativize(file).toString(), writer.startMicros());
  }

  /** Cuts a file after its last whole fragment; deletes it and returns nothing if there is none. */
  static Optional<SegmentSummary> repairFile(Path file, long startMicros) throws IOException {
    long length = FragmentedFile.wholeLength(file);
    if (length > 0) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(length);
        channel.force(true);
      }
      try (PacketFile packets = PacketFile.upTo(file, length)) {
        return Optional.of(summary(file, length, startMicros, packets));
      } catch (SourceException e) {
        LOG.warn("segment cannot be read file={} reason={}", file, e.getMessage());
      }
    }
    Files.delete(file);
    return Optional.empty();
  }

  private static SegmentSummary summary(
      Path file, long length, long startMicros, PacketFile packets) throws IOException {
    long frames = 0;
    long first = 0;
    long end = 0;
    for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
      first = frames == 0 ? packet.pts() : first;
      end = Math.max(end, packet.pts() + packet.duration());
      frames++;
    }
    if (frames == 0) {
      throw new SourceException(SourceException.Kind.CAMERA, file + " holds no pictures");
    }
    return new SegmentSummary(startMicros + end - first, frames, length, Digests.sha256(file));
  }
}
