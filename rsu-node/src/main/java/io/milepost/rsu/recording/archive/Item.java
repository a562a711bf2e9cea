package io.milepost.rsu.recording.archive;

/**
 * One file in the outbox.
 *
 * @param clip whether it is a clip, else a segment
 * @param ref id of the clip, or row of the segment
 * @param name name in the archive below the node's folder
 * @param file relative to the folder of clips or of segments
 * @param sha256 lower-case hex digits
 * @param attempts failed ones so far
 */
record Item(
    long id,
    boolean clip,
    String ref,
    String name,
    String file,
    long bytes,
    String sha256,
    int attempts) {}
