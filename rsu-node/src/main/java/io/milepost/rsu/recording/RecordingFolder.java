package io.milepost.rsu.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of recordings, known by its marker file: where that is missing, a disk may not be
 * mounted, and what is missing too says nothing. Also knows which files are being written, so that
 * nobody takes them for lost ones. Thread-safe.
 */
final class RecordingFolder {
  private static final String MARKER = ".milepost-recordings";
  private static final String WORDS = "Milepost keeps recordings here. Do not delete this file.\n";

  private final Path path;
  private final Set<String> writing = ConcurrentHashMap.newKeySet();

  RecordingFolder(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** A file of it. */
  Path resolve(String relative) {
    return path.resolve(relative);
  }

  /** How the index names a file. */
  String relative(Path file) {
    return path.relativize(file).toString();
  }

  /** Whether what is seen there are the recordings. */
  boolean isPresent() {
    return Files.exists(path.resolve(MARKER));
  }

  /** Marks it as the place of recordings. */
  void mark() throws IOException {
    Files.writeString(path.resolve(MARKER), WORDS);
  }

  /** This file is written from now on. */
  void writing(String relative) {
    writing.add(relative);
  }

  /** This file is written no longer, and indexed if it ever will be. */
  void written(String relative) {
    writing.remove(relative);
  }

  boolean isWriting(String relative) {
    return writing.contains(relative);
  }
}
