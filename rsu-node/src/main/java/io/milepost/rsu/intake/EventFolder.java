package io.milepost.rsu.intake;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folder that others drop files into, and its three subfolders. A file moves {@code drop →
 * queue/ → done/ | failed/}, each step one atomic rename inside one file system, so a process that
 * dies leaves it in exactly one place. Belongs to one thread; the lock file keeps other processes
 * out.
 *
 * <p>A claimed file is named {@code <claimed at, ms UTC>-<n>-<name>}: its order and the time of a
 * report without one survive a restart. Names are made of letters, digits, dot, dash and
 * underscore; any other byte of the original becomes an underscore.
 */
final class EventFolder implements AutoCloseable {
  /** Largest event file, bytes; as large as an HTTP body. */
  static final int MOST_BYTES = 64 * 1024;

  private static final String LOCK = ".milepost.lock";
  private static final String REASON = ".reason.txt";
  private static final int NAME_CHARS = 120;
  private static final int STAMP_DIGITS = 13;

  private final Path drop;
  private final Path queue;
  private final Path done;
  private final Path failed;
  private FileChannel channel;
  private FileLock lock;
  private long next = 1;

  EventFolder(Path drop) {
    this.drop = drop;
    this.queue = drop.resolve("queue");
    this.done = drop.resolve("done");
    this.failed = drop.resolve("failed");
  }

  /** Creates what is missing; the folder itself only before it was first used. */
  void create() throws IOException {
    if (lock == null) {
      Files.createDirectories(drop);
    } else if (!Files.isDirectory(drop)) {
      throw new NoSuchFileException(drop.toString());
    }
    for (Path each : new Path[] {queue, done, failed}) {
      if (!Files.isDirectory(each)) {
        Files.createDirectory(each);
      }
    }
    if (lock == null) {
      lock();
    }
    if (!Files.isWritable(drop)) {
      throw new AccessDeniedException(drop.toString());
    }
  }

  private void lock() throws IOException {
    try {
      channel =
          FileChannel.open(drop.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel.tryLock();
    } catch (OverlappingFileLockException held) {
      lock = null;
    }
    if (lock == null) {
      close();
      throw new MilepostException(
          FailureCode.CONFLICT, "another node watches it; give each node a folder of its own");
    }
  }

  Path drop() {
    return drop;
  }

  Path queue() {
    return queue;
  }

  Path done() {
    return done;
  }

  Path failed() {
    return failed;
  }

  /**
   * Takes a file away from those who dropped it.
   *
   * @return its name in {@code queue/}
   * @throws NoSuchFileException when it is gone
   */
  String claim(Path file, long utcMillis) throws IOException {
    String name =
        String.format(Locale.ROOT, "%013d-%06d-%s", utcMillis, next++, safe(file.getFileName()));
    Files.move(file, queue.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    return name;
  }

  /** The {@code most} names that come first in {@code queue/} and are none of {@code known}. */
  TreeSet<String> queued(Set<String> known, int most) throws IOException {
    TreeSet<String> first = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(queue)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.equals(safe(file.getFileName()))) {
          // Somebody put it here by hand.
          name = claim(file, System.currentTimeMillis());
        }
        if (!known.contains(name)) {
          first.add(name);
          if (first.size() > most) {
            first.pollLast();
          }
        }
      }
    }
    return first;
  }

  /**
   * When a queued file was claimed, UTC milliseconds; {@code otherwise} when its name is not ours.
   */
  static long claimedAt(String name, long otherwise) {
    boolean ours = name.matches("\\d{" + STAMP_DIGITS + "}-\\d{6,}-.*");
    return ours ? Long.parseLong(name.substring(0, STAMP_DIGITS)) : otherwise;
  }

  /** The name a queued file was dropped under. */
  static String original(String name) {
    return name.matches("\\d{" + STAMP_DIGITS + "}-\\d{6,}-.*")
        ? name.substring(name.indexOf('-', STAMP_DIGITS + 1) + 1)
        : name;
  }

  /**
   * The content of a file; never follows links.
   *
   * @throws MilepostException BAD_REQUEST when it is longer than {@link #MOST_BYTES}
   */
  static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw tooLong();
      }
      return bytes;
    }
  }

  static MilepostException tooLong() {
    return new MilepostException(
        FailureCode.BAD_REQUEST,
        "the file is larger than 64 KiB; a report takes a few hundred bytes");
  }

  /** Marks a queued file as done. */
  void finish(String name) throws IOException {
    Files.move(queue.resolve(name), free(done, name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Puts a queued file aside with the reason beside it, the reason first. */
  void fail(String name, String reason) throws IOException {
    Path target = free(failed, name);
    Files.write(
        target.resolveSibling(target.getFileName() + REASON),
        (reason + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(queue.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Under the original name if nothing has it, else under the name in the queue. */
  private static Path free(Path folder, String name) {
    Path plain = folder.resolve(original(name));
    return Files.exists(plain, LinkOption.NOFOLLOW_LINKS) ? folder.resolve(name) : plain;
  }

  /** Deletes the oldest of {@code done/} and {@code failed/}, at most some thousands at a time. */
  void prune(int keepDone, int keepFailed) throws IOException {
    Shelf.prune(done, keepDone, "");
    Shelf.prune(failed, keepFailed, REASON);
  }

  /** Letters, digits, dot, dash, underscore; no hidden files and no names that grow too long. */
  static String safe(Path name) {
    String text = name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    String cut = text.length() <= NAME_CHARS ? text : text.substring(text.length() - NAME_CHARS);
    return cut.startsWith(".") ? "_" + cut.substring(1) : cut;
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException ignored) {
      // The lock ends with the process at the latest.
    }
    channel = null;
    lock = null;
  }
}
