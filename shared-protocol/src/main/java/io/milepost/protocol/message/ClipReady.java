package io.milepost.protocol.message;

/**
 * A clip can be played. Published for the partial clip, again, with the same id, whenever it has
 * grown, and for the last time, with a size of 0, when it has been deleted.
 *
 * @param id identity of the clip
 * @param incident id of the incident it belongs to
 * @param camera camera that recorded it
 * @param node RSU that holds the file
 * @param file file name inside the node's clip folder
 * @param startUtcMillis UTC of the first frame, milliseconds
 * @param endUtcMillis UTC of the end of the last frame, milliseconds
 * @param seconds duration found by probing the file
 * @param bytes size of the file, 0 when it has been deleted
 * @param sha256 lower-case hex digest of the file
 * @param complete false while the part after the incident is still being recorded
 */
public record ClipReady(
    String id,
    String incident,
    String camera,
    String node,
    String file,
    long startUtcMillis,
    long endUtcMillis,
    double seconds,
    long bytes,
    String sha256,
    boolean complete) {

  /** Whether the file has been deleted; nothing of this clip is to be shown any more. */
  public boolean wasDeleted() {
    return bytes == 0;
  }
}
