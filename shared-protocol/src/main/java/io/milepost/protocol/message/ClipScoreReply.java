package io.milepost.protocol.message;

/**
 * Answer to a {@link ClipScore}.
 *
 * @param camera camera id
 * @param suspicion how near the anomaly rule is to an incident, 0..1, the score not yet counted
 */
public record ClipScoreReply(String camera, double suspicion) {}
