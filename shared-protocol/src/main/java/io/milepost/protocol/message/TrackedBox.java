package io.milepost.protocol.message;

/**
 * One tracked object in one frame.
 *
 * @param track identity while it is seen by this camera
 * @param label class name, for example {@code car}
 * @param confidence 0..1
 * @param x left edge, source pixels
 * @param y top edge, source pixels
 * @param w width, source pixels
 * @param h height, source pixels
 */
public record TrackedBox(
    int track, String label, float confidence, float x, float y, float w, float h) {}
