package io.milepost.rsu.rules.geometry;

/** How a path crosses a line, for somebody who walks the line from its first point to its last. */
public enum Crossing {
  /** It does not. */
  NONE,
  /** From the line's left side to its right. */
  LEFT_TO_RIGHT,
  /** From the line's right side to its left. */
  RIGHT_TO_LEFT
}
