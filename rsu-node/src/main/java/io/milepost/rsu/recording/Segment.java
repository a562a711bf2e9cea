package io.milepost.rsu.recording;

/**
 * One recorded stretch of one camera, as indexed.
 *
 * @param id row
 * @param camera camera id
 * @param path relative to the folder of recordings
 * @param startMicros UTC of the first picture, microseconds
 * @param endMicros UTC of the end of the last picture, microseconds; 0 while it is being written
 * @param frames pictures
 * @param bytes size of the file
 * @param sha256 lower-case hex digest of the file, null while it is being written
 * @param endReason why it ended, null while it is being written
 * @param codec FFmpeg's name of the codec of its pictures, null when not known
 * @param width pixels, 0 when not known
 * @param height pixels, 0 when not known
 * @param gops where its groups of pictures begin; none while it is being written
 */
public record Segment(
    long id,
    String camera,
    String path,
    long startMicros,
    long endMicros,
    long frames,
    long bytes,
    String sha256,
    String endReason,
    String codec,
    int width,
    int height,
    Gops gops) {

  /** Whether it is still being written. */
  public boolean isOpen() {
    return endReason == null;
  }
}
