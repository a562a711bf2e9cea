package io.milepost.rsu.recording.mp4;

import java.nio.file.Path;

/**
 * Bytes of a file.
 *
 * @param file the file
 * @param offset first byte
 * @param length how many
 */
public record Slice(Path file, long offset, long length) {}
