package io.milepost.rsu.perception;

import java.util.Objects;

/**
 * Whether a camera's pictures can be believed. Immutable.
 *
 * @param fault what is wrong, {@link Fault#NONE} when nothing is
 * @param usable whether rules may draw conclusions from the pictures
 * @param sentence what is wrong, for people; empty when nothing is
 */
public record Sight(Fault fault, boolean usable, String sentence) {
  /** Nothing is wrong. */
  public static final Sight CLEAR = new Sight(Fault.NONE, true, "");

  /** What can be wrong with pictures that arrive and decode. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** Time goes on and the pixels do not. */
    FROZEN,
    /** Nothing but black. */
    DARK,
    /** Nothing but white. */
    BLINDED,
    /** Far fewer edges than this camera used to show: dirt, water, fog, lost focus. */
    BLURRED,
    /** The camera looks elsewhere than it did. */
    MOVED,
    /** The time of the pictures jumps again and again. */
    JUMPING
  }

  /** Checks that nothing is missing. */
  public Sight {
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(sentence, "sentence");
  }
}
