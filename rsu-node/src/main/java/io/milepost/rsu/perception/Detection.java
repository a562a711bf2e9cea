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
    String label, ObjectClass type, float confidence, float x, float y, float w, float h) {
  /**
   * The label of a shape that moves, seen without a model: its outline is that of what differs from
   * the background, so it says where an object is and little of how it looks.
   */
  public static final String MOVING_SHAPE = "moving";
}
