package io.milepost.rsu.perception;

/**
 * One object found in one frame.
 *
 * @param label the model's own word for it
 * @param type what rules take it for
 * @param confidence 0..1
 * @param x left edge, source pixels
 * @param y top edge, source pixels
 * @param w width, source pixels
 * @param h height, source pixels
 */
public record Detection(
    String label, ObjectClass type, float confidence, float x, float y, float w, float h) {}
