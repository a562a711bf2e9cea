package io.milepost.rsu.recording.mp4;

import java.util.Arrays;

/**
 * One track of a file.
 *
 * @param kind {@code vide} or {@code soun}
 * @param timescale ticks per second
 * @param width pixels, 0 for sound
 * @param height pixels, 0 for sound
 * @param description its box {@code stsd} as it stands in the file: codec and its parameters
 * @param samples its pictures or sounds
 */
public record Track(
    String kind, int timescale, int width, int height, byte[] description, Samples samples) {
  static final String VIDEO = "vide";
  static final String SOUND = "soun";

  /** Whether one file can hold both one after the other, decoded with the same parameters. */
  boolean continues(Track other) {
    return timescale == other.timescale && Arrays.equals(description, other.description);
  }
}
