package io.milepost.rsu.recording.mp4;

/**
 * A stretch of time.
 *
 * @param fromMicros UTC of its beginning, microseconds
 * @param toMicros UTC of its end, microseconds
 */
public record Span(long fromMicros, long toMicros) {}
