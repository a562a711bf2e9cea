package io.milepost.rsu.recording.mp4;

/**
 * A recorded file and when it was.
 *
 * @param file what it holds
 * @param startMicros UTC of its first picture, microseconds
 */
public record Piece(RecordedFile file, long startMicros) {}
