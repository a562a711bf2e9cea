package io.milepost.rsu.recording;

/**
 * What a closed segment turned out to be.
 *
 * @param endMicros UTC of the end of its last picture, microseconds
 * @param frames pictures
 * @param bytes size of the file
 * @param sha256 lower-case hex digest of the file
 * @param look what its pictures are
 * @param gops where its groups of pictures begin
 */
record SegmentSummary(
    long endMicros, long frames, long bytes, String sha256, Look look, Gops gops) {

  /** Codec by FFmpeg's name and size in pixels. */
  record Look(String codec, int width, int height) {
    /** Not known. */
    static final Look UNKNOWN = new Look(null, 0, 0);
  }
}
