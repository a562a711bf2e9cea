package io.milepost.rsu.recording.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where archived files lie. Names are relative, parted by {@code /}. Every method blocks, possibly
 * for as long as a network does, and throws {@link ArchiveException} AWAY when the store is not
 * there. Thread-safe.
 */
interface ArchiveStore extends Closeable {
  /** Name of the empty file that shows that the store is the store, not an empty mount point. */
  String MARKER = ".milepost-archive";

  /** Throws when the store is not there or has no marker. */
  void check() throws IOException;

  /** Bytes of a file, -1 when there is none. */
  long size(String name) throws IOException;

  /** Opens a file for writing from an offset on; what lies behind the offset is cut off. */
  Target append(String name, long offset) throws IOException;

  /** Opens a file for reading. */
  InputStream read(String name) throws IOException;

  /** Gives a file its final name, in place of one that has it. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Space there. */
  Space space() throws IOException;

  /** A file of the store as a file of this machine; empty when it must be fetched. */
  Optional<Path> local(String name);

  /** What is told of it: never a password. */
  String shown();

  /**
   * Space of a store.
   *
   * @param free bytes that can be written
   * @param total bytes
   */
  record Space(long free, long total) {}

  /** A file that is being written. */
  interface Target extends Closeable {
    /** Adds bytes. */
    void write(byte[] bytes, int length) throws IOException;

    /** Returns when all of it is on the store's disk, as far as the store tells. */
    void force() throws IOException;
  }
}
