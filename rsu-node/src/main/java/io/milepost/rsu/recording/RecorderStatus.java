package io.milepost.rsu.recording;

/**
 * How the recording of one camera is doing.
 *
 * @param camera camera id
 * @param recording whether a segment is open
 * @param segments segments closed since start
 * @param bytes bytes of them
 * @param writeErrors times the disk or the index refused
 * @param droppedPackets packets lost because the disk was too slow or refused
 * @param queuedBytes payload waiting for the disk
 * @param recordedUpToMillis UTC up to which pictures are on disk; 0 when none are
 * @param problem one sentence, null when all is well
 */
public record RecorderStatus(
    String camera,
    boolean recording,
    long segments,
    long bytes,
    long writeErrors,
    long droppedPackets,
    long queuedBytes,
    long recordedUpToMillis,
    String problem) {}
