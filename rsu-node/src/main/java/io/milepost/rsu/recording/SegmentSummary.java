package io.milepost.rsu.recording;

/**
 * What a closed segment turned out to be.
 *
 * @param endMicros UTC of the end of its last picture, microseconds
 * @param frames pictures
 * @param bytes size of the file
 * @param sha256 lower-case hex digest of the file
 */
record SegmentSummary(long endMicros, long frames, long bytes, String sha256) {}
