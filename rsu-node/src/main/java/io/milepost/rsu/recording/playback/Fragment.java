package io.milepost.rsu.recording.playback;

import java.util.List;

/**
 * One fragment of a segment file: a {@code moof} box and the {@code mdat} boxes after it.
 *
 * @param offset where it begins in the file
 * @param moofLength bytes of its {@code moof}
 * @param length bytes in all
 * @param key whether its first picture is a key picture
 * @param ticks decode time of its first picture, in the video track's ticks
 * @param duration ticks of its pictures together; 0 when it has none
 * @param composition ticks by which its first picture is shown later than decoded
 * @param sequenceAt where its number is, from the fragment's beginning
 * @param times where the decode times of its tracks are
 */
record Fragment(
    long offset,
    int moofLength,
    int length,
    boolean key,
    long ticks,
    long duration,
    int composition,
    int sequenceAt,
    List<Time> times) {

  /**
   * A {@code tfdt} box of version 1.
   *
   * @param at where its 64 bits are, from the fragment's beginning
   * @param timescale ticks a second
   * @param ticks their value
   */
  record Time(int at, int timescale, long ticks) {}
}
