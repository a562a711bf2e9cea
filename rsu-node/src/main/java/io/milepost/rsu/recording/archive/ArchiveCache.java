package io.milepost.rsu.recording.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archived files as files of this machine: where the store is a folder, itself; else a copy, kept
 * within a bound, the one unused for longest going first. Thread-safe; fetches one at a time.
 */
final class ArchiveCache {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveCache.class);

  private final ArchiveStore store;
  private final Path folder;
  private final long mostBytes;

  ArchiveCache(ArchiveStore store, Path folder, long mostBytes) {
    this.store = store;
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** The file; empty when it is not to be had or larger than the whole cache. */
  Optional<Path> file(String name, Item item) {
    Optional<Path> local = store.local(name);
    if (local.isPresent()) {
      return local;
    }
    return item.bytes() > mostBytes ? Optional.empty() : fetched(name, item);
  }

  private synchronized Optional<Path> fetched(String name, Item item) {
    Path file = folder.resolve(item.sha256() + ".mp4");
    try {
      if (!Files.isRegularFile(file)) {
        Files.createDirectories(folder);
        makeRoom(item.bytes());
        fetch(name, item, file);
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(file);
    } catch (IOException e) {
      LOG.warn("not fetched from the archive name={} reason=\"{}\"", name, e.getMessage());
      return Optional.empty();
    }
  }

  private void fetch(String name, Item item, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    MessageDigest digest = Uploader.sha();
    try {
      try (InputStream in = store.read(name);
          OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
        in.transferTo(out);
      }
      if (!item.sha256().equals(HexFormat.of().formatHex(digest.digest()))) {
        throw new IOException("it is not what was archived: its SHA-256 differs");
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Who still reads a file that goes reads it to its end. */
  private void makeRoom(long bytes) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    files.sort(Comparator.comparingLong(each -> each.toFile().lastModified()));
    long total = bytes;
    for (Path each : files) {
      total += Files.size(each);
    }
    for (Path each : files) {
      if (total <= mostBytes) {
        return;
      }
      total -= Files.size(each);
      Files.delete(each);
    }
  }
}
