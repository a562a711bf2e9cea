package io.milepost.rsu.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Keeps a folder of finished files from growing without end. */
final class Shelf {
  private static final int MOST_AT_ONCE = 5000;
  private static final Comparator<Old> NEWEST_FIRST =
      Comparator.comparingLong(Old::since).thenComparing(Old::file).reversed();

  private record Old(Path file, long since) {}

  private Shelf() {}

  /**
   * Deletes the oldest files beyond a number; memory for a bounded number of names only.
   *
   * @param companion ending of files that lie beside others and go with them; empty for none
   * @return files deleted, companions not counted
   */
  static int prune(Path folder, int keep, String companion) throws IOException {
    int excess = count(folder, companion) - keep;
    if (excess <= 0) {
      return 0;
    }
    int deleted = 0;
    PriorityQueue<Old> oldest = new PriorityQueue<>(NEWEST_FIRST);
    int most = Math.min(excess, MOST_AT_ONCE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!isCompanion(file, companion)) {
          oldest.add(new Old(file, since(file)));
          if (oldest.size() > most) {
            oldest.poll();
          }
        }
      }
    }
    for (Old old : oldest) {
      // The companion goes last: a file without its reason would be a riddle.
      if (Files.deleteIfExists(old.file)) {
        deleted++;
      }
      if (!companion.isEmpty()) {
        Files.deleteIfExists(old.file.resolveSibling(old.file.getFileName() + companion));
      }
    }
    return deleted;
  }

  private static int count(Path folder, String companion) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        count += isCompanion(file, companion) ? 0 : 1;
      }
    }
    return count;
  }

  private static boolean isCompanion(Path file, String companion) {
    return !companion.isEmpty() && file.getFileName().toString().endsWith(companion);
  }

  /** When it was put here: a rename leaves the time of the content alone but sets ctime. */
  private static long since(Path file) throws IOException {
    try {
      return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS))
          .toMillis();
    } catch (NoSuchFileException gone) {
      return Long.MAX_VALUE;
    }
  }
}
