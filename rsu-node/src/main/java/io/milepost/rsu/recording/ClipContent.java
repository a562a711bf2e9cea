package io.milepost.rsu.recording;

/**
 * What a clip's file was found to hold.
 *
 * @param startMicros UTC of the first picture, microseconds
 * @param endMicros UTC of the end of the last picture, microseconds
 * @param seconds duration found by probing
 * @param bytes size of the file
 * @param sha256 lower-case hex digest of the file
 */
record ClipContent(long startMicros, long endMicros, double seconds, long bytes, String sha256) {}
