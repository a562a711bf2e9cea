package io.milepost.rsu.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.ReportReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Decides which dropped files may be taken. A file is whole when it holds one complete JSON object
 * or list, which no beginning of such a file does, and has not changed for {@link #SETTLE}. One
 * that is not whole has {@code giveUp} without a change, as this process sees it, to become so;
 * then it is taken as faulty. Hidden files, {@code *.tmp}, {@code *.part} and folders are left
 * alone.
 *
 * <p>Bounds: {@value #BATCH} files per look, the oldest first; {@value #WATCHED} incomplete ones
 * remembered, the others wait for room. Belongs to one thread.
 */
final class DropScan {
  /** Files looked at in one pass. */
  static final int BATCH = 1000;

  /** Incomplete files remembered. */
  static final int WATCHED = 10_000;

  /** A file must have been left alone for so long. */
  static final Duration SETTLE = Duration.ofMillis(100);

  private static final Comparator<Dropped> OLDEST_FIRST =
      Comparator.comparingLong(Dropped::modified).thenComparing(Dropped::file);

  private final Path folder;
  private final long giveUpNanos;
  private final LongSupplier nanos;
  private final LongSupplier utcMillis;
  private final Map<Path, Waiting> waiting = new HashMap<>();
  private final Set<Path> seen = new HashSet<>();

  /**
   * What a look found.
   *
   * @param ready files to take, oldest first
   * @param left files in the folder that wait for a later look, incomplete ones included
   * @param oldestMillis when the oldest of all was modified, UTC; {@code Long.MAX_VALUE} for none
   * @param again whether to look again as soon as files may have settled
   */
  record Found(List<Path> ready, int left, long oldestMillis, boolean again) {}

  private record Dropped(Path file, long modified, long size, boolean regular) {}

  private record Waiting(long modified, long size, long sinceNanos, boolean incomplete) {
    boolean same(Dropped file) {
      return modified == file.modified && size == file.size;
    }
  }

  private enum Verdict {
    TAKE,
    SETTLING,
    INCOMPLETE
  }

  DropScan(Path folder, Duration giveUp, LongSupplier nanos, LongSupplier utcMillis) {
    this.folder = folder;
    this.giveUpNanos = giveUp.toNanos();
    this.nanos = nanos;
    this.utcMillis = utcMillis;
  }

  /** Looks once; takes nothing. */
  Found look(int most) throws IOException {
    long now = nanos.getAsLong();
    PriorityQueue<Dropped> oldest = new PriorityQueue<>(OLDEST_FIRST.reversed());
    int limit = Math.min(most, BATCH);
    int files = 0;
    long oldestMillis = Long.MAX_VALUE;
    seen.clear();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        Dropped file = isOurs(path) ? attributes(path) : null;
        if (file == null) {
          continue;
        }
        files++;
        oldestMillis = Math.min(oldestMillis, file.modified);
        if (waiting.containsKey(path)) {
          seen.add(path);
        }
        if (limit > 0 && !mustWait(file, now)) {
          oldest.add(file);
          if (oldest.size() > limit) {
            oldest.poll();
          }
        }
      }
    }
    waiting.keySet().retainAll(seen);
    return judge(oldest, files, oldestMillis, now);
  }

  private Found judge(PriorityQueue<Dropped> oldest, int files, long oldestMillis, long now) {
    List<Dropped> inOrder = new ArrayList<>(oldest);
    inOrder.sort(OLDEST_FIRST);
    List<Path> ready = new ArrayList<>();
    boolean settling = false;
    for (Dropped file : inOrder) {
      switch (verdict(file, now)) {
        case TAKE -> {
          waiting.remove(file.file);
          ready.add(file.file);
        }
        case SETTLING -> settling = true;
        default -> {
          // looked at again when it changes, or when its time is up
        }
      }
    }
    return new Found(ready, files - ready.size(), oldestMillis, settling);
  }

  static boolean isOurs(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && !name.endsWith(".tmp") && !name.endsWith(".part");
  }

  /** Null for a folder, and for what has just gone. */
  private static Dropped attributes(Path path) throws IOException {
    try {
      BasicFileAttributes a =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return a.isDirectory()
          ? null
          : new Dropped(path, a.lastModifiedTime().toMillis(), a.size(), a.isRegularFile());
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  private boolean mustWait(Dropped file, long now) {
    Waiting known = waiting.get(file.file);
    if (known == null) {
      // Nobody could tell for how long it has been as it is.
      return waiting.size() >= WATCHED && utcMillis.getAsLong() - file.modified < SETTLE.toMillis();
    }
    long age = now - known.sinceNanos;
    return known.incomplete && known.same(file) && age < giveUpNanos;
  }

  private Verdict verdict(Dropped file, long now) {
    if (!file.regular || file.size > EventFolder.MOST_BYTES) {
      return Verdict.TAKE;
    }
    Waiting known = waiting.get(file.file);
    if (known == null || !known.same(file)) {
      if (known == null && waiting.size() >= WATCHED) {
        return isWhole(file.file) ? Verdict.TAKE : Verdict.INCOMPLETE;
      }
      known = new Waiting(file.modified, file.size, now, false);
      waiting.put(file.file, known);
    }
    long age = now - known.sinceNanos;
    if (age >= giveUpNanos) {
      return Verdict.TAKE;
    }
    if (!isWhole(file.file)) {
      if (age < SETTLE.toNanos() * 3) {
        return Verdict.SETTLING;
      }
      waiting.put(file.file, new Waiting(known.modified, known.size, known.sinceNanos, true));
      return Verdict.INCOMPLETE;
    }
    long untouched = utcMillis.getAsLong() - file.modified;
    return untouched >= SETTLE.toMillis() || age >= SETTLE.toNanos()
        ? Verdict.TAKE
        : Verdict.SETTLING;
  }

  private static boolean isWhole(Path file) {
    try {
      JsonNode tree = ReportReader.tree(EventFolder.read(file));
      return tree.isContainerNode();
    } catch (IOException | MilepostException incomplete) {
      return false;
    }
  }

  /** Incomplete files remembered. */
  int watched() {
    return waiting.size();
  }
}
