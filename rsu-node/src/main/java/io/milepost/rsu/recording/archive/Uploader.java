package io.milepost.rsu.recording.archive;

import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/**
 * Brings one file to the archive so that it is there whole or not at all: goes on where an earlier
 * attempt ended if what lies there is really its beginning, reads all of it back, compares, and
 * only then gives it its name. One thread.
 */
final class Uploader {
  private static final int PIECE = 256 * 1024;
  private static final String PART = ".part";

  private final ArchiveStore store;
  private final Throttle throttle;
  private final BooleanSupplier mayGoOn;
  private volatile long sentBytes;

  /**
   * An uploader.
   *
   * @param mayGoOn false ends an upload where it is; it goes on there later
   */
  Uploader(ArchiveStore store, Throttle throttle, BooleanSupplier mayGoOn) {
    this.store = store;
    this.throttle = throttle;
    this.mayGoOn = mayGoOn;
  }

  /** Bytes sent since the start, those sent twice counted twice. */
  long sentBytes() {
    return sentBytes;
  }

  /**
   * Brings a file there; blocks.
   *
   * @param source the file here
   * @param name its name there
   * @return false when it was told to stop
   * @throws ArchiveException saying whose fault it is
   */
  boolean send(Path source, String name, long bytes, String sha256) throws IOException {
    store.check();
    if (store.size(name) == bytes && sha256.equals(digestThere(name, bytes))) {
      return true;
    }
    if (size(source) != bytes) {
      throw new ArchiveException(
          Cause.SOURCE, source + " has not the " + bytes + " bytes that the index says");
    }
    String part = name + PART;
    MessageDigest here = sha();
    try (InputStream in = open(source)) {
      long at = resume(in, part, bytes, here);
      if (at == 0) {
        here.reset();
      }
      try (InputStream from = at == 0 ? open(source) : in;
          ArchiveStore.Target target = store.append(part, at)) {
        if (!copy(from, target, here)) {
          return false;
        }
        target.force();
      }
    }
    if (!sha256.equals(HexFormat.of().formatHex(here.digest()))) {
      store.delete(part);
      throw new ArchiveException(Cause.SOURCE, source + " is not what the index says: its SHA-256");
    }
    if (!sha256.equals(digestThere(part, bytes))) {
      store.delete(part);
      throw new ArchiveException(
          Cause.DAMAGED, name + " came back from the archive with other bytes than were sent");
    }
    // An empty mount point takes files as well; what was written there is not archived.
    store.check();
    store.rename(part, name);
    return true;
  }

  /**
   * How much of an earlier attempt is good.
   *
   * @param in the file here; read up to that place
   * @param here gets what was read
   * @return 0 when it is to begin anew, whatever was read
   */
  private long resume(InputStream in, String part, long bytes, MessageDigest here)
      throws IOException {
    long there = store.size(part);
    if (there <= 0 || there > bytes) {
      return 0;
    }
    byte[] mine = new byte[PIECE];
    byte[] other = new byte[PIECE];
    try (InputStream old = store.read(part)) {
      for (long at = 0; at < there; ) {
        int n = (int) Math.min(PIECE, there - at);
        int m = old.readNBytes(other, 0, n);
        if (in.readNBytes(mine, 0, n) != n
            || m != n
            || !java.util.Arrays.equals(mine, 0, n, other, 0, n)) {
          return 0;
        }
        here.update(mine, 0, n);
        at += n;
      }
    }
    return there;
  }

  private boolean copy(InputStream from, ArchiveStore.Target target, MessageDigest here)
      throws IOException {
    byte[] piece = new byte[PIECE];
    for (int n = from.readNBytes(piece, 0, PIECE); n > 0; n = from.readNBytes(piece, 0, PIECE)) {
      if (!throttle.pass(n) || !mayGoOn.getAsBoolean()) {
        return false;
      }
      target.write(piece, n);
      here.update(piece, 0, n);
      sentBytes += n;
    }
    return true;
  }

  private String digestThere(String name, long bytes) throws IOException {
    MessageDigest digest = sha();
    byte[] piece = new byte[PIECE];
    long read = 0;
    try (InputStream in = store.read(name)) {
      for (int n = in.read(piece, 0, PIECE); n > 0; n = in.read(piece, 0, PIECE)) {
        digest.update(piece, 0, n);
        read += n;
      }
    }
    return read == bytes ? HexFormat.of().formatHex(digest.digest()) : "";
  }

  private static long size(Path source) throws IOException {
    try {
      return Files.size(source);
    } catch (NoSuchFileException e) {
      throw new ArchiveException(Cause.SOURCE, source + " is not here any more", e);
    } catch (IOException e) {
      throw new ArchiveException(Cause.SOURCE, source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path source) throws ArchiveException {
    try {
      return Files.newInputStream(source);
    } catch (IOException e) {
      throw new ArchiveException(Cause.SOURCE, source + " cannot be read: " + e.getMessage(), e);
    }
  }

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
    }
  }
}
